import type { LinkPart } from "../wire.ts";
import type { Carrier } from "./carrier.ts";
import type { SharedLayer } from "./shared-layer.ts";

export interface SharedSourceParts {
  carrier(link: number): Carrier | undefined;
  layer(encoder: number): SharedLayer;
  /** Nobody is given anything of this encoder any more. */
  onRetired(encoder: number): void;
}

/** One camera or screen: which of its encoders' frames go to which links. */
export class SharedSource {
  readonly #parts: SharedSourceParts;
  readonly #layers = new Map<number, SharedLayer>();
  #wanted: ReadonlySet<number> = new Set();

  constructor(parts: SharedSourceParts) {
    this.#parts = parts;
  }

  divide(encoders: readonly number[], links: readonly LinkPart[]): void {
    for (const encoder of encoders)
      if (!this.#layers.has(encoder)) this.#layers.set(encoder, this.#parts.layer(encoder));
    const given = new Map<Carrier, { layer: SharedLayer; isHalved: boolean }>();
    for (const { link, encoder, isHalved } of links) {
      const carrier = this.#parts.carrier(link);
      const layer = this.#layers.get(encoder);
      if (carrier !== undefined && layer !== undefined) given.set(carrier, { layer, isHalved });
    }
    for (const { carriers } of this.#layers.values())
      for (const carrier of carriers) if (!given.has(carrier)) this.#leave(carrier);
    for (const [carrier, { layer, isHalved }] of given) {
      layer.carriers.add(carrier); // those of the layer before hear it until the whole picture has come
      carrier.watch(layer, isHalved);
    }
    this.#wanted = new Set(encoders);
    this.#retire();
  }

  look(nowMs: number): void {
    this.#retire();
    for (const layer of this.#layers.values()) layer.look(nowMs);
  }

  get layers(): SharedLayer[] {
    return [...this.#layers.values()];
  }

  /** Safe to call twice. */
  end(): void {
    for (const { carriers } of this.#layers.values())
      for (const carrier of carriers) carrier.watch(undefined, false);
    this.#layers.clear();
  }

  /** Lets the encoders go that nobody wants, once nobody is shown their frames: a link goes on with them until it has others. */
  #retire(): void {
    for (const [encoder, layer] of this.#layers) {
      for (const carrier of layer.carriers) if (!carrier.uses(layer)) layer.carriers.delete(carrier);
      if (this.#wanted.has(encoder) || layer.carriers.size > 0) continue;
      this.#layers.delete(encoder);
      this.#parts.onRetired(encoder);
    }
  }

  #leave(carrier: Carrier): void {
    for (const { carriers } of this.#layers.values()) carriers.delete(carrier);
    carrier.watch(undefined, false);
  }
}
