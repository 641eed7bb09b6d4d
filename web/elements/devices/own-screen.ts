import type { CallServices } from "../../room/connect-options.ts";
import type { LocalAudioTrack, LocalVideoTrack } from "../../room/local-media-track.ts";
import type { DeviceTrouble } from "../notice/trouble.ts";
import { problemOf } from "./own-device.ts";

interface OwnScreenParts {
  services: CallServices;
  onChange(): void;
  onTrack(track: LocalAudioTrack | LocalVideoTrack): void;
  onTrackGone(track: LocalAudioTrack | LocalVideoTrack): void;
  onError(error: unknown, trouble: DeviceTrouble): void;
}

/** The own screen: shared until the person stops it here or in the browser's own bar. */
export class OwnScreen {
  readonly #parts: OwnScreenParts;
  #state: "off" | "asking" | "on" = "off";
  #tracks: (LocalAudioTrack | LocalVideoTrack)[] = [];
  #trouble: DeviceTrouble | undefined;

  constructor(parts: OwnScreenParts) {
    this.#parts = parts;
  }

  get state(): "off" | "asking" | "on" {
    return this.#state;
  }
  /** Why it could not be shared the last time. */
  get trouble(): DeviceTrouble | undefined {
    return this.#trouble;
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
    this.#trouble = undefined;
    this.#set("asking");
    try {
      this.#tracks = await this.#parts.services.createScreenTracks();
    } catch (error) {
      const problem = problemOf(error);
      if (problem === "denied" && (await isChoice(error))) return this.#set("off"); // closing the picker is no error
      this.#trouble = { device: "screen", problem, error };
      this.#parts.onError(error, this.#trouble);
      this.#set("off");
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

/** The person has chosen nothing, as opposed to: the system (in Chromium's words) or the page's policy forbids it. */
async function isChoice(error: unknown): Promise<boolean> {
  if (error instanceof Error && /by system/i.test(error.message)) return false;
  try {
    const { forbiddenFeatures } = await import("../notice/permissions-policy.ts");
    return forbiddenFeatures(["display-capture"]).length === 0;
  } catch {
    return true; // the code for it could not be loaded: most have just closed the picker
  }
}
