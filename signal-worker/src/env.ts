import * as v from "valibot";
import { limits, type RoomType } from "#protocol/limits";
import {
  areDistinct,
  callbackUrl,
  defaultCap,
  firstWrong,
  isLongEnough,
  parseAccess,
  parseAccounts,
  roomTypeName,
  type Account,
  type Unreadable,
} from "./account/accounts.ts";
import { logFailure } from "./log.ts";
import type { AccessPolicy } from "./account/access-policy.ts";
import { callbackAddress } from "./webhooks/callback-address.ts";

export interface Config {
  /** Nothing is protected, and webhooks may go to this machine and its network. */
  readonly isDevelopment: boolean;
  /** The first one is whom `POST /token` serves. */
  readonly accounts: readonly [Account, ...Account[]];
  /** Of the first account, and its first key. */
  readonly accountSid: string;
  readonly apiKeySid: string;
  readonly apiKeySecret: string;
  /** Origins besides the signal-worker's own. */
  readonly allowedOrigins: readonly string[] | "any";
  /** The header in which the proxy in front says where a request comes from. */
  readonly addressHeader: string;
  /** Who has it makes rooms by the rooms API, and nobody else; undefined: guests may, where they may make rooms at all. */
  readonly adminKey: string | undefined;
  /** Whether `POST /token` hands out tokens. */
  readonly openRooms: boolean;
  /** Of rooms for which nothing else was said, in accounts that do not say either. */
  readonly roomType: RoomType;
  readonly stunUrls: readonly string[];
  readonly turn:
    | { readonly urls: readonly string[]; readonly secret: string; readonly lifeSeconds: number }
    | undefined;
  /** A TURN key of Cloudflare's. `apiUrl` has no slash at its end. */
  readonly turnKey:
    | {
        readonly id: string;
        readonly apiToken: string;
        readonly apiUrl: string;
        readonly lifeSeconds: number;
      }
    | undefined;
}

/** Public on purpose: with MESHCALL_ENV=development nothing is to be configured, and nothing is protected. */
const development = {
  accountSid: `AC${"0".repeat(32)}`,
  apiKeySid: `SK${"0".repeat(32)}`,
  apiKeySecret: "meshcall development secret, known to everybody",
  authToken: "meshcall development auth token, known to everybody",
} as const;

/** Where STUN_URLS is not set, outside development. `none` there switches STUN off. */
const publicStunUrls = ["stun:stun.cloudflare.com:3478"];

/** Cloudflare writes it itself: what a client says in it does not come through. */
const cloudflareAddressHeader = "CF-Connecting-IP";

/** Where TURN keys are exchanged for credentials; a test puts a stand-in there. */
const turnKeyApiUrl = "https://rtc.live.cloudflare.com";

// Plain workerd hands over null for a variable that is not set.
const text = v.nullish(v.pipe(v.string(), v.trim()), "");
const list = v.pipe(
  text,
  v.transform((value) =>
    value
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== ""),
  ),
);
const sid = (prefix: "AC" | "SK", fallback: string) =>
  v.pipe(
    text,
    v.transform((value) => (value === "" ? fallback : value)),
    v.regex(new RegExp(`^${prefix}[0-9a-fA-F]{32}$`)),
  );
const address = (fallback: string) =>
  v.pipe(
    text,
    v.transform((value) => (value === "" ? fallback : value).replace(/\/+$/, "")),
    v.url(),
  );
const seconds = v.pipe(
  text,
  v.transform((value) => (value === "" ? limits.tokenLifeSeconds : Number(value))),
  v.integer(),
  v.minValue(60),
);

const roomType = v.pipe(
  text,
  v.transform((value) => (value === "" ? "go" : value)),
  roomTypeName,
);

const atLeastOne = (fallback: number) =>
  v.pipe(
    text,
    v.transform((value) => (value === "" ? fallback : Number(value))),
    v.integer(),
    v.minValue(1),
  );
const callback = v.pipe(
  text,
  v.check((value) => value === "" || v.is(callbackUrl, value)),
);
const callbackMethod = v.pipe(
  text,
  v.transform((value) => (value === "" ? "POST" : value.toUpperCase())),
  v.picklist(["POST", "GET"]),
);

