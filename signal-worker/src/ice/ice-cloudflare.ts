import * as v from "valibot";
import type { IceServerJson } from "#protocol/announce";
import type { IceConfig, IceSource } from "./ice.ts";
import { logFailure } from "../log.ts";

type TurnKey = NonNullable<IceConfig["turnKey"]>;

/** The longest that a join waits for the API. */
const patienceMs = 2_000;
/**
 * Credentials are handed out again for this long: a join asks twice (`POST /token`, then the socket), and
 * people come together. Never more than a tenth of their life, so that everybody gets nearly all of it.
 */
const keepMs = 60_000;
/** After a failure nobody waits again for this long. */
const restMs = 10_000;

/** Of the documented answer: `iceServers` with STUN servers, which have no credential, and TURN servers. */
const answer = v.object({
  iceServers: v.array(
    v.object({
      urls: v.union([v.string(), v.array(v.string())]),
      username: v.optional(v.string()),
      credential: v.optional(v.string()),
    }),
  ),
});

interface Kept {
  readonly servers: readonly IceServerJson[];
  readonly untilMs: number;
}

/**
 * For each key and life. Results alone are kept: a promise belongs to the request that made it, and another
 * request must not wait for it in workerd.
 */
const kept = new Map<string, Kept>();

/**
 * Cloudflare's TURN key API, `POST /v1/turn/keys/{id}/credentials/generate-ice-servers`. Gives TURN servers
 * alone: STUN is configured apart.
 */
export function turnKeySource(turnKey: TurnKey): IceSource {
  const { id, apiUrl, lifeSeconds } = turnKey;
  return async (_identity, nowMs) => {
    const name = `${apiUrl} ${id} ${lifeSeconds}`;
    const known = kept.get(name);
    if (known !== undefined && nowMs < known.untilMs) return known.servers;
    const fresh = await generate(turnKey);
    const lifetimeMs = fresh === undefined ? restMs : Math.min(keepMs, lifeSeconds * 100);
    const servers = fresh ?? [];
    kept.set(name, { servers, untilMs: nowMs + lifetimeMs });
    return servers;
  };
}

/** @returns undefined when the API does not answer as documented; the log has the reason, and no secret. */
async function generate({
  id,
  apiToken,
  apiUrl,
  lifeSeconds,
}: TurnKey): Promise<IceServerJson[] | undefined> {
  try {
    const response = await fetch(
      `${apiUrl}/v1/turn/keys/${encodeURIComponent(id)}/credentials/generate-ice-servers`,
      {
        method: "POST",
        headers: { Authorization: `Bearer ${apiToken}`, "Content-Type": "application/json" },
        body: JSON.stringify({ ttl: lifeSeconds }),
        signal: AbortSignal.timeout(patienceMs),
      },
    );
    if (!response.ok) return failed(`answered ${response.status}`);
    const parsed = v.safeParse(answer, await response.json());
    const servers = parsed.success ? relaysOf(parsed.output.iceServers) : [];
    return servers.length > 0 ? servers : failed("gave no TURN server");
  } catch (error) {
    // Its message may hold the address, and with it the key's id.
    return failed(error instanceof Error ? `did not answer (${error.name})` : "did not answer");
  }
}

function failed(why: string): undefined {
  logFailure(new Error(`The TURN key API ${why}; calls go on without its relay`));
}

function relaysOf(servers: v.InferOutput<typeof answer>["iceServers"]): IceServerJson[] {
  return servers.flatMap(({ urls, username, credential }) => {
    if (username === undefined || credential === undefined) return [];
    const usable = [urls].flat().filter((url) => !onBlockedPort.test(url));
    return usable.length > 0 ? [{ urls: usable, username, credential }] : [];
  });
}

/** Browsers block port 53, and one that tries it only waits. Cloudflare lists it for other programs. */
const onBlockedPort = /:53(\?|$)/;
