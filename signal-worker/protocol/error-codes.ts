import type { rareErrors } from "./rare-errors.ts";

/**
 * Errors that a page may have to tell of at any moment, without a network. Codes up to 53999 are Twilio Video's (same
 * code, same name, same message), so that existing `switch (error.code)` blocks keep working. Codes from 54000 are
 * Meshcall's own. The others are in rare-errors.ts, all of them together in errors.ts.
 */
export const usualErrors = {
  20104: [
    "AccessTokenExpired",
    "Access Token expired or expiration date invalid",
    "Fetch a new token. A token lives 24 hours at most.",
  ],
  53000: [
    "SignalingConnection",
    "Signaling connection error",
    "Check the server address and that WebSockets are not blocked.",
  ],
  53001: [
    "SignalingConnectionDisconnected",
    "Signaling connection disconnected",
    "Check the network connection; Meshcall keeps trying.",
  ],
  53204: [
    "ParticipantNotFound",
    "Participant not found",
    "This session is over. Connect again to join as a new participant.",
  ],
  53405: [
    "MediaConnection",
    "Media connection failed or Media activity ceased",
    "Check the network; behind a strict firewall a TURN server is needed.",
  ],
  54004: [
    "SealingUnavailable",
    "Data tracks cannot be sealed",
    "The kernel could not start. Allow `wasm-unsafe-eval` in script-src and `blob:` in worker-src, or give `kernelUrl`.",
  ],
  54005: [
    "DataTrackNotSent",
    "A data track message was not sent",
    "The link closed before the message left. Send it again when the participant is back.",
  ],
  54010: [
    "RelayMissing",
    "No path to the participant, and no relay to go over",
    "Set up a TURN server for the signal-worker (docs/turn.md), or use another network.",
  ],
  54011: [
    "RelayUnreachable",
    "No path to the participant, and the relay does not answer or refuses",
    "Check the TURN server's address, its secret and its clock (docs/turn.md), and that the network lets it through.",
  ],
  54016: [
    "DataTrackFull",
    "Too much waits on a data track",
    "Wait until `send` settles, or for `bufferedAmountLow`, before sending more.",
  ],
} as const satisfies Record<number, ErrorText>;

export type ErrorText = readonly [name: string, message: string, remedy: string];
export type ErrorCode = keyof typeof usualErrors | keyof typeof rareErrors;

/** @returns whether its text is in {@link usualErrors} */
export function isUsualCode(code: PropertyKey): code is keyof typeof usualErrors {
  return Object.hasOwn(usualErrors, code);
}

/** @returns whether `code` is one of ours; a code from the wire must be asked before it is used. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === "number" && (isUsualCode(code) || rareCodes.test(String(code)));
}

/** The codes of rare-errors.ts, without their texts. */
const rareCodes =
  /^(2010[1-35-7]|53(00[2346]|10[01456]|11[38]|20[01356]|216)|540(0[0-367]|1[2-5]|20|[345]\d|6[01]|7\d))$/;

/** Why a socket was closed. The close reason is `CODE Name`, CODE being an {@link ErrorCode}. */
export const closeCodes = {
  /** Not let in: bad token, full room. Trying again with the same token will not help. */
  refused: 4000,
  /** Was in, and is out for good: duplicate identity. */
  evicted: 4001,
  /** Sent what cannot be read, too often or too large. */
  badFrame: 4002,
  /** RFC 6455 section 7.4.1, policy violation: sent too much in too short a time. */
  flooded: 1008,
} as const;

/** The code at the head of a close reason, or undefined where there is none of ours. */
export function codeOfCloseReason(reason: string): ErrorCode | undefined {
  const code = Number.parseInt(reason, 10);
  return isErrorCode(code) ? code : undefined;
}
