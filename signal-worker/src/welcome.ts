import type { Welcome } from "#protocol/announce";
import { announceReply } from "./frames.ts";
import { infoHashOf } from "./ids.ts";
import type { Join } from "./join.ts";
import type { RoomState } from "./room.ts";
import { participantOf, swarmOf } from "./room/state.ts";
import { unusualRoom } from "./room/telling.ts";
import { seatsBefore, type Seat } from "./swarm.ts";

/** The first frame on each socket. */
export function welcomeFrame(
  state: RoomState,
  seat: Seat,
  { ice, tokenLifeSeconds }: Pick<Join, "ice" | "tokenLifeSeconds">,
  session: string,
): Welcome {
  const { record, participants, seats } = state;
  const swarm = swarmOf(state);
  const news = unusualRoom(state);
  const own = participantOf(state, seat.member.peerId);
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
      self: swarm.describe(seat),
      room: { sid, name, type, maxParticipants },
      peers: seatsBefore(swarm, seat).map(swarm.describe),
      ice: [...ice],
      session,
      tokenLifeSeconds,
      ...(rules.length === 0 ? {} : { rules }),
      ...(own === undefined || own.privateId === "" ? {} : { privateId: own.privateId }),
      ...(news === undefined ? {} : { news }),
      directed: true,
    },
  };
}
