import { isUsualCode, usualErrors, type ErrorCode, type ErrorText } from "#protocol/error-codes";

/** Of the rare ones; empty until one of them was wanted, as a room wants one in advance. */
let rareTexts: Readonly<Record<number, ErrorText>> = {};

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

  /** For a code that is not among the usual ones see {@link withError}, which has its text. */
  constructor(code: ErrorCode, options?: ErrorOptions) {
    const [reason, message, remedy] = isUsualCode(code)
      ? usualErrors[code]
      : (rareTexts[code] ?? ["Rare", `Error ${code}`, ""]);
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

/**
 * Makes the error of a code that the signal-worker has said, and hands it on: at once, or when its text has been loaded.
 * Without the text, where it cannot be, the code is right all the same.
 */
export function withError(code: ErrorCode, use: (error: MeshcallError) => void): void {
  if (isUsualCode(code) || code in rareTexts) use(new MeshcallError(code));
  else void errorOf(code).then(use);
}

/** The same, as a promise. It never rejects. */
export async function errorOf(code: ErrorCode, options?: ErrorOptions): Promise<MeshcallError> {
  if (!isUsualCode(code)) {
    try {
      rareTexts = (await import("#protocol/rare-errors")).rareErrors;
    } catch {
      // the text is lost, and whoever waits for the error gets its code
    }
  }
  return new MeshcallError(code, options);
}
