import type { LocalParticipant } from "../../room/local-participant.ts";
import type { RemoteParticipant } from "../../room/remote-participant.ts";

export { tileOf } from "./tiles.ts";

const remoteEvents = [
  "trackPublished",
  "trackUnpublished",
  "trackSubscribed",
  "trackUnsubscribed",
  "trackEnabled",
  "trackDisabled",
  "trackStarted",
  "reconnecting",
  "reconnected",
  "networkQualityLevelChanged",
  "routeChanged",
  "unreachable",
  "reachable",
  "sealingFailed",
  "sealingRestored",
  "changed",
] as const;

const ownEvents = [
  "trackPublished",
  "trackUnpublished",
  "trackEnabled",
  "trackDisabled",
  "trackStarted",
  "trackStopped",
  "networkQualityLevelChanged",
  "changed",
] as const;

/** Calls `onChange` after everything that can change what one person's tile looks like. @returns the call that ends it */
export function watchParticipant(
  participant: LocalParticipant | RemoteParticipant,
  onChange: () => void,
): () => void {
  const listener = () => onChange();
  if ("publishTrack" in participant) {
    for (const event of ownEvents) participant.on(event, listener);
    return () => {
      for (const event of ownEvents) participant.off(event, listener);
    };
  }
  for (const event of remoteEvents) participant.on(event, listener);
  return () => {
    for (const event of remoteEvents) participant.off(event, listener);
  };
}
