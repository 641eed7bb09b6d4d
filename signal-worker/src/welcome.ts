import type { Welcome } from "#protocol/announce";
import { announceReply } from "./frames.ts";
import { infoHashOf } from "./ids.ts";
import type { Join } from "./join.ts";
import type { RoomState } from "./room.ts";
import { seatsBefore, type Seat } from "./swarm.ts";

/** The first frame on each socket. */
export function welcomeFrame(
  { record, participants, seats }: RoomState,
  seat: Seat,
  { ice, tokenLifeSeconds }: Pick<Join, "ice" | "tokenLifeSeconds">,
  session: string,
): Welcome {
  const { sid, name, settings } = record;
  const { type, maxParticipants } = settings;
  const rules = participants.flatMap((participant) =>
    participant.rules.length === 0
      ? []
      : { peerId: participant.member.peerId, rules: [...participant.rules] },
  );
  return {
    ...announceReply(infoHashOf(sid), seats.length),
    mesh: {
      v: 1,
      self: seat.member,
      room: { sid, name, type, maxParticipants },
      peers: seatsBefore(seats, seat).map((other) => other.member),
      ice: [...ice],
      session,
      tokenLifeSeconds,
      ...(rules.length === 0 ? {} : { rules }),
      directed: true,
    },
  };
}
