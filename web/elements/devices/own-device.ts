import type { LocalAudioTrack, LocalVideoTrack } from "../../room/local-media-track.ts";

export type DeviceKind = "microphone" | "camera";

/** Why a device does not work: refused by person or system, not there, used by another app, pulled out. */
export type DeviceProblem = "denied" | "missing" | "busy" | "unplugged" | "failed";

export type DeviceState<Track> =
  | { is: "waiting" }
  | { is: "opening" }
  | { is: "on"; track: Track }
  | { is: "off" }
  | { is: "trouble"; problem: DeviceProblem; error: unknown };

export interface OwnDeviceParts<Track> {
  capture(deviceId: string | undefined): Promise<Track>;
  /** How it is used besides which it is, each time it is opened again. */
  constraints?(): MediaTrackConstraints;
  /** Give the device back while it is off, so that the camera light goes out. */
  releasesWhenOff: boolean;
  onChange(): void;
  /** A track exists that did not before: a running call publishes it. */
  onTrack(track: Track): void;
  /** A track of the page's leaves the room: another device was chosen. */
  onTrackGone(track: Track): void;
  /** @param problem what it means */
  onError(error: unknown, problem: DeviceProblem): void;
}

/** Whether devices are to be on; a person who comes back finds them as they were. */
export interface DeviceWishes {
  microphone: boolean;
  camera: boolean;
}

/** The own camera or microphone: opened, switched off and on, swapped for another, lost and found. */
export class OwnDevice<Track extends LocalAudioTrack | LocalVideoTrack> {
  readonly #parts: OwnDeviceParts<Track>;
  #state: DeviceState<Track> = { is: "waiting" };
  #track: Track | undefined;
  #deviceId: string | undefined;
  #wanted: boolean;
  #closed = false;
  /** The track is the page's. */
  #isLent = false;

  constructor(parts: OwnDeviceParts<Track>, wanted: boolean) {
    this.#parts = parts;
    this.#wanted = wanted;
  }

  /** The person wants it on, whether it works or not. */
  get wanted(): boolean {
    return this.#wanted;
  }

  get state(): DeviceState<Track> {
    return this.#state;
  }
  /** Undefined until the device was opened once; kept while it is off or in trouble. */
  get track(): Track | undefined {
    return this.#track;
  }
  /** What the browser opened, or what was chosen; undefined before that. */
  get deviceId(): string | undefined {
    return this.#deviceId ?? this.#track?.mediaStreamTrack.getSettings().deviceId;
  }

  /** Takes a track that was captured elsewhere (camera and microphone are asked for together). */
  adopt(track: Track): void {
    if (this.#closed) {
      track.stop();
      return;
    }
    this.#hold(track, false);
    this.#settle(track);
    this.#parts.onTrack(track);
  }

