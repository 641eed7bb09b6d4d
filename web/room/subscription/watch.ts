import { errorOf, MeshcallError } from "../errors.ts";
import { RemoteParticipant } from "../remote-participant.ts";
import type { Room, RoomActions } from "../room.ts";
import { Interests } from "./interests.ts";
import { Subscription } from "./subscription.ts";
import { changedSettings, usualSettings } from "./watch-options.ts";

interface Watched {
  interests: Interests;
  subscriptions: Set<Subscription>;
}

const watched = new WeakMap<Room, Watched>();

function watchedIn(room: Room, actions: Pick<RoomActions, "take">): Watched {
  const known = watched.get(room);
  if (known !== undefined) return known;
  const subscriptions = new Set<Subscription>();
  const made = { interests: new Interests((sid, takes) => actions.take(sid, takes)), subscriptions };
  watched.set(room, made);
  room.on("disconnected", () => {
    for (const subscription of subscriptions) subscription.roomEnded();
  });
  return made;
}

/** @throws as `Room.watch` (as a rejection) */
export async function watch(
  room: Room,
  actions: Pick<RoomActions, "take">,
  participant: unknown,
  options: unknown,
): Promise<Subscription> {
  await errorOf(54044); // its text is there from now on: `configure` throws and cannot wait for it
  const settings = changedSettings(usualSettings, options);
  const isPresent = (other: RemoteParticipant): boolean =>
    room.state !== "disconnected" && room.participants.get(other.sid) === other;
  if (!(participant instanceof RemoteParticipant)) throw new TypeError("Expected a RemoteParticipant");
  if (!isPresent(participant)) throw new MeshcallError(54038);
  const { interests, subscriptions } = watchedIn(room, actions);
  const onClosed = (closed: Subscription): void => void subscriptions.delete(closed);
  const subscription = new Subscription({ interests, isPresent, onClosed }, participant, settings);
  subscriptions.add(subscription);
  return subscription;
}
