import { define } from "../define.ts";
import { findRemembered, keepDevice } from "./device-choice.ts";
import { deviceList, quietMs, type DeviceInfos } from "./device-list.ts";
import { recallDevices, type AnyDevice } from "./device-memory.ts";
import { arrivalOf, devicesOf, hasLost, isGone, plainName, standInFor, type Arrival } from "./device-swap.ts";
import { swapWords as words } from "./device-words.ts";
import { MeshDeviceNews } from "./mesh-device-news.ts";
import type { DeviceKind, DeviceState } from "./own-device.ts";

/** Of an own device. */
interface SwappedDevice {
  readonly deviceId: string | undefined;
  readonly state: DeviceState<unknown>;
  choose(deviceId: string): Promise<void>;
}

/** What it needs of the devices in use. */
export interface SwapParts {
  /** Undefined while no device is wanted. */
  device(kind: DeviceKind): SwappedDevice | undefined;
  speakerId(): string | undefined;
  useSpeaker(id: string | undefined): void;
  /** An offer came or went, or there is something new to say. */
  onChange(): void;
}

const kinds = ["microphone", "camera"] as const;

/**
 * Devices that come and go: one that is plugged in is offered, one that is pulled out is replaced by what there is. What was
 * chosen once on this site is found again, and forgotten when it is gone.
 */
export class HotSwap {
  readonly #parts: SwapParts;
  readonly #end: () => void;
  /** Until it has been compared with what there is now. */
  #known: DeviceInfos | undefined;
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #mending = new Set<DeviceKind>();
  #offer: Arrival | undefined;
  #said = "";

