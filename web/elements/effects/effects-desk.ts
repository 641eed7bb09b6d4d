import { CameraEffects } from "../../effects/camera-effects.ts";
import { drawBackground } from "../../effects/drawn-backgrounds.ts";
import { isPlain, plainLook, type Background } from "../../effects/look.ts";
import { NoiseSuppressor } from "../../effects/noise/noise-suppressor.ts";
import { canChangePicture, canSuppressNoise } from "../../effects/supported.ts";
import type { LocalAudioTrack, LocalVideoTrack } from "../../room/local-media-track.ts";
import type { CallMedia } from "../devices/call-media.ts";
import { Shared } from "../room-part/shared.ts";
import {
  keepEffects,
  recallEffects,
  recallPicture,
  takePicture,
  type BackgroundChoice,
  type EffectsChoice,
} from "./effects-memory.ts";

/** `failed`: the camera or microphone goes on as it is. `others`: the page has a processor of its own there. */
export type EffectState = "off" | "loading" | "on" | "failed" | "others" | "unsupported";

/** Pixels of a picture of 640. By eye: shapes stay with the light one, and nothing with the strong one. */
const blurRadiusPx = { light: 7, strong: 26 } as const;

/** The effects on one's own camera and microphone, from the lobby on. A shared screen is never changed. */
export class EffectsDesk extends Shared {
  readonly #media: CallMedia;
  readonly #camera: CameraEffects;
  readonly #microphone: NoiseSuppressor;
  readonly #pictures = new Map<BackgroundChoice, Background>();
  #choice: EffectsChoice = recallEffects();
  #hasOwn = false;
  #videoTrack: LocalVideoTrack | undefined;
  #audioTrack: LocalAudioTrack | undefined;
  #picture: EffectState = "off";
  #sound: EffectState = "off";
  #turn = 0;

