import { errorTable, type ErrorCode } from "#protocol/errors";
import type { ErrorReply } from "#protocol/token";

/** Twilio's error body, with the remedy where Twilio has a link. */
export function refusal(code: ErrorCode, status: number = statusOf(code)): Response {
  const [, message, remedy] = errorTable[code];
  return Response.json({ code, message, more_info: remedy, status } satisfies ErrorReply, { status });
}

function statusOf(code: ErrorCode): number {
  switch (code) {
    case 54000:
    case 54001:
    case 54037:
    case 54043:
    case 54047:
      return 403;
    case 53106:
      return 404;
    case 53006:
    case 54032:
    case 54046:
      return 429;
    case 53104:
      return 500;
    case 54002:
      return 503;
    default:
      return 400;
  }
}