  /** @param known what there was when it was last looked at; undefined: it has not been */
  constructor(parts: SwapParts, known: DeviceInfos | undefined) {
    this.#parts = parts;
    this.#known = known;
    this.#end = deviceList.subscribe((before) => {
      if (this.#known === undefined) this.#follow(before);
    });
    deviceList.assume(known);
    this.#timer = setTimeout(() => void this.#catchUp(), quietMs);
  }

  /** A device that was plugged in and can be used. */
  get offer(): Arrival | undefined {
    return this.#offer;
  }
  /** What happened last, in words; empty: nothing. */
  get said(): string {
    return this.#said;
  }

  /** The devices are open, so they have names now: what was remembered is found, or forgotten. */
  async settle(): Promise<void> {
    await deviceList.refresh();
    const { devices } = deviceList;
    const remembered = recallDevices().devices;
    for (const device of [...kinds, "speaker"] as const) {
      const known = remembered[device];
      const found = known === undefined ? undefined : findRemembered(device, known, devices);
      if (found === undefined || found === "unknown") continue;
      if (found === "gone") keepDevice(device, undefined);
      else if (device === "speaker") this.#parts.useSpeaker(found.deviceId);
      else if (this.#isOther(device, found)) await this.#parts.device(device)?.choose(found.deviceId);
    }
  }

  /** Something about the devices in use has changed: one that has ended is replaced at once. */
  look(): void {
    const isEnded = kinds.some((kind) => this.#isUnplugged(kind) && !this.#mending.has(kind));
    if (isEnded) void deviceList.refresh(); // a change is followed below; without one the system has taken it away
  }

  /** Uses what was plugged in, for all that it can do. */
  accept(): void {
    const offer = this.#offer;
    if (offer === undefined) return;
    this.#offer = undefined;
    for (const kind of kinds) {
      const id = offer.ids[kind];
      if (id === undefined) continue;
      this.keep(kind, id);
      void this.#parts.device(kind)?.choose(id);
    }
    if (offer.ids.speaker !== undefined) {
      this.keep("speaker", offer.ids.speaker);
      this.#parts.useSpeaker(offer.ids.speaker);
    }
    this.#say(words.uses(offer.name));
  }

  decline(): void {
    this.#offer = undefined;
    this.#parts.onChange();
  }

  /** What was said is not shown any longer. */
  hush(): void {
    this.#say("");
  }

  /** The person has chosen it: it is taken the next time too. */
  keep(device: AnyDevice, id: string): void {
    const found = devicesOf(deviceList.devices, device).find(({ deviceId }) => deviceId === id);
    if (found !== undefined) keepDevice(device, { id, label: found.label });
  }

  /** Safe to call twice. */
  close(): void {
    clearTimeout(this.#timer);
    this.#end();
  }

  /** Others may have read the list meanwhile: what is new is new since it was known here. */
  async #catchUp(): Promise<void> {
    await deviceList.refresh();
    const known = this.#known;
    this.#known = undefined;
    this.#follow(known);
  }

  #follow(before: DeviceInfos | undefined): void {
    if (before === undefined) return; // everything is new at first
    const { devices } = deviceList;
    for (const kind of kinds) {
      const id = this.#parts.device(kind)?.deviceId;
      if (id !== undefined && isGone(kind, id, before, devices)) this.#replace(kind, id);
      // what was opened as the system's choice has no id that goes with it
      else if (this.#isUnplugged(kind) && hasLost(kind, before, devices)) this.#replace(kind);
    }
    const speakerId = this.#parts.speakerId();
    if (speakerId !== undefined && isGone("speaker", speakerId, before, devices)) {
      keepDevice("speaker", undefined);
      this.#parts.useSpeaker(undefined);
      this.#say(words.systemSpeakerInstead);
    }
    const arrival = arrivalOf(before, devices);
    if (arrival !== undefined && !this.#takeMissing(arrival)) {
      this.#offer = arrival;
      this.#parts.onChange();
    } else if (this.#offer !== undefined && this.#hasLeft(this.#offer)) {
      this.decline();
    }
  }

  /** Who wanted a device and had none needs not be asked. @returns whether there is nothing left to offer */
  #takeMissing({ name, ids }: Arrival): boolean {
    let left = false;
    for (const kind of kinds) {
      const id = ids[kind];
      const device = this.#parts.device(kind);
      if (id === undefined || device === undefined) continue;
      const { state } = device;
      if (state.is === "trouble" && state.problem === "missing") {
        void device.choose(id);
        this.#say(words.uses(name));
      } else if (device.deviceId !== id) left = true;
    }
    return !left && (ids.microphone !== undefined || ids.camera !== undefined);
  }

  #replace(kind: DeviceKind, goneId?: string): void {
    const device = this.#parts.device(kind);
    if (device === undefined || this.#mending.has(kind)) return;
    const { devices } = deviceList;
    this.#forgetGone(kind, devices);
    const standIn = standInFor(kind, devices, goneId);
    if (standIn === undefined) return; // the trouble that shows says what to do
    const wasOn = device.state.is === "on" || device.state.is === "trouble";
    this.#mending.add(kind);
    void device
      .choose(standIn.deviceId)
      .then(() => {
        if (wasOn && device.state.is === "on") this.#say(words.replaced(kind, plainName(standIn.label)));
      })
      .finally(() => this.#mending.delete(kind));
  }

  #forgetGone(device: AnyDevice, devices: DeviceInfos): void {
    const known = recallDevices().devices[device];
    if (known !== undefined && findRemembered(device, known, devices) === "gone")
      keepDevice(device, undefined);
  }

  #isUnplugged(kind: DeviceKind): boolean {
    const state = this.#parts.device(kind)?.state;
    return state?.is === "trouble" && state.problem === "unplugged";
  }

  #isOther(kind: DeviceKind, { deviceId }: MediaDeviceInfo): boolean {
    const inUse = this.#parts.device(kind)?.deviceId;
    return inUse !== undefined && inUse !== deviceId;
  }

  #hasLeft({ ids }: Arrival): boolean {
    return ([...kinds, "speaker"] as const).every(
      (device) => !devicesOf(deviceList.devices, device).some(({ deviceId }) => deviceId === ids[device]),
    );
  }

  #say(words: string): void {
    this.#said = words;
    this.#parts.onChange();
  }
}

/** Screen readers read out what comes into a place that they know already: a tenth of a second is enough for the slowest. */
const noticedMs = 100;

/** What shows the news comes with what makes them. Settles when news will be heard. */
export async function defineDeviceNews(): Promise<void> {
  if (customElements.get("mesh-device-news") !== undefined) return;
  define("mesh-device-news", MeshDeviceNews);
  await new Promise((resolve) => setTimeout(resolve, noticedMs));
}
