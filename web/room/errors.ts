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
    if (new.target === MeshcallError) Object.setPrototypeOf(this, prototypeOf(reason));
    this.code = code;
    this.reason = reason;
    this.remedy = remedy;
  }
}

const prototypes = new Map<string, object>();

/** Twilio's classes have names such as `RoomNotFoundError`, by which applications tell them apart. */
function prototypeOf(reason: string): object {
  let prototype = prototypes.get(reason);
  if (prototype === undefined) {
    const NamedError = class extends MeshcallError {};
    Object.defineProperty(NamedError, "name", { value: `${reason}Error` });
    prototype = NamedError.prototype;
    prototypes.set(reason, prototype);
  }
  return prototype;
}
