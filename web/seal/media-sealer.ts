import { sealMedia, type MediaKind } from "./media-frame.ts";
import { sframeKey, type SframeKey } from "./sframe.ts";

/** Seals one's own sound and picture, of all tracks and for all links. */
export class MediaSealer {
  #key: SframeKey | undefined;
  /** One for all: no key may meet a counter twice. It goes on under the next key. */
  #next = 0;
  #stopped = false;

  /** From now on this is the key. @param kid higher than all before */
  async rekey(kid: number, base: Uint8Array<ArrayBuffer>): Promise<void> {
    const key = await sframeKey(base, kid);
    if (!this.#stopped && kid > (this.#key?.kid ?? -1)) this.#key = key;
  }

  /** @returns undefined while there is no key: nothing leaves then */
  seal(kind: MediaKind, frame: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> | undefined {
    return this.#key && sealMedia(this.#key, this.#next++, kind, frame);
  }

  /** For good. */
  stop(): void {
    this.#stopped = true;
    this.#key = undefined;
  }
}
