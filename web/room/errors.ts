import { errorTable, type ErrorCode } from "#protocol/errors";

/**
 * What every failure of Meshcall looks like. `code`, `name` and `message` are Twilio Video's where it
 * has the case, so `error.code === 53105` keeps working; `remedy` says what to do about it.
 */
export class MeshcallError extends Error {
  override readonly name = "TwilioError";
  readonly code: ErrorCode;
  /** The code's name, for instance `RoomMaxParticipantsExceeded`. */
  readonly reason: string;
  readonly remedy: string;

  constructor(code: ErrorCode, options?: ErrorOptions) {
    const [reason, message, remedy] = errorTable[code];
    super(message, options);
    this.code = code;
    this.reason = reason;
    this.remedy = remedy;
  }
}
