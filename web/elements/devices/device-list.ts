import { mediaDevices } from "./media-devices.ts";

/** A headset is several devices, and the system's aliases follow it: one event each, tens of milliseconds apart. */
export const quietMs = 250;
/** A hub that is wired badly says something new all the time; what there is is shown all the same. */
const latestMs = 1_500;

export type DeviceInfos = readonly MediaDeviceInfo[];

/** The devices of this machine, read anew when the system says that they have changed. */
export class DeviceList {
  readonly #listeners = new Set<(before: DeviceInfos | undefined) => void>();
  /** Undefined: not read since somebody began to follow. */
  #devices: DeviceInfos | undefined;
  #quiet: ReturnType<typeof setTimeout> | undefined;
  #latest: ReturnType<typeof setTimeout> | undefined;

  /** Names and ids are empty until a device was opened. */
  get devices(): DeviceInfos {
    return this.#devices ?? [];
  }

  /** @param listener told of each change, with what was there before, where that is known. @returns the call that ends it */
  subscribe(listener: (before: DeviceInfos | undefined) => void): () => void {
    if (this.#listeners.size === 0) mediaDevices()?.addEventListener("devicechange", this.#later);
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      mediaDevices()?.removeEventListener("devicechange", this.#later);
      this.#settle();
      this.#devices = undefined;
    };
  }

  /** @param devices as somebody has read them before this was there; nothing where they are known already */
  assume(devices: DeviceInfos | undefined): void {
    this.#devices ??= devices;
  }

  /** Reads them now. Listeners hear of it where something has changed. Never rejects. */
  async refresh(): Promise<void> {
    this.#settle();
    const before = this.#devices;
    // a browser that refuses the list has refused the devices too, and says so there
    const devices =
      (await mediaDevices()
        ?.enumerateDevices()
        .catch(() => undefined)) ?? [];
    if (before !== this.#devices || (before !== undefined && keyOf(devices) === keyOf(before))) return;
    this.#devices = devices;
    for (const listener of this.#listeners) listener(before);
  }

  readonly #later = (): void => {
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => void this.refresh(), quietMs);
    this.#latest ??= setTimeout(() => void this.refresh(), latestMs);
  };

  #settle(): void {
    clearTimeout(this.#quiet);
    clearTimeout(this.#latest);
    this.#latest = undefined;
  }
}

/** One for the page: calls, lobbies and settings read the same. */
export const deviceList = new DeviceList();

function keyOf(devices: DeviceInfos): string {
  return devices.map(({ kind, deviceId, label }) => `${kind} ${deviceId} ${label}`).join("\n");
}
