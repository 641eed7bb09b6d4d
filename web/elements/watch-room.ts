import type { Room } from "../room/room.ts";

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
  "trackPublished",
  "trackUnpublished",
  "trackSubscribed",
  "trackUnsubscribed",
  "trackEnabled",
  "trackDisabled",
  "trackStarted",
] as const;

const ownEvents = [
  "trackPublished",
  "trackEnabled",
  "trackDisabled",
  "trackStarted",
  "trackStopped",
] as const;

/** Calls `onChange` after everything that can change what a call looks like. @returns the call that ends it */
export function watchRoom(room: Room, onChange: () => void): () => void {
  const listener = () => onChange();
  for (const event of roomEvents) room.on(event, listener);
  for (const event of ownEvents) room.localParticipant.on(event, listener);
  return () => {
    for (const event of roomEvents) room.off(event, listener);
    for (const event of ownEvents) room.localParticipant.off(event, listener);
  };
}
