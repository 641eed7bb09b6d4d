import type { CallServices } from "../../room/connect-options.ts";
import type { LocalAudioTrack, LocalVideoTrack } from "../../room/local-media-track.ts";
import { problemOf } from "./own-device.ts";

interface OwnScreenParts {
  services: CallServices;
  onChange(): void;
  onTrack(track: LocalAudioTrack | LocalVideoTrack): void;
  onTrackGone(track: LocalAudioTrack | LocalVideoTrack): void;
  onError(error: unknown): void;
}

/** The own screen: shared until the person stops it here or in the browser's own bar. */
export class OwnScreen {
  readonly #parts: OwnScreenParts;
  #state: "off" | "asking" | "on" = "off";
  #tracks: (LocalAudioTrack | LocalVideoTrack)[] = [];

  constructor(parts: OwnScreenParts) {
    this.#parts = parts;
  }

  get state(): "off" | "asking" | "on" {
    return this.#state;
  }
  get tracks(): readonly (LocalAudioTrack | LocalVideoTrack)[] {
    return this.#tracks;
  }

  async toggle(): Promise<void> {
    if (this.#state === "on") {
      this.stop();
      return;
    }
    if (this.#state === "asking") return;
    this.#set("asking");
    try {
      this.#tracks = await this.#parts.services.createScreenTracks();
    } catch (error) {
      this.#set("off");
      if (problemOf(error) !== "denied") this.#parts.onError(error); // closing the picker is no error
      return;
    }
    for (const track of this.#tracks) {
      track.on("stopped", () => this.#onStopped(track));
      this.#parts.onTrack(track);
    }
    this.#set("on");
  }

  /** What the page shares by itself; stopped here as there. */
  take(track: LocalAudioTrack | LocalVideoTrack): void {
    this.#tracks = [...this.#tracks, track];
    track.on("stopped", () => this.#onStopped(track));
    if (track.kind === "video") this.#set("on");
  }

  stop(): void {
    const tracks = this.#tracks;
    this.#tracks = [];
    for (const track of tracks) {
      this.#parts.onTrackGone(track);
      track.stop();
    }
    if (this.#state === "on") this.#set("off");
  }

  #onStopped(track: LocalAudioTrack | LocalVideoTrack): void {
    // the picture ends the sharing; its sound may end earlier
    if (track.kind === "video" && this.#tracks.includes(track)) this.stop();
  }

  #set(state: "off" | "asking" | "on"): void {
    this.#state = state;
    this.#parts.onChange();
  }
}
