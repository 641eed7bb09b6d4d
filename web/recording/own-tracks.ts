import type { LocalAudioTrack, LocalVideoTrack } from "../room/local-media-track.ts";
import type { Room } from "../room/room.ts";
import { isScreenName } from "../room/track-info.ts";
import { Capture } from "./capture.ts";
import type { PictureWish, TakeFailure } from "./thread-wire.ts";

/** Clean, for whoever cuts it later; beyond this a camera's picture is made smaller. */
const cameraWish: PictureWish = {
  isMixed: false,
  widthPx: 1_280,
  heightPx: 720,
  framesPerSecond: 30,
  bitsPerSecond: 2_500_000,
};
/** Letters have to be read. */
const screenWish: PictureWish = { ...cameraWish, widthPx: 1_920, heightPx: 1_080, framesPerSecond: 15 };

const events = [
  "trackPublished",
  "trackEnabled",
  "trackDisabled",
  "trackStarted",
  "trackStopped",
  "changed",
] as const;

export interface OwnTracksParts {
  room: Room;
  /** Where the logs go. */
  folder: string;
  onProgress(): void;
  onFailure(failure: TakeFailure): void;
}

/**
 * What this page sends, before any network has touched it: microphone and camera in one log, each time that a screen is shared
 * in another. What is muted, switched off or silenced by a host is silence and black here too.
 */
export class OwnTracks {
  readonly #parts: OwnTracksParts;
  readonly #own: Capture;
  readonly #heard = new Set<LocalAudioTrack | LocalVideoTrack>();
  #screen: { capture: Capture; track: LocalVideoTrack } | undefined;
  #screens = 0;
  readonly #ending: Promise<void>[] = [];
  #wasOn = { camera: true, microphone: true };

  /** @throws Error where the page's policy forbids the thread */
  constructor(parts: OwnTracksParts) {
    this.#parts = parts;
    this.#own = this.#capture("own", cameraWish);
    const { localParticipant } = parts.room;
    for (const event of events) localParticipant.on(event, this.#look);
    localParticipant.on("trackUnpublished", this.#look);
    this.#look();
  }

  get bytes(): number {
    return this.#own.bytes + (this.#screen?.capture.bytes ?? 0);
  }
  get durationMs(): number {
    return this.#own.durationMs;
  }

  /** Settles when all is on the disk. Safe to call twice. */
  async end(): Promise<void> {
    const { localParticipant } = this.#parts.room;
    for (const event of events) localParticipant.off(event, this.#look);
    localParticipant.off("trackUnpublished", this.#look);
    for (const track of this.#heard) track.off("restarted", this.#look);
    await Promise.all([this.#own.end(), this.#screen?.capture.end(), ...this.#ending]);
  }

  #capture(kind: "own" | "screen", picture: PictureWish): Capture {
    const { folder, onProgress, onFailure } = this.#parts;
    const file = kind === "own" ? "own.log" : `screen-${++this.#screens}.log`;
    return new Capture({ folder, file, kind, picture, onProgress, onFailure });
  }

  readonly #look = (): void => {
    const { localParticipant } = this.#parts.room;
    let camera: LocalVideoTrack | undefined;
    let screen: LocalVideoTrack | undefined;
    for (const { track, isSilenced } of localParticipant.videoTracks.values()) {
      this.#hear(track);
      if (isSilenced || track.isStopped) continue;
      if (isScreenName(track.name)) screen ??= track;
      else camera ??= track.isEnabled ? track : undefined;
    }
    let microphone: LocalAudioTrack | undefined;
    for (const { track, isSilenced } of localParticipant.audioTracks.values()) {
      this.#hear(track);
      if (!isSilenced && track.isEnabled && !track.isStopped && !isScreenName(track.name))
        microphone ??= track;
    }
    this.#own.video("camera", camera?.shownTrack);
    this.#own.audio(microphone?.shownTrack);
    this.#note("camera", camera !== undefined);
    this.#note("microphone", microphone !== undefined);
    this.#share(screen);
  };

  #note(device: "camera" | "microphone", isOn: boolean): void {
    if (this.#wasOn[device] !== isOn) this.#own.note(`${device}-${isOn ? "on" : "off"}`);
    this.#wasOn[device] = isOn;
  }

  #share(track: LocalVideoTrack | undefined): void {
    if (this.#screen !== undefined && this.#screen.track !== track) {
      this.#ending.push(this.#screen.capture.end());
      this.#screen = undefined;
    }
    if (track === undefined) return;
    this.#screen ??= { track, capture: this.#capture("screen", screenWish) };
    this.#screen.capture.video("screen", track.isEnabled ? track.shownTrack : undefined);
  }

  #hear(track: LocalAudioTrack | LocalVideoTrack): void {
    if (this.#heard.has(track)) return;
    this.#heard.add(track);
    track.on("restarted", this.#look);
  }
}
