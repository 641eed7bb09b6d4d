import * as v from "valibot";

/** Which protocols of others the signal-worker speaks. */
export interface DialectConfig {
  /** Stock PeerJS clients may use it as their PeerServer. */
  readonly peerServer: boolean;
  /** `GET /{key}/peers` lists who is there. */
  readonly peerDiscovery: boolean;
  /** Stock WebTorrent clients may use it as their tracker. */
  readonly tracker: boolean;
}

/** Only the word itself opens something: a slip of the pen leaves it shut. */
const flag = v.pipe(
  v.optional(v.unknown()),
  v.transform((value) => typeof value === "string" && value.trim() === "on"),
);

const variables = v.object({ PEERSERVER: flag, PEERSERVER_DISCOVERY: flag, TRACKER: flag });

/** @param bindings the variables of docs/protocol.md; anything else in there is left alone. */
export function parseDialects(bindings: unknown): DialectConfig {
  const parsed = v.safeParse(variables, bindings);
  const {
    PEERSERVER = false,
    PEERSERVER_DISCOVERY = false,
    TRACKER = false,
  } = parsed.success ? parsed.output : {};
  return { peerServer: PEERSERVER, peerDiscovery: PEERSERVER_DISCOVERY, tracker: TRACKER };
}
