import type { RemoteParticipant, RemoteParticipantEvents } from "./remote-participant.ts";
import type { Room } from "./room.ts";

/** Participant events that a room repeats with the participant as the last argument. */
type Repeated = Extract<
  keyof RemoteParticipantEvents,
  | "trackPublished"
  | "trackUnpublished"
  | "trackSubscribed"
  | "trackUnsubscribed"
  | "trackEnabled"
  | "trackDisabled"
  | "trackStarted"
  | "trackDimensionsChanged"
  | "trackSwitchedOff"
  | "trackSwitchedOn"
  | "trackPlaybackBlocked"
  | "trackPlaybackStarted"
  | "trackMessage"
  | "trackSubscriptionFailed"
  | "trackPublishPriorityChanged"
>;

const repeated: readonly Repeated[] = [
  "trackPublished",
  "trackUnpublished",
  "trackSubscribed",
  "trackUnsubscribed",
  "trackEnabled",
  "trackDisabled",
  "trackStarted",
  "trackDimensionsChanged",
  "trackSwitchedOff",
  "trackSwitchedOn",
  "trackPlaybackBlocked",
  "trackPlaybackStarted",
  "trackMessage",
  "trackSubscriptionFailed",
  "trackPublishPriorityChanged",
];

/** The one place where an event hops from participant to room. */
export function repeatAtRoom(participant: RemoteParticipant, room: Room): void {
  for (const event of repeated) {
    participant.on(event, (...args: unknown[]) => {
      Reflect.apply(room.emit, room, [event, ...args, participant]);
    });
  }
  participant.on("reconnecting", () => room.emit("participantReconnecting", participant));
  participant.on("unreachable", (error) => room.emit("participantUnreachable", participant, error));
  participant.on("reachable", () => room.emit("participantReachable", participant));
  participant.on("sealingFailed", (error) => room.emit("participantSealingFailed", participant, error));
  participant.on("sealingRestored", () => room.emit("participantSealingRestored", participant));
  participant.on("verificationChanged", (emoji) =>
    room.emit("participantVerificationChanged", participant, emoji),
  );
  participant.on("reconnected", () => room.emit("participantReconnected", participant));
}
