import type { SubscribeRule } from "#protocol/subscribe-rule";
import type { TrackPriority } from "./track-priority.ts";

/** A track that somebody may be subscribed to. */
export interface RuledTrack {
  /** Participant SID and identity. */
  publisher: { readonly sid: string; readonly identity: string };
  track: {
    readonly sid: string;
    readonly name: string;
    readonly kind: "audio" | "video" | "data";
    readonly priority?: TrackPriority | undefined;
  };
}

/**
 * Twilio's subscribe rules (Track Subscriptions API): beginning with nothing, each rule in turn adds the tracks that all
 * its filters fit, or takes them away. So the last that fits decides.
 */
export function isSubscribed(rules: readonly SubscribeRule[], { publisher, track }: RuledTrack): boolean {
  const last = rules.findLast(
    (rule) =>
      (rule.publisher === undefined ||
        rule.publisher === publisher.sid ||
        rule.publisher === publisher.identity) &&
      (rule.track === undefined || rule.track === track.sid || rule.track === track.name) &&
      (rule.kind === undefined || rule.kind === track.kind) &&
      (rule.priority === undefined || rule.priority === (track.priority ?? "standard")),
  );
  return last?.type === "include";
}
