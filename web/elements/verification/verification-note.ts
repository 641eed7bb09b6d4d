import type { RemoteParticipant } from "../../room/remote-participant.ts";
import type { Room } from "../../room/room.ts";
import { verificationsOf } from "./verifications.ts";
import { verificationWords } from "./words.ts";

/** What is worth saying beside somebody's name; "" where nothing is. */
export function verificationNote(room: Room, participant: RemoteParticipant): string {
  const comparison = verificationsOf(room).of(participant);
  switch (comparison.is) {
    case "same":
      return verificationWords.badge;
    case "different":
      return verificationWords.badgeDifferent;
    case "open":
      return comparison.atTheirWish ? verificationWords.badgeOpen : "";
    case "none":
    case "making":
    case "failed":
      return "";
  }
}