const variables = v.object({
  MESHCALL_ENV: text,
  ACCOUNT_SID: sid("AC", development.accountSid),
  API_KEY_SID: sid("SK", development.apiKeySid),
  API_KEY_SECRET: text,
  AUTH_TOKEN: text,
  ACCOUNTS_JSON: text,
  ACCESS_JSON: text,
  ADMIN_KEY: v.pipe(
    text,
    v.check((key) => key === "" || isLongEnough(key)),
  ),
  // RFC 9110 section 5.6.2, at the length of a long one.
  ADDRESS_HEADER: v.pipe(text, v.regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{0,64}$/)),
  MAX_CONCURRENT_PARTICIPANTS: atLeastOne(defaultCap),
  // Read strictly: whoever meant to switch them off is not to find them on.
  AD_HOC_ROOMS: v.pipe(text, v.picklist(["", "true", "false"])),
  STATUS_CALLBACK: callback,
  STATUS_CALLBACK_METHOD: callbackMethod,
  ALLOWED_ORIGINS: list,
  OPEN_ROOMS: text,
  ROOM_TYPE: roomType,
  STUN_URLS: list,
  TURN_URLS: list,
  TURN_SECRET: text,
  TURN_LIFE_SECONDS: seconds,
  TURN_KEY_ID: text,
  TURN_KEY_API_TOKEN: text,
  TURN_KEY_API_URL: address(turnKeyApiUrl),
});

/** Of each environment that was read: it does not change, and reading it takes longer than checking a token. */
const known = new WeakMap<object, Config | undefined>();

/**
 * @param bindings the variables of docs/protocol.md; anything else in there is left alone.
 * @returns undefined where a variable cannot be read, a SID is there twice, a secret is shorter than 32 bytes or, outside
 * development, there is no account with one: the answer to every request is 54002 then.
 */
export function parseEnv(bindings: unknown): Config | undefined {
  if (typeof bindings !== "object" || bindings === null) return undefined;
  if (!known.has(bindings)) known.set(bindings, readEnv(bindings));
  return known.get(bindings);
}

function readEnv(bindings: object): Config | undefined {
  const parsed = v.safeParse(variables, bindings);
  if (!parsed.success) return unreadable({ wrong: firstWrong("The variables", parsed.issues) });
  const vars = parsed.output;
  const isDevelopment = vars.MESHCALL_ENV === "development";
  const accounts = accountsOf(vars, isDevelopment);
  if (accounts === undefined)
    return unreadable({ wrong: "API_KEY_SECRET, AUTH_TOKEN: missing, or shorter than 32 bytes" });
  if ("wrong" in accounts) return unreadable(accounts);
  const [first, ...others] = withCallbacks(accounts, isDevelopment) ?? [];
  if (first === undefined)
    return unreadable({ wrong: "STATUS_CALLBACK: it is none that may be called (docs/webhooks.md)" });
  if (!areDistinct([first, ...others])) return unreadable({ wrong: "ACCOUNTS_JSON: a SID is there twice" });
  const hasTurn = vars.TURN_URLS.length > 0 && vars.TURN_SECRET !== "";
  const hasTurnKey = vars.TURN_KEY_ID !== "" && vars.TURN_KEY_API_TOKEN !== "";
  return {
    isDevelopment,
    accounts: [first, ...others],
    accountSid: first.sid,
    apiKeySid: first.keys[0].sid,
    apiKeySecret: first.keys[0].secret,
    allowedOrigins: allowedOrigins(vars.ALLOWED_ORIGINS, isDevelopment),
    addressHeader: vars.ADDRESS_HEADER || cloudflareAddressHeader,
    adminKey: vars.ADMIN_KEY || undefined,
    openRooms: vars.OPEN_ROOMS === "" ? isDevelopment : vars.OPEN_ROOMS === "true",
    roomType: vars.ROOM_TYPE,
    stunUrls: stunUrls(vars.STUN_URLS, isDevelopment),
    turn: hasTurn
      ? { urls: vars.TURN_URLS, secret: vars.TURN_SECRET, lifeSeconds: vars.TURN_LIFE_SECONDS }
      : undefined,
    turnKey: hasTurnKey
      ? {
          id: vars.TURN_KEY_ID,
          apiToken: vars.TURN_KEY_API_TOKEN,
          apiUrl: vars.TURN_KEY_API_URL,
          lifeSeconds: vars.TURN_LIFE_SECONDS,
        }
      : undefined,
  };
}

