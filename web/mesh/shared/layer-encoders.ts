import { LayerEncoder, type EncoderLayer, type LayerEncoderParts } from "./layer-encoder.ts";
import type { SharedCodec } from "./wire.ts";

export type LayerEncodersParts = Pick<LayerEncoderParts, "thread" | "makeConnection" | "onFailed"> & {
  nextId(): number;
};

/** The shared encoders of one source: those that are wanted, and others as long as somebody is shown what they make. */
export class LayerEncoders {
  readonly #codec: SharedCodec;
  readonly #parts: LayerEncodersParts;
  #track: MediaStreamTrack;
  readonly #all = new Map<number, { encoder: LayerEncoder; scaleResolutionDownBy: number }>();
  #wanted: readonly LayerEncoder[] = [];

  constructor(codec: SharedCodec, track: MediaStreamTrack, parts: LayerEncodersParts) {
    this.#codec = codec;
    this.#track = track;
    this.#parts = parts;
  }

  get codec(): SharedCodec {
    return this.#codec;
  }
  /** Those that are wanted, in the order of their layers. */
  get ids(): number[] {
    return this.#wanted.map(({ id }) => id);
  }
  get haveBegun(): boolean {
    return this.#wanted.every(({ hasBegun }) => hasBegun);
  }
  /** Seconds that they have spent, as far as was read. */
  get encodeSeconds(): number {
    return [...this.#all.values()].reduce((sum, { encoder }) => sum + encoder.reading.encodeSeconds, 0);
  }

  get(id: number): LayerEncoder | undefined {
    return this.#all.get(id)?.encoder;
  }

  /** @throws the browser's DOMException where it makes no connection */
  follow(layers: readonly EncoderLayer[]): void {
    this.#wanted = layers.map((layer) => {
      const known = [...this.#all.values()].find(
        ({ scaleResolutionDownBy }) => scaleResolutionDownBy === layer.scaleResolutionDownBy,
      );
      if (known === undefined) return this.#begin(layer);
      known.encoder.follow(layer);
      return known.encoder;
    });
  }

  replaceTrack(track: MediaStreamTrack): void {
    if (track === this.#track) return;
    this.#track = track;
    for (const { encoder } of this.#all.values()) encoder.replaceTrack(track);
  }

  /** Nobody is shown what it makes. */
  retire(id: number): void {
    const encoder = this.get(id);
    if (encoder === undefined || this.#wanted.includes(encoder)) return;
    encoder.close();
    this.#all.delete(id);
  }

  async read(): Promise<void> {
    await Promise.all(Array.from(this.#all.values(), ({ encoder }) => encoder.read()));
  }

  close(): void {
    for (const { encoder } of this.#all.values()) encoder.close();
    this.#all.clear();
    this.#wanted = [];
  }

  #begin(layer: EncoderLayer): LayerEncoder {
    const { nextId, ...parts } = this.#parts;
    const encoder = new LayerEncoder(layer, {
      ...parts,
      id: nextId(),
      codec: this.#codec,
      track: this.#track,
    });
    this.#all.set(encoder.id, { encoder, scaleResolutionDownBy: layer.scaleResolutionDownBy });
    return encoder;
  }
}