  constructor(media: CallMedia) {
    super();
    this.#media = media;
    const path = document.querySelector("[effects-path]")?.getAttribute("effects-path");
    const options = path === null || path === undefined ? {} : { assetsPath: path };
    this.#camera = new CameraEffects(options);
    this.#microphone = new NoiseSuppressor(options);
    this.#camera.subscribe(() => this.changed());
    media.subscribe(() => this.#follow());
    if (this.#choice.background === "own") void this.#recallOwn();
    this.#changeLook();
    this.#follow();
  }

  get choice(): EffectsChoice {
    return this.#choice;
  }
  /** There is a picture of the person's own to choose. */
  get hasOwn(): boolean {
    return this.#hasOwn;
  }
  get picture(): EffectState {
    return this.#picture;
  }
  get sound(): EffectState {
    return this.#sound;
  }
  /** The machine is too slow for the camera: the picture is smaller. */
  get isSlow(): boolean {
    return this.#picture === "on" && this.#camera.figures?.isSlow === true;
  }
  /** Undefined while the camera is not open. */
  get videoTrack(): LocalVideoTrack | undefined {
    return this.#videoTrack;
  }

  /** In force at once, here and the next time. */
  choose(change: Partial<EffectsChoice>): void {
    this.#choice = { ...this.#choice, ...change };
    keepEffects(this.#choice);
    this.#changeLook();
    this.#follow();
  }

  /**
   * Puts a picture of their own behind the person.
   * @throws the browser's DOMException (as a rejection) for what is no picture
   */
  async takePicture(file: Blob): Promise<void> {
    this.#setOwn(await takePicture(file));
    this.choose({ background: "own" });
  }

  /** Tries again what has failed. */
  retry(): void {
    if (this.#picture === "failed") this.#end("video");
    if (this.#sound === "failed") this.#end("audio");
    this.#follow();
  }

  async #recallOwn(): Promise<void> {
    const picture = await recallPicture();
    if (picture === undefined) return this.choose({ background: "none" }); // it was not kept
    this.#setOwn(picture);
    this.#changeLook();
    this.changed();
  }

  /** Looks whether there is one, for who may choose it. */
  async lookForOwn(): Promise<void> {
    if (this.#hasOwn) return;
    const picture = await recallPicture();
    if (picture === undefined || this.#hasOwn) return;
    this.#setOwn(picture);
    this.changed();
  }

  #setOwn(picture: ImageBitmap): void {
    this.#pictures.set("own", { is: "picture", picture, fit: "Cover" });
    this.#hasOwn = true;
  }

  #changeLook(): void {
    const { smoothing, whitening } = this.#choice;
    this.#camera.set({ smoothing, whitening, background: this.#background() });
  }

  #background(): Background {
    const { background } = this.#choice;
    if (background === "none" || !this.#canRun(canChangePicture)) return plainLook.background;
    if (background === "light" || background === "strong")
      return { is: "blur", radiusPx: blurRadiusPx[background] };
    // until their own has been found nobody sees what it is to hide
    if (background === "own")
      return this.#pictures.get("own") ?? { is: "blur", radiusPx: blurRadiusPx.strong };
    const known = this.#pictures.get(background);
    if (known !== undefined) return known;
    const drawn: Background = { is: "picture", picture: drawBackground(background), fit: "Cover" };
    this.#pictures.set(background, drawn);
    return drawn;
  }

  /** The devices, or what is to be done with them, have changed. */
  #follow(): void {
    this.#followTracks();
    this.#followPicture();
    this.#followSound();
    this.changed();
  }

  #followTracks(): void {
    const video = this.#media.own?.camera.track;
    const audio = this.#media.own?.microphone.track;
    const before = this.#videoTrack;
    if (video !== before) {
      before?.off("processorFailed", this.#onPictureFailed);
      this.#videoTrack = video
        ?.on("processorFailed", this.#onPictureFailed)
        .on("restarted", this.#onRestarted);
      this.#picture = "off";
      if (before?.processor === this.#camera) before.removeProcessor(this.#camera);
      if (video === undefined) this.#camera.close();
    }
    if (audio !== this.#audioTrack) {
      this.#audioTrack?.off("processorFailed", this.#onSoundFailed);
      this.#audioTrack = audio?.on("processorFailed", this.#onSoundFailed).on("restarted", this.#onRestarted);
      this.#sound = "off";
    }
  }

  #followPicture(): void {
    const track = this.#videoTrack;
    if (isPlain(this.#camera.look)) {
      this.#end("video");
    } else if (!this.#canRun(canChangePicture)) {
      this.#picture = "unsupported";
    } else if (track !== undefined && track.processor !== this.#camera) {
      if (track.processor !== null) this.#picture = "others";
      else if (this.#picture !== "loading" && this.#picture !== "failed") void this.#begin(track);
    } else if (track !== undefined && this.#picture !== "failed") {
      this.#picture = track.processedTrack === null ? "loading" : "on";
    }
  }

  /** The files come first: then frames go the short way. */
  async #begin(track: LocalVideoTrack): Promise<void> {
    const turn = ++this.#turn;
    this.#picture = "loading";
    try {
      await this.#camera.loadModel();
      if (turn !== this.#turn || track !== this.#videoTrack || track.processor !== null) return;
      track.addProcessor(this.#camera);
    } catch {
      if (turn === this.#turn) this.#picture = "failed"; // said in the panel
    }
    this.#follow();
  }

  #followSound(): void {
    const track = this.#audioTrack;
    if (!this.#choice.suppressesNoise) {
      this.#end("audio");
    } else if (!this.#canRun(canSuppressNoise)) {
      this.#sound = "unsupported";
    } else if (track !== undefined && track.processor !== this.#microphone) {
      if (track.processor !== null) this.#sound = "others";
      else {
        this.#sound = "loading";
        track.addProcessor(this.#microphone);
      }
    } else if (track !== undefined && this.#sound !== "failed") {
      this.#sound = track.processedTrack === null ? "loading" : "on";
    }
  }

  /** A page says by `no-kernel` that no WASM is to be tried: its policy would report each attempt. */
  #canRun(canBrowser: boolean): boolean {
    return canBrowser && document.querySelector("mesh-call[no-kernel]") === null;
  }

  #end(kind: "video" | "audio"): void {
    if (kind === "video") {
      this.#turn++;
      this.#picture = "off";
      if (this.#videoTrack?.processor === this.#camera) this.#videoTrack.removeProcessor(this.#camera);
      this.#camera.close(); // its thread and memory
    } else {
      this.#sound = "off";
      if (this.#audioTrack?.processor === this.#microphone)
        this.#audioTrack.removeProcessor(this.#microphone);
    }
  }

  readonly #onPictureFailed = (): void => {
    this.#picture = "failed";
    this.changed();
  };
  readonly #onSoundFailed = (): void => {
    this.#sound = "failed";
    this.changed();
  };
  readonly #onRestarted = (): void => this.#follow();
}

const desks = new WeakMap<CallMedia, EffectsDesk>();

/** The effects on these devices. */
export function effectsOf(media: CallMedia): EffectsDesk {
  const known = desks.get(media) ?? new EffectsDesk(media);
  desks.set(media, known);
  return known;
}
