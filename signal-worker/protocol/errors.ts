import { usualErrors, type ErrorCode } from "./error-codes.ts";
import { rareErrors } from "./rare-errors.ts";

export { closeCodes, codeOfCloseReason, isErrorCode, type ErrorCode } from "./error-codes.ts";

/** All error codes, names and messages that both ends of the wire share. A page imports error-codes.ts, which is smaller. */
export const errorTable = { ...usualErrors, ...rareErrors } as const;

/** @example closeReason(53105) === "53105 RoomMaxParticipantsExceeded" */
export function closeReason(code: ErrorCode): string {
  return `${code} ${errorTable[code][0]}`;
}
