import type { Room } from "../../room/room.ts";

/**
 * One of something for each room, made when it is first asked for and gone with the room: what the parts of a call have in
 * common, such as the chat's log, without one of them having to hand it to the others.
 * @example const chatOf = ofRoom((room) => new ChatLog(room));
 */
export function ofRoom<Shared extends object>(make: (room: Room) => Shared): (room: Room) => Shared {
  const made = new WeakMap<Room, Shared>();
  return (room) => {
    const known = made.get(room);
    if (known !== undefined) return known;
    const shared = make(room);
    made.set(room, shared);
    return shared;
  };
}
