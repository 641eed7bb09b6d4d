import { parseSealedMedia, type MediaKind } from "./media-frame.ts";
import type { PeerMediaKeys } from "./peer-media-keys.ts";
import { ReplayWindow } from "./replay-window.ts";
import type { UnopenedFrames } from "./thread-wire.ts";

/** Opens the frames of one received track. */
export class MediaOpener {
  readonly #kind: MediaKind;
  readonly #keys: Pick<PeerMediaKeys, "get">;
  readonly #window = new ReplayWindow();

  constructor(kind: MediaKind, keys: Pick<PeerMediaKeys, "get">) {
    this.#kind = kind;
    this.#keys = keys;
  }

  /** One frame after the other. @returns the frame as it was before it was sealed, or why there is none */
  async open(frame: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | keyof UnopenedFrames> {
    const sealed = parseSealedMedia(this.#kind, frame);
    if (sealed === undefined) return "malformed";
    if (!this.#window.isFresh(sealed.counter)) return "replayed";
    const key = await this.#keys.get(sealed.kid);
    if (key === undefined) return "keyless";
    const opened = await sealed.open(key);
    if (opened === undefined) return "forged";
    this.#window.add(sealed.counter);
    return opened;
  }
}
