#!/usr/bin/env node
/* oxlint-disable no-console -- a command line's answer goes to its terminal */
import { parseArgs } from "node:util";
import { roles, type Role } from "#protocol/role";
import { signToken } from "./sign-token.ts";

const usage = `Usage: meshcall token --identity ID [--room NAME] [options]

Prints an access token, for \`connect\` and \`<mesh-call token="…">\`.

  --identity ID     who it is for
  --room NAME       the one room it opens; left out: any
  --name NAME       what the others see; left out, the identity
  --role ROLE       host, publisher or attendee; left out: a publisher while there is a place
  --ttl SECONDS     how long it is good, 1 to 86400 (default 3600)
  --development     for a signal-worker in development mode (\`npm start\`), which needs no secret

The key is the signal-worker's. It is read from the environment:

  API_KEY_SECRET    32 characters or more   (or --secret, which other users of this machine can see)
  API_KEY_SID       SK and 32 hex digits    (or --key; zeros where the signal-worker has none)
  ACCOUNT_SID       AC and 32 hex digits    (or --account; zeros where the signal-worker has none)
`;

/** What `MESHCALL_ENV=development` takes: known to everybody. */
const developmentSecret = "meshcall development secret, known to everybody";

try {
  console.log(await run(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : "Something went wrong.");
  console.error("`meshcall --help` says how it is used.");
  process.exitCode = 1;
}

/** @returns what goes to stdout. Throws what goes to stderr; no message holds the secret. */
async function run(args: string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      identity: { type: "string" },
      room: { type: "string" },
      name: { type: "string" },
      role: { type: "string" },
      ttl: { type: "string" },
      development: { type: "boolean", default: false },
      secret: { type: "string" },
      key: { type: "string" },
      account: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help || (args.length === 0 && positionals.length === 0)) return usage.trimEnd();
  const [command, ...rest] = positionals;
  if (command !== "token" || rest.length > 0) throw new Error("The one command is `token`.");
  const { identity, room, name, ttl } = values;
  if (identity === undefined) throw new Error("Who is it for? Add `--identity ID`.");
  const role = roleOf(values.role);
  return signToken(apiKey(values), { identity, room, name, role, lifeSeconds: lifeSeconds(ttl) });
}

function roleOf(text: string | undefined): Role | undefined {
  const role = roles.find((one) => one === text);
  if (role === undefined && text !== undefined) throw new Error(`--role is one of ${roles.join(", ")}.`);
  return role;
}

function apiKey(flags: {
  readonly secret?: string | undefined;
  readonly key?: string | undefined;
  readonly account?: string | undefined;
  readonly development: boolean;
}) {
  // One that is set to nothing counts as not set, as it does for the signal-worker.
  const variable = (name: string) => (flags.development ? undefined : process.env[name] || undefined);
  const apiKeySecret = flags.secret ?? (flags.development ? developmentSecret : variable("API_KEY_SECRET"));
  if (apiKeySecret === undefined)
    throw new Error(
      "There is no key to sign with. Set API_KEY_SECRET to the signal-worker's, or add --development.",
    );
  const none = "0".repeat(32);
  return {
    accountSid: flags.account ?? variable("ACCOUNT_SID") ?? `AC${none}`,
    apiKeySid: flags.key ?? variable("API_KEY_SID") ?? `SK${none}`,
    apiKeySecret,
  };
}

function lifeSeconds(ttl: string | undefined): number | undefined {
  if (ttl === undefined) return undefined;
  if (!/^\d+$/.test(ttl)) throw new Error("--ttl is a whole number of seconds.");
  return Number(ttl);
}
