import type { RemoteParticipant } from "../../room/remote-participant.ts";
import type { Room } from "../../room/room.ts";

const roomEvents = [
  "disconnected",
  "reconnecting",
  "reconnected",
  "signalingChanged",
  "participantConnected",
  "participantDisconnected",
  "participantReconnecting",
  "participantReconnected",
  "participantUnreachable",
  "participantReachable",
  "participantSealingFailed",
  "participantSealingRestored",
  "trackPublished",
  "trackUnpublished",
  "trackSubscribed",
  "trackUnsubscribed",
  "trackEnabled",
  "trackDisabled",
  "trackStarted",
  "dominantSpeakerChanged",
  "participantChanged",
  "rulesChanged",
  "recordingStarted",
  "recordingStopped",
  "attendeeConnected",
  "attendeeDisconnected",
] as const;

const participantEvents = ["networkQualityLevelChanged", "routeChanged"] as const;

const ownEvents = [
  "networkQualityLevelChanged",
  "trackPublished",
  "trackEnabled",
  "trackDisabled",
  "trackStarted",
  "trackStopped",
] as const;

/** Calls `onChange` after everything that can change what a call looks like. @returns the call that ends it */
export function watchRoom(room: Room, onChange: () => void): () => void {
  const listener = () => onChange();
  const follow = (participant: RemoteParticipant): void => {
    for (const event of participantEvents) participant.on(event, listener);
  };
  for (const participant of room.participants.values()) follow(participant);
  room.on("participantConnected", follow);
  for (const event of roomEvents) room.on(event, listener);
  for (const event of ownEvents) room.localParticipant.on(event, listener);
  return () => {
    room.off("participantConnected", follow);
    for (const participant of room.participants.values())
      for (const event of participantEvents) participant.off(event, listener);
    for (const event of roomEvents) room.off(event, listener);
    for (const event of ownEvents) room.localParticipant.off(event, listener);
  };
}