/** Whoever deploys finds in the log why every request is answered with 54002. */
function unreadable({ wrong }: Unreadable): undefined {
  logFailure(new Error(wrong));
}

/**
 * The account of the single variables comes first. It is there where it has a secret, and in development; and where
 * there is no other, so that a secret that was forgotten is missed.
 */
function accountsOf(
  vars: v.InferOutput<typeof variables>,
  isDevelopment: boolean,
): readonly Account[] | Unreadable | undefined {
  const others = vars.ACCOUNTS_JSON === "" ? [] : parseAccounts(vars.ACCOUNTS_JSON, vars.ROOM_TYPE);
  if ("wrong" in others) return others;
  const access = vars.ACCESS_JSON === "" ? [] : parseAccess(vars.ACCESS_JSON);
  if ("wrong" in access) return access;
  const builtIn = isDevelopment ? development : { apiKeySecret: "", authToken: "" };
  const secret = vars.API_KEY_SECRET || builtIn.apiKeySecret;
  if (secret === "" && others.length > 0) return others;
  const authToken = vars.AUTH_TOKEN || builtIn.authToken;
  if (!isLongEnough(secret) || (authToken !== "" && !isLongEnough(authToken))) return undefined;
  const single: Account = {
    sid: vars.ACCOUNT_SID,
    authToken: authToken || undefined,
    keys: [{ sid: vars.API_KEY_SID, secret }],
    maxConcurrentParticipants: vars.MAX_CONCURRENT_PARTICIPANTS,
    adHocRooms: vars.AD_HOC_ROOMS !== "false",
    roomType: vars.ROOM_TYPE,
    statusCallback:
      vars.STATUS_CALLBACK === ""
        ? undefined
        : { url: vars.STATUS_CALLBACK, method: vars.STATUS_CALLBACK_METHOD },
    access,
  };
  return [single, ...others];
}

/** @returns undefined where one of them names a receiver of webhooks that may not be called */
function withCallbacks(accounts: readonly Account[], isDevelopment: boolean): readonly Account[] | undefined {
  const checked = accounts.flatMap((account): Account[] => {
    if (account.statusCallback === undefined) return [account];
    const url = callbackAddress(account.statusCallback.url, isDevelopment);
    return url === undefined ? [] : [{ ...account, statusCallback: { ...account.statusCallback, url } }];
  });
  return checked.length === accounts.length ? checked : undefined;
}

/** @param sid of a room's account, say, which may have been taken out of the configuration meanwhile. */
export function findAccount(config: Config, sid: string): Account | undefined {
  return config.accounts.find((account) => account.sid === sid);
}

function stunUrls(urls: readonly string[], isDevelopment: boolean): readonly string[] {
  if (urls.includes("none")) return [];
  return urls.length === 0 && !isDevelopment ? publicStunUrls : urls;
}

function allowedOrigins(origins: readonly string[], isDevelopment: boolean): Config["allowedOrigins"] {
  if (origins.includes("*")) return "any";
  return origins.length === 0 && isDevelopment ? "any" : origins;
}

/**
 * @param origin the Origin header; without one it is no browser's request, and the token alone decides.
 * @param url of the request: the signal-worker's own origin is always allowed.
 * @param policy of the room that it asks for, where that is known and has one
 */
export function isOriginAllowed(
  config: Pick<Config, "allowedOrigins">,
  origin: string | undefined,
  url: string,
  policy?: Pick<AccessPolicy, "origins">,
): boolean {
  const allowed = policy?.origins ?? config.allowedOrigins;
  if (origin === undefined || allowed === "any" || allowed.includes("*")) return true;
  return allowed.includes(origin) || origin === new URL(url).origin;
}

/** Before a request's room is known: whether there is any that pages of this origin may use. See {@link isOriginAllowed}. */
export function isOriginKnown(config: Config, origin: string | undefined, url: string): boolean {
  const policies = config.accounts.flatMap(({ access }) => access);
  return [undefined, ...policies].some((policy) => isOriginAllowed(config, origin, url, policy));
}
