import { OwnMedia, type OwnMediaParts } from "../devices/own-media.ts";
import type { DeviceWishes } from "../devices/own-device.ts";
import { deviceTroubles, type DeviceTrouble } from "../notice/trouble.ts";

/** The devices of one element: there from the lobby to the end of the call, and as they were for the next one. */
export class CallMedia {
  readonly #parts: () => Omit<OwnMediaParts, "wishes">;
  #own: OwnMedia | undefined;
  #wishes: DeviceWishes = { microphone: true, camera: true };

  /** @param parts read with each opening */
  constructor(parts: () => Omit<OwnMediaParts, "wishes">) {
    this.#parts = parts;
  }

  /** Undefined while no device is wanted. */
  get own(): OwnMedia | undefined {
    return this.#own;
  }
  get tracks(): OwnMedia["tracks"] {
    return this.#own?.tracks ?? [];
  }
  get troubles(): DeviceTrouble[] {
    return deviceTroubles(this.#own?.microphone.state, this.#own?.camera.state);
  }

  /** Settles when they are open, or cannot be. Nothing where they are open already. */
  async open(): Promise<void> {
    if (this.#own !== undefined) return;
    this.#own = new OwnMedia({ ...this.#parts(), wishes: this.#wishes });
    await this.#own.open();
  }

  close(): void {
    const own = this.#own;
    if (own === undefined) return;
    this.#wishes = own.wishes;
    this.#own = undefined;
    own.close();
  }
}