  /** Goes on with a track that the page opened and publishes, as it is. Nothing where there is one already. */
  take(track: Track): void {
    if (this.#track !== undefined && !this.#track.isStopped) return;
    this.#hold(track, true);
    this.#wanted = track.isEnabled && !track.isStopped;
    this.#set(this.#wanted ? { is: "on", track } : { is: "off" });
  }

  #hold(track: Track, isLent: boolean): void {
    this.#track = track;
    this.#isLent = isLent;
    track.on("stopped", () => this.#onStopped(track));
    track.on("restarted", () => this.#onRestarted(track));
    track.on("enabled", () => this.#onSwitched(track));
    track.on("disabled", () => this.#onSwitched(track));
  }

  fail(error: unknown): void {
    const problem = problemOf(error);
    this.#parts.onError(error, problem);
    this.#set({ is: "trouble", problem, error });
  }

  /** About to be opened together with the other device; or left alone while it is not wanted. */
  opening(): void {
    const leftAlone = !this.#wanted && this.#parts.releasesWhenOff;
    this.#set({ is: leftAlone ? "off" : "opening" });
  }

  toggle(): void {
    switch (this.#state.is) {
      case "on":
        this.#wanted = false;
        this.#switchOff(this.#state.track);
        break;
      case "opening":
        this.#wanted = !this.#wanted;
        break;
      case "off":
      case "waiting":
      case "trouble":
        this.#wanted = true;
        void this.open();
        break;
    }
  }

  /** Opens the device, again if need be. Settles when it works or is in trouble; never rejects. */
  async open(): Promise<void> {
    const track = this.#track;
    if (track !== undefined && !track.isStopped) {
      this.#settle(track);
      return;
    }
    this.#set({ is: "opening" });
    try {
      if (track?.canRestart !== true) {
        this.adopt(await this.#parts.capture(this.#deviceId));
      } else {
        await track.restart(this.#constraints());
        this.#settle(track);
      }
    } catch (error) {
      if (!this.#closed) this.fail(error);
    }
  }

  /** Changes to another camera or microphone, in the call without a new negotiation. */
  async choose(deviceId: string): Promise<void> {
    this.#deviceId = deviceId;
    const track = this.#track;
    if (this.#state.is === "off" && (track === undefined || track.isStopped)) return; // opened when it is switched on
    if (track === undefined || track.isStopped) return this.open();
    try {
      if (track.canRestart) {
        await track.restart(this.#constraints());
        this.#settle(track);
      } else {
        this.adopt(await this.#parts.capture(deviceId));
        this.#parts.onTrackGone(track);
      }
    } catch (error) {
      if (!this.#closed) this.fail(error);
    }
  }

  /** Opens it anew, as it is to be used now. Nothing while it is not open, or the page's own. */
  async reopen(): Promise<void> {
    const track = this.#track;
    if (track === undefined || track.isStopped || !track.canRestart) return;
    this.#deviceId = this.deviceId;
    try {
      await track.restart(this.#constraints());
      this.#settle(track);
    } catch (error) {
      if (!this.#closed) this.fail(error);
    }
  }

  /** Gives the device back for good. Safe to call twice. */
  close(): void {
    this.#closed = true;
    this.#state = { is: "waiting" };
    if (!this.#isLent) this.#track?.stop();
  }

  #settle(track: Track): void {
    if (this.#closed) {
      track.stop();
    } else if (this.#wanted) {
      track.enable();
      this.#set({ is: "on", track });
    } else {
      this.#switchOff(track);
    }
  }

  /** `disable` tells the others at once; stopping the device after it puts the light out. */
  #switchOff(track: Track): void {
    track.disable();
    this.#set({ is: "off" });
    if (this.#parts.releasesWhenOff && track.canRestart) track.stop();
  }

  /** The page's own code has switched it. */
  #onSwitched(track: Track): void {
    const { is } = this.#state;
    if (this.#closed || track !== this.#track || is === (track.isEnabled ? "on" : "off")) return;
    if (track.isStopped || (is !== "on" && is !== "off")) return;
    this.#wanted = track.isEnabled;
    this.#set(track.isEnabled ? { is: "on", track } : { is: "off" });
  }

  #onStopped(track: Track): void {
    const releasedByUs = this.#state.is !== "on" && this.#parts.releasesWhenOff;
    if (this.#closed || releasedByUs || track !== this.#track) return;
    const error = new DOMException(`${track.kind} device ended`, "NotReadableError");
    this.#parts.onError(error, "unplugged");
    this.#set({ is: "trouble", problem: "unplugged", error });
  }

  /** The room has it back by itself: at a tap after the system had taken it away. */
  #onRestarted(track: Track): void {
    if (this.#state.is === "trouble" && track === this.#track) this.#settle(track);
  }

  #constraints(): MediaTrackConstraints | undefined {
    const how = this.#parts.constraints?.();
    return this.#deviceId === undefined ? how : { ...how, deviceId: { exact: this.#deviceId } };
  }

  #set(state: DeviceState<Track>): void {
    this.#state = state;
    this.#parts.onChange();
  }
}

/** Names of getUserMedia's errors: Media Capture and Streams, section 10.2. */
export function problemOf(error: unknown): DeviceProblem {
  switch (error instanceof Error || error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "failed";
  }
}
