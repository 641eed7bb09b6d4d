/** Of `room.sendMessage`, what pages say to each other about raised hands. docs/messages.md has the same in prose. */
export const handCommand = "meshcall.hand";

export type HandMessage =
  /** `heldMs`: for how long it is up already, as newcomers are told. */
  | { do: "raise"; heldMs: number }
  | { do: "lower" }
  /** A host's: whose hand is to go down. */
  | { do: "put-down"; sid: string }
  /** Who has a hand up is to say so to who asks. */
  | { do: "ask" };

/** A day: no call's hand is up for longer. */
const longestHeldMs = 86_400_000;

/** @param body of a message of somebody else's page @returns undefined for what is none of these */
export function parseHandMessage(body: unknown): HandMessage | undefined {
  if (typeof body !== "object" || body === null || !("do" in body)) return undefined;
  switch (body.do) {
    case "raise": {
      const heldMs = "heldMs" in body ? body.heldMs : 0;
      const isTime = typeof heldMs === "number" && heldMs >= 0 && heldMs <= longestHeldMs;
      return isTime ? { do: "raise", heldMs } : undefined;
    }
    case "put-down":
      return "sid" in body && typeof body.sid === "string" ? { do: "put-down", sid: body.sid } : undefined;
    case "lower":
    case "ask":
      return { do: body.do };
    default:
      return undefined;
  }
}
