import { vi } from "vitest";

/** The browser's fake devices, of which some are not plugged in. */
export class FakeDevices {
  readonly #all = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
  readonly #away = new Set<string>();
  /** How often the list was read. */
  reads = 0;

  constructor() {
    vi.spyOn(navigator.mediaDevices, "enumerateDevices").mockImplementation(async () => {
      const devices = (await this.#all()).filter(({ label }) => !this.#away.has(label));
      this.reads++;
      return devices;
    });
  }

  async labels(kind: MediaDeviceKind): Promise<string[]> {
    const devices = await this.#all();
    return devices
      .filter((each) => each.kind === kind && each.deviceId !== "default")
      .map(({ label }) => label);
  }

  /** As a page finds it when it opens. */
  without(label: string): void {
    this.#away.add(label);
  }

  unplug(label: string): void {
    this.#away.add(label);
    this.rattle();
  }

  plug(label: string): void {
    this.#away.delete(label);
    this.rattle();
  }

  /** The system says that something has changed. */
  rattle(): void {
    navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
  }
}
