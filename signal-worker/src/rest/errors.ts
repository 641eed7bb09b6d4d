/** What REST answers where it refuses: Twilio's codes and messages, the HTTP status, and what to do. */
const restErrors = {
  20003: [
    401,
    "Authenticate",
    "Log in with an API key's SID and secret, or the account's SID and auth token.",
  ],
  20004: [405, "Method not allowed", "docs/rest.md has the methods of each path."],
  20007: [400, "Page size too large", "Ask for 1,000 at most."],
  20404: [
    404,
    "The requested resource was not found",
    "Check the path and its SIDs; a name finds a room in progress alone.",
  ],
  20422: [400, "Invalid parameter", "docs/rest.md has the parameters and their ranges."],
  20429: [429, "Too Many Requests", "Wait as long as Retry-After says."],
  20500: [500, "Internal server error", "Try again; if it stays, look at the signal-worker's log."],
  53100: [400, "Room name is invalid", "Give 1 to 128 characters that do not look like a room's SID."],
  53101: [400, "Room name is too long", "Use 128 characters at most."],
  53103: [500, "Unable to create Room", "Try again; if it stays, look at the signal-worker's log."],
  53107: [400, "MaxParticipants is out of range", "1 to 2 in a Go room, 1 to 10 in a peer-to-peer room."],
  53108: [
    400,
    "RoomType is not valid",
    "Use go or peer-to-peer. Group rooms need a media server, and there is none.",
  ],
  53109: [400, "Timeout is out of range", "1 to 60 minutes."],
  53110: [400, "StatusCallbackMethod is invalid", "POST or GET."],
  53111: [400, "StatusCallback is invalid", "Give an absolute https address on a public host."],
  53112: [400, "Status is invalid", "Rooms are set to `completed`, and to nothing else."],
  53113: [400, "Room exists", "Complete the room of that name first, or use it."],
  53114: [
    400,
    "Room creation parameter(s) incompatible with the Room type",
    "docs/rest.md says which need a media server.",
  ],
  53122: [
    400,
    "The operation requested is not supported for the Room type",
    "It needs a media server, and there is none.",
  ],
  53123: [400, "MaxParticipantDuration is out of range", "600 to 86,400 seconds."],
  53215: [400, "Invalid subscribe rule", "docs/rest.md has the form of `Rules`."],
} as const satisfies Record<number, readonly [status: number, message: string, remedy: string]>;

export type RestCode = keyof typeof restErrors;

/** Twilio's error body; `more_info` is what to do, where Twilio has a link. */
export function restError(code: RestCode, headers: Record<string, string> = {}): Response {
  const [status, message, more_info] = restErrors[code];
  return Response.json({ code, message, more_info, status }, { status, headers });
}
