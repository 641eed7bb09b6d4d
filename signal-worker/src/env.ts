import * as v from "valibot";
import { limits, roomCapacity, type RoomType } from "#protocol/limits";

export interface Config {
  readonly accountSid: string;
  readonly apiKeySid: string;
  readonly apiKeySecret: string;
  /** Origins besides the signal-worker's own. */
  readonly allowedOrigins: readonly string[] | "any";
  /** Whether `POST /token` hands out tokens. */
  readonly openRooms: boolean;
  /** Of rooms that are made by joining them. */
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
} as const;

/** Where STUN_URLS is not set, outside development. `none` there switches STUN off. */
const publicStunUrls = ["stun:stun.cloudflare.com:3478"];

/** Where TURN keys are exchanged for credentials; a test puts a stand-in there. */
const turnKeyApiUrl = "https://rtc.live.cloudflare.com";

/** RFC 7518 section 3.2: an HS256 key has 256 bits at least. Twilio's secrets have exactly that. */
const secretBytes = 32;

const text = v.optional(v.pipe(v.string(), v.trim()), "");
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
  v.picklist(Object.keys(roomCapacity) as RoomType[]),
);

const variables = v.object({
  MESHCALL_ENV: text,
  ACCOUNT_SID: sid("AC", development.accountSid),
  API_KEY_SID: sid("SK", development.apiKeySid),
  API_KEY_SECRET: text,
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

/**
 * @param bindings the variables of docs/protocol.md; anything else in there is left alone.
 * @returns undefined where a variable cannot be read or, outside development, the secret is missing or
 * shorter than 32 bytes: the answer to every request is 54002 then.
 */
export function parseEnv(bindings: unknown): Config | undefined {
  const parsed = v.safeParse(variables, bindings);
  if (!parsed.success) return undefined;
  const vars = parsed.output;
  const isDevelopment = vars.MESHCALL_ENV === "development";
  const apiKeySecret =
    vars.API_KEY_SECRET === "" && isDevelopment ? development.apiKeySecret : vars.API_KEY_SECRET;
  if (new TextEncoder().encode(apiKeySecret).length < secretBytes) return undefined;
  const hasTurn = vars.TURN_URLS.length > 0 && vars.TURN_SECRET !== "";
  const hasTurnKey = vars.TURN_KEY_ID !== "" && vars.TURN_KEY_API_TOKEN !== "";
  return {
    accountSid: vars.ACCOUNT_SID,
    apiKeySid: vars.API_KEY_SID,
    apiKeySecret,
    allowedOrigins: allowedOrigins(vars.ALLOWED_ORIGINS, isDevelopment),
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
 */
export function isOriginAllowed(config: Config, origin: string | undefined, url: string): boolean {
  if (origin === undefined || config.allowedOrigins === "any") return true;
  return config.allowedOrigins.includes(origin) || origin === new URL(url).origin;
}
