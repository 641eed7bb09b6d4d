import type { CallServices, CaptureOptions } from "../../room/connect-options.ts";
import type { LocalAudioTrack, LocalVideoTrack } from "../../room/local-media-track.ts";
import { isScreenName } from "../../room/track-info.ts";
import type { DeviceTrouble } from "../notice/trouble.ts";
import { recallDevices } from "./device-memory.ts";
import { OwnDevice, problemOf, type DeviceKind, type DeviceWishes } from "./own-device.ts";
import type { OwnScreen } from "./own-screen.ts";

export interface OwnMediaParts {
  services: CallServices;
  wishes: DeviceWishes;
  onChange(): void;
  onTrack(track: LocalAudioTrack | LocalVideoTrack): void;
  /** A screen track has ended and leaves the room. */
  onTrackGone(track: LocalAudioTrack | LocalVideoTrack): void;
  /** @param trouble what it means */
  onError(error: unknown, trouble: DeviceTrouble): void;
}

/** What one sends: microphone, camera, and a screen when shared. It outlives a call, for the next one. */
export class OwnMedia {
  readonly microphone: OwnDevice<LocalAudioTrack>;
  readonly camera: OwnDevice<LocalVideoTrack>;
  readonly #parts: OwnMediaParts;
  #screen: OwnScreen | undefined;
  #screenTrouble: DeviceTrouble | undefined;
  #closed = false;

  constructor(parts: OwnMediaParts) {
    const { services, wishes } = parts;
    this.#parts = parts;
    this.microphone = new OwnDevice<LocalAudioTrack>(
      {
        ...parts,
        onError: (error, problem) => parts.onError(error, { device: "microphone", problem, error }),
        capture: (deviceId) => services.createLocalAudioTrack(captureOptions("microphone", deviceId)),
        constraints: () => ({ ...recallDevices().processing }),
        releasesWhenOff: false,
      },
      wishes.microphone,
    );
    this.camera = new OwnDevice<LocalVideoTrack>(
      {
        ...parts,
        onError: (error, problem) => parts.onError(error, { device: "camera", problem, error }),
        capture: (deviceId) => services.createLocalVideoTrack(captureOptions("camera", deviceId)),
        releasesWhenOff: true,
      },
      wishes.camera,
    );
  }

  /** Undefined before anybody could have shared it. */
  get screen(): OwnScreen | undefined {
    return this.#screen;
  }
  /** Why the screen could not be shared the last time. */
  get screenTrouble(): DeviceTrouble | undefined {
    return this.#screen?.trouble ?? this.#screenTrouble;
  }

  /** Shares the screen, or stops it. From a press: the browser asks for one, and remembers it while the code is loaded. */
  async toggleScreen(): Promise<void> {
    const screen = this.#screen ?? (await this.loadScreen());
    await screen?.toggle();
  }

  /** What sharing a screen takes; undefined when it cannot be loaded, which is told. Never rejects. */
  async loadScreen(): Promise<OwnScreen | undefined> {
    try {
      const { OwnScreen } = await import("./own-screen.ts");
      this.#screenTrouble = undefined;
      this.#screen ??= new OwnScreen(this.#parts);
    } catch (error) {
      this.#screenTrouble = { device: "screen", problem: "failed", error };
      this.#parts.onError(error, this.#screenTrouble);
    }
    return this.#screen;
  }

  /** Every track there is, to join with. */
  get tracks(): (LocalAudioTrack | LocalVideoTrack)[] {
    return [this.microphone.track, this.camera.track, ...(this.#screen?.tracks ?? [])].filter(
      (track) => track !== undefined,
    );
  }

  get wishes(): DeviceWishes {
    return { microphone: this.microphone.wanted, camera: this.camera.wanted };
  }

  /** Opens both devices with one question to the person; what fails is tried alone. Never rejects. */
  async open(): Promise<void> {
    this.microphone.opening();
    this.camera.opening();
    if (this.camera.state.is === "off") return this.microphone.open();
    try {
      const tracks = await this.#parts.services.createLocalTracks({
        audio: captureOptions("microphone", undefined),
        video: captureOptions("camera", undefined),
      });
      for (const track of tracks) {
        if (track.kind === "audio") this.microphone.adopt(track);
        else this.camera.adopt(track);
      }
    } catch (error) {
      // one after the other: the browser asks about one device at a time
      await this.#openAlone("microphone", error);
      await this.#openAlone("camera", error);
    }
  }

  /** A track that the page opened and publishes: it stays the page's, and open when the call is over. */
  take(track: LocalAudioTrack | LocalVideoTrack): void {
    if (this.tracks.includes(track)) return;
    if (isScreenName(track.name)) void this.#takeScreen(track);
    else if (track.kind === "audio") this.microphone.take(track);
    else this.camera.take(track);
  }

  /** Tries again whatever is in trouble. */
  async retry(): Promise<void> {
    if (this.screenTrouble !== undefined) void this.toggleScreen(); // first: it needs the press that asked for it
    for (const device of [this.microphone, this.camera]) {
      if (device.state.is === "trouble") await device.open();
    }
  }

  /** Gives all devices back. Safe to call twice. */
  close(): void {
    this.microphone.close();
    this.camera.close();
    this.#closed = true;
    this.#screen?.stop();
  }

  async #takeScreen(track: LocalAudioTrack | LocalVideoTrack): Promise<void> {
    const screen = await this.loadScreen();
    if (!this.#closed && screen?.tracks.includes(track) === false) screen.take(track);
  }

  async #openAlone(kind: DeviceKind, cause: unknown): Promise<void> {
    const refused = problemOf(cause) === "denied" && (await permission(kind)) !== "granted";
    if (refused) this[kind].fail(cause); // asking again right after a "no" would be rude
    else await this[kind].open();
  }
}

/** @param deviceId undefined: what was chosen the last time, if it is there, else what the system uses */
function captureOptions(name: DeviceKind, deviceId: string | undefined): CaptureOptions {
  const { devices, processing } = recallDevices();
  const remembered = devices[name]?.id;
  const options: CaptureOptions = { name };
  if (deviceId !== undefined) options.deviceId = { exact: deviceId };
  else if (remembered !== undefined) options.deviceId = { ideal: remembered };
  const isUsual = Object.values(processing).every(Boolean);
  return name === "camera" || isUsual ? options : { ...options, ...processing };
}

async function permission(name: DeviceKind): Promise<PermissionState | undefined> {
  try {
    return (await navigator.permissions.query({ name })).state;
  } catch {
    return undefined; // older Firefox knows neither name
  }
}
