import type { DeviceInfos } from "./device-list.ts";
import { recallDevices, type AnyDevice } from "./device-memory.ts";
import type { HotSwap, SwapParts } from "./hot-swap.ts";
import { mediaDevices } from "./media-devices.ts";

/**
 * Watches for devices that come and go. What is done about it is loaded with the first that does, or at once where one was
 * chosen on this site before.
 */
export class DeviceChanges {
  readonly #parts: SwapParts;
  #known: DeviceInfos | undefined;
  #loading: Promise<HotSwap | undefined> | undefined;
  #swap: HotSwap | undefined;
  #isOver = false;

  constructor(parts: SwapParts) {
    this.#parts = parts;
    mediaDevices()?.addEventListener("devicechange", this.#onChange);
  }

  /** Undefined until something has changed. */
  get swap(): HotSwap | undefined {
    return this.#swap;
  }

  /** The devices are open, so they have names now. */
  async begin(): Promise<void> {
    if (Object.keys(recallDevices().devices).length > 0) return (await this.#load())?.settle();
    const devices = await mediaDevices()
      ?.enumerateDevices()
      .catch(() => undefined); // a browser that refuses the list has refused the devices too
    this.#known ??= devices;
  }

  /** Something about the devices in use has changed. */
  look(): void {
    if (this.#swap !== undefined) return this.#swap.look();
    const isEnded = (["microphone", "camera"] as const).some((kind) => {
      const state = this.#parts.device(kind)?.state;
      return state?.is === "trouble" && state.problem === "unplugged";
    });
    if (isEnded) void this.#load();
  }

  /** The person has chosen it: it is taken the next time too. */
  async keep(device: AnyDevice, id: string): Promise<void> {
    (await this.#load())?.keep(device, id);
  }

  /** Safe to call twice. */
  close(): void {
    this.#isOver = true;
    mediaDevices()?.removeEventListener("devicechange", this.#onChange);
    this.#swap?.close();
  }

  readonly #onChange = (): void => void this.#load();

  #load(): Promise<HotSwap | undefined> {
    this.#loading ??= this.#start().catch(() => (this.#loading = undefined)); // devices are then changed by hand
    return this.#loading;
  }

  async #start(): Promise<HotSwap | undefined> {
    const { HotSwap, defineDeviceNews } = await import("./hot-swap.ts");
    await defineDeviceNews();
    if (this.#isOver) return undefined;
    mediaDevices()?.removeEventListener("devicechange", this.#onChange); // it listens itself
    this.#swap = new HotSwap(this.#parts, this.#known);
    this.#parts.onChange();
    return this.#swap;
  }
}
