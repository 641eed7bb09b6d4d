import type { Act } from "#protocol/act";
import { errorOf } from "../errors.ts";
import { noEncodingWishes, type EncodingLimits, type EncodingWishes } from "../layer.ts";
import type { Mesh } from "../ports.ts";
import type { AnyLocalTrackPublication, LocalTrack } from "../publications.ts";
import type { EncodingParameters } from "../twilio-options.ts";
import type { TrackPriority } from "../track-priority.ts";
import { encodingOf, type PublishingRules } from "./encoding-of.ts";
import { withSettings, type PublishingSettings } from "./settings.ts";

export interface PublishingParts {
  mesh: Mesh;
  /** Left out where no server has a say. */
  act?: ((act: Act) => Promise<unknown>) | undefined;
  /** As `connect` was asked. */
  encoding?: EncodingWishes | undefined;
  tracks: ReadonlyMap<string, AnyLocalTrackPublication>;
  publications: {
    publish(track: LocalTrack, priority: TrackPriority): unknown;
    unpublish(track: LocalTrack): unknown;
  };
}

/** How this page publishes: its settings, the room's rules, and whether it does at all. */
export class Publishing {
  readonly #parts: PublishingParts;
  #own: EncodingWishes;
  #rules: PublishingRules | undefined;
  /** What was taken out of the room with `stop`, in order; undefined while this page publishes. */
  #kept: { track: LocalTrack; priority: TrackPriority }[] | undefined;

  constructor(parts: PublishingParts) {
    this.#parts = parts;
    this.#own = parts.encoding ?? noEncodingWishes;
  }

  /**
   * Changes settings, and no link. All of them, or none.
   * @throws TypeError, RangeError, or MeshcallError (as a rejection) where the signal-worker refuses the name
   */
  async configure(settings: PublishingSettings): Promise<void> {
    withSettings(this.#own, settings); // wrong ones go no further
    const { displayName: name } = settings;
    if (name !== undefined) await this.#rename(name);
    this.#own = withSettings(this.#own, settings); // others may have been set meanwhile
    this.#apply();
  }

  /** @param given the limits are made of these: what is left out stays; null takes both away */
  limit(limits: EncodingLimits, given: EncodingParameters | null): void {
    const { audioBps, videoBps } = this.#own.limits;
    this.#own = {
      ...this.#own,
      limits: {
        audioBps: given === null || "maxAudioBitrate" in given ? limits.audioBps : audioBps,
        videoBps: given === null || "maxVideoBitrate" in given ? limits.videoBps : videoBps,
      },
    };
    this.#apply();
  }

  /** The room is run in this way from now on. */
  follow(rules: PublishingRules): void {
    this.#rules = rules;
    this.#apply();
  }

  /**
   * Goes on in the room without publishing. Tracks are kept as they are.
   * @throws MeshcallError (as a rejection) where the signal-worker refuses: nothing has changed
   */
  async stop(): Promise<void> {
    await this.#parts.act?.({ do: "publish", on: false });
    this.set(false);
  }

  /** @throws MeshcallError (as a rejection) 54039 where as many publish as may, 54040 for an attendee: nothing has changed */
  async start(): Promise<void> {
    await this.#parts.act?.({ do: "publish", on: true });
    this.set(true);
  }

  /** Whether this page publishes, as the signal-worker has it. Safe to call twice. */
  set(on: boolean): void {
    if (on === (this.#kept === undefined)) return;
    const { publications, tracks } = this.#parts;
    if (on) {
      const kept = this.#kept ?? [];
      this.#kept = undefined;
      for (const { track, priority } of kept) publications.publish(track, priority);
      return;
    }
    const kept = Array.from(tracks.values(), ({ track, priority }) => ({ track, priority }));
    for (const { track } of kept) publications.unpublish(track);
    this.#kept = kept;
  }
  get isStopped(): boolean {
    return this.#kept !== undefined;
  }
  /** The page wants to publish this one no more. */
  forget(track: LocalTrack): void {
    this.#kept = this.#kept?.filter((each) => !isSame(each.track, track));
  }

  /** Everybody gets a whole picture of each video. */
  sendKeyFrames(): void {
    for (const { trackSid, kind } of this.#parts.tracks.values())
      if (kind === "video") this.#parts.mesh.keyFrame(trackSid);
  }

  async #rename(name: string): Promise<void> {
    const { act } = this.#parts;
    if (act === undefined) throw await errorOf(54037); // without a server nobody is told of a name
    await act({ do: "rename", name });
  }

  #apply(): void {
    this.#parts.mesh.configure(encodingOf(this.#rules, this.#own));
  }
}

/** However often a MediaStreamTrack is wrapped. */
function isSame(one: LocalTrack, other: LocalTrack): boolean {
  return (
    one === other ||
    (one.kind !== "data" && other.kind !== "data" && one.mediaStreamTrack === other.mediaStreamTrack)
  );
}
