import type { LocalAudioTrack, LocalVideoTrack } from "../../room/local-media-track.ts";
import type { Room } from "../../room/room.ts";
import { deviceTroubles, keyOf, type DeviceTrouble } from "../notice/trouble.ts";
import { callServices } from "../provided.ts";
import { Shared } from "../room-part/shared.ts";
import { recallEffectsOn } from "../effects/recall-effects.ts";
import { DeviceChanges } from "./device-changes.ts";
import { keepDevices, recallDevices, type AnyDevice, type SoundProcessing } from "./device-memory.ts";
import type { HotSwap } from "./hot-swap.ts";
import type { FollowLevel } from "./mesh-level.ts";
import type { DeviceKind, DeviceWishes } from "./own-device.ts";
import { OwnMedia } from "./own-media.ts";
import { takingTurns } from "./taking-turns.ts";

/** `trouble` looks off and carries a mark; pressing it tries again. */
export type ToggleLook = "on" | "off" | "trouble";

/**
 * The devices of one call, from the lobby to its end, and as they were for the next one. What one switches here is switched
 * in the room it has entered. Subscribers are told what failed, if anything did.
 */
export class CallMedia extends Shared<[error?: unknown, trouble?: DeviceTrouble]> {
  #own: OwnMedia | undefined;
  #wishes: DeviceWishes = recallDevices().on;
  #room: Room | undefined;
  #opensItself = false;
  #speakerId: string | undefined;
  #changes: DeviceChanges | undefined;
  #isHandedOver = false;
  /** Reads the microphone's level. */
  readonly followLevel: FollowLevel = (track, onLevel) => {
    try {
      return callServices().meterMicrophone(track, onLevel);
    } catch (error) {
      this.#failed(error); // without Web Audio there is a call, and no meter
      return () => undefined;
    }
  };
  /** Troubles that the person has seen and put away. */
  #dismissed = "";

