import type { RemoteDataTrack } from "../remote-data-track.ts";
import type { RemoteParticipant } from "../remote-participant.ts";
import { framesFlow } from "./frames-flow.ts";
import { pictureOf, showsVideo } from "./tracks-of.ts";

export interface Follower {
  /** Tracks have come or gone. */
  onChange(): void;
  onMessage(data: string | ArrayBuffer, track: RemoteDataTrack): void;
  /** They have left, or publish nothing any more. */
  onGone(): void;
}

const changes = [
  "trackPublished",
  "trackSubscribed",
  "trackUnsubscribed",
  "trackUnpublished",
  "trackEnabled",
  "trackDisabled",
] as const;

/** Tells of what a participant publishes, until `signal` says that it is enough. */
export function follow(participant: RemoteParticipant, follower: Follower, signal: AbortSignal): void {
  let published = participant.trackPublications.size > 0;
  const onChange = (): void => {
    const some = participant.trackPublications.size > 0;
    if (published && !some) return follower.onGone();
    published = some;
    follower.onChange();
  };
  const onMessage = (data: string | ArrayBuffer, track: RemoteDataTrack): void =>
    follower.onMessage(data, track);
  const onGone = (): void => follower.onGone();
  for (const event of changes) participant.on(event, onChange);
  participant.on("trackMessage", onMessage);
  participant.on("disconnected", onGone);
  signal.addEventListener("abort", () => {
    for (const event of changes) participant.off(event, onChange);
    participant.off("trackMessage", onMessage);
    participant.off("disconnected", onGone);
  });
}

/**
 * Waits for the participant's picture.
 * @returns settles when its frames flow, or when they publish none; rejects with the signal's reason
 */
export async function firstPicture(participant: RemoteParticipant, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    if (participant.trackPublications.size > 0 && !showsVideo(participant)) return;
    const round = new AbortController();
    const picture = pictureOf(participant)?.shownTrack;
    const changed = nextChange(participant, AbortSignal.any([signal, round.signal])).then(() => false);
    const seen =
      picture === undefined
        ? changed
        : framesFlow(picture, AbortSignal.any([signal, round.signal])).then(() => true);
    const both = [changed, seen];
    const isSeen = await Promise.race(both).finally(() => round.abort());
    void Promise.allSettled(both);
    if (isSeen) return;
  }
}

function nextChange(participant: RemoteParticipant, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const listening = new AbortController();
  follow(participant, { onChange: resolve, onMessage: () => undefined, onGone: resolve }, listening.signal);
  signal.addEventListener("abort", () => reject(signal.reason));
  return promise.finally(() => listening.abort());
}