  /** Undefined while no device is wanted. */
  get own(): OwnMedia | undefined {
    return this.#own;
  }
  get tracks(): OwnMedia["tracks"] {
    return this.#own?.tracks ?? [];
  }
  get isSharing(): boolean {
    return this.#own?.screen?.state === "on";
  }
  /** The audio output; undefined leaves it to the system. */
  get speakerId(): string | undefined {
    return this.#speakerId;
  }
  get troubles(): DeviceTrouble[] {
    const screen = this.#own?.screenTrouble;
    const devices = deviceTroubles(this.#own?.microphone.state, this.#own?.camera.state);
    return screen === undefined ? devices : [...devices, screen];
  }
  /** Without those that were put away. */
  get freshTroubles(): DeviceTrouble[] {
    const { troubles } = this;
    return keyOf(troubles) === this.#dismissed ? [] : troubles;
  }

  /** It is open and sends, or would in a call. */
  isOn(device: DeviceKind | "screen"): boolean {
    if (device === "screen") return this.isSharing;
    return this.#own?.[device].state.is === "on" && !this.#isSilenced(device);
  }

  /** How its button looks. What a host has silenced is off. */
  lookOf(device: DeviceKind): ToggleLook {
    if (this.#isSilenced(device)) return "off";
    const is = this.#own?.[device].state.is;
    if (is === "trouble") return "trouble";
    return is === "on" || is === "opening" ? "on" : "off";
  }

  /** As a button does: to switch on what a host has silenced is to ask for it back. */
  toggle(device: DeviceKind | "screen"): void {
    this.#dismissed = "";
    if (this.#isSilenced(device)) return this.unsilence();
    if (this.#room?.localParticipant.role === "attendee") return;
    const own = this.#start();
    if (device === "screen") void own.toggleScreen();
    else own[device].toggle();
  }

  /** Devices that come and go; undefined until one does, and where the page has its own. */
  get swap(): HotSwap | undefined {
    return this.#changes?.swap;
  }

  /** As the person wants it from now on, and the next time. */
  choose(device: AnyDevice, deviceId: string): void {
    void this.#changes?.keep(device, deviceId);
    if (device === "speaker") {
      this.#speakerId = deviceId;
      this.changed();
    } else {
      void this.#own?.[device].choose(deviceId);
    }
  }

  /** Changes what the browser does to the microphone's sound, here and the next time. */
  process(change: Partial<SoundProcessing>): void {
    keepDevices({ processing: { ...recallDevices().processing, ...change } });
    void this.#own?.microphone.reopen();
    this.changed();
  }

  /** Tries again whatever is in trouble. */
  retry(): void {
    void this.#own?.retry();
  }

  dismissTroubles(): void {
    this.#dismissed = keyOf(this.troubles);
    this.changed();
  }

  /** Takes back what a host has taken, where the room lets one. */
  unsilence(): void {
    const room = this.#room;
    room
      ?.moderation()
      .then((moderation) => moderation.silence(room.localParticipant, { audio: false, video: false }))
      .catch(this.#failed);
  }

  /** Settles when they are open, or cannot be. Nothing where they are open already. */
  async open(): Promise<void> {
    if (this.#own !== undefined) return;
    const own = this.#start();
    recallEffectsOn(this);
    await own.open();
    if (own === this.#own) this.#followDevices();
  }

  /** From now on the tracks are the page's: they stay open when this is closed. */
  handOver(): void {
    this.#isHandedOver = true;
    if (this.#own !== undefined) keepDevices({ on: this.#own.wishes });
  }

  /** Gives all devices back. Safe to call twice. */
  close(): void {
    const own = this.#own;
    if (own === undefined) return;
    this.#changes?.close();
    this.#changes = undefined;
    this.#wishes = own.wishes;
    this.#own = undefined;
    if (!this.#isHandedOver) own.close();
    this.changed();
  }

  /** What is open is sent in this room, and what opens later. Who only watches has no light on at their camera. */
  enter(room: Room): void {
    this.#opensItself = true;
    if (this.#own !== undefined) keepDevices({ on: this.#own.wishes });
    this.#follow(room);
    const { role } = room.localParticipant;
    if (role !== "attendee") room.localParticipant.publishTracks(this.tracks).catch(this.#failed);
    this.#followRole(room);
  }

  /** Takes over what the page publishes in a room. Opens nothing before the person asks for it. */
  take(room: Room): void {
    this.#wishes = { microphone: false, camera: false };
    this.#follow(room);
    room.localParticipant.on("trackPublished", () => this.#takePublished(room));
    this.#takePublished(room);
  }

  #takePublished(room: Room): void {
    if (this.#room !== room) return;
    for (const { track } of room.localParticipant.trackPublications.values())
      if (track.kind !== "data") this.#start().take(track);
  }

  #follow(room: Room): void {
    this.#room = room;
    import("./own-screen.ts").catch(() => undefined); // there before the press that needs it
    room.on("participantChanged", (participant) => {
      if (participant === room.localParticipant) this.#followRole(room);
    });
    room.on("disconnected", () => {
      if (this.#room !== room) return;
      this.#room = undefined;
      if (!this.#opensItself) this.close();
    });
  }

  #followRole(room: Room): void {
    if (this.#room !== room) return;
    if (room.localParticipant.role === "attendee") this.close();
    else if (this.#opensItself) void this.open();
    else this.#takePublished(room);
    this.changed();
  }

  #isSilenced(device: DeviceKind | "screen"): boolean {
    const silenced = this.#room?.localParticipant.silenced;
    return (device === "microphone" ? silenced?.audio : silenced?.video) === true;
  }

  #start(): OwnMedia {
    this.#own ??= new OwnMedia({
      services: takingTurns(callServices()),
      wishes: this.#wishes,
      onChange: () => {
        this.#changes?.look();
        this.changed();
      },
      onTrack: this.#publish,
      onTrackGone: (track) => void this.#room?.localParticipant.unpublishTrack(track),
      onError: (error, trouble) => this.changed(error, trouble),
    });
    return this.#own;
  }

  #followDevices(): void {
    if (this.#changes !== undefined) return;
    this.#changes = new DeviceChanges({
      device: (kind) => this.#own?.[kind],
      speakerId: () => this.#speakerId,
      useSpeaker: (id) => {
        this.#speakerId = id;
        this.changed();
      },
      onChange: () => this.changed(),
    });
    void this.#changes.begin();
  }

  readonly #publish = (track: LocalAudioTrack | LocalVideoTrack): void => {
    this.#room?.localParticipant.publishTrack(track).catch(this.#failed);
  };

  readonly #failed = (error: unknown): void => this.changed(error);
}

const known = new WeakMap<Room, CallMedia>();

/**
 * The devices of a room, whoever opened them: those of the lobby that led there, or else what the page publishes by itself.
 */
export function mediaOf(room: Room): CallMedia {
  const media = known.get(room) ?? new CallMedia();
  if (!known.has(room)) {
    known.set(room, media);
    media.take(room);
  }
  return media;
}

/** The devices that were opened before there was a room. */
export function enterWith(room: Room, media: CallMedia): void {
  known.set(room, media);
  media.enter(room);
}
