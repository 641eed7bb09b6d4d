import type { LayerFigures, LinkPart, SharedCodec, SharedLayer } from "../wire.ts";
import { carrierSizePx, type Carrier } from "./carrier.ts";
import { LayerEncoder, sizeKeyOf, type SharedFrame } from "./layer-encoder.ts";

export interface SharedSourceParts {
  carrier(link: number): Carrier | undefined;
  onReady(): void;
  onFailed(why: "encoder" | "stall", text: string): void;
}

/** One camera or screen: its frames go into the encoders of the layers that somebody wants, theirs to the links. */
export class SharedSource {
  readonly #parts: SharedSourceParts;
  readonly #encoders = new Map<string, { encoder: LayerEncoder; carriers: Set<Carrier> }>();
  readonly #blank = blankFrame();
  #reader: ReadableStreamDefaultReader<VideoFrame> | undefined;
  #timestampUs = 0;
  /** Another camera has another clock: what is added to its times, so that time goes on. */
  #offsetUs: number | undefined;
  #isReady = false;
  #hasEnded = false;

  constructor(parts: SharedSourceParts) {
    this.#parts = parts;
  }

  read(readable: ReadableStream<VideoFrame>): void {
    this.#reader?.cancel().catch(() => undefined);
    const reader = readable.getReader();
    this.#reader = reader;
    this.#offsetUs = undefined;
    void this.#pump(reader);
  }

  divide(codec: SharedCodec, layers: readonly SharedLayer[], links: readonly LinkPart[]): void {
    if (this.#hasEnded) return;
    const wanted = layers.map((layer) => ({ layer, key: `${codec} ${sizeKeyOf(layer)}` }));
    try {
      for (const { layer, key } of wanted) {
        const known = this.#encoders.get(key);
        if (known !== undefined) known.encoder.follow(layer);
        else this.#encoders.set(key, this.#begin(codec, layer));
      }
    } catch (error) {
      return this.#fail("encoder", String(error));
    }
    const given = new Map<Carrier, { entry: Entry; isHalved: boolean }>();
    for (const { link, layer, isHalved } of links) {
      const carrier = this.#parts.carrier(link);
      const entry = this.#encoders.get(wanted[layer]?.key ?? "");
      if (carrier !== undefined && entry !== undefined) given.set(carrier, { entry, isHalved });
    }
    for (const { carriers } of this.#encoders.values())
      for (const carrier of carriers) if (!given.has(carrier)) this.#leave(carrier);
    for (const [carrier, { entry, isHalved }] of given) {
      entry.carriers.add(carrier); // those of the layer before hear it until the whole picture has come
      carrier.watch(entry.encoder, isHalved);
    }
    const keys = new Set(wanted.map(({ key }) => key));
    for (const [key, { encoder, carriers }] of this.#encoders) {
      if (keys.has(key)) continue;
      encoder.close();
      this.#encoders.delete(key);
      for (const carrier of carriers) carrier.forget(encoder);
    }
  }

  look(nowMs: number): void {
    for (const { encoder } of this.#encoders.values())
      if (encoder.isStalled(nowMs)) return this.#fail("stall", "a frame went in and did not come out");
  }

  figures(): LayerFigures[] {
    return [...this.#encoders.values()].map(({ encoder }) => encoder.figures());
  }

  /** Safe to call twice. */
  end(): void {
    this.#hasEnded = true;
    this.#reader?.cancel().catch(() => undefined);
    for (const { encoder, carriers } of this.#encoders.values()) {
      encoder.close();
      for (const carrier of carriers) carrier.watch(undefined, false);
    }
    this.#encoders.clear();
  }

  #begin(codec: SharedCodec, layer: SharedLayer): Entry {
    const carriers = new Set<Carrier>();
    const encoder: LayerEncoder = new LayerEncoder(layer, {
      codec,
      onFrame: (frame) => this.#give(frame, encoder, carriers),
      onError: (error) => this.#fail("encoder", error.message),
    });
    return { encoder, carriers };
  }

  #give(frame: SharedFrame, encoder: LayerEncoder, carriers: ReadonlySet<Carrier>): void {
    for (const carrier of carriers) carrier.take(frame, encoder, this.#blank);
    if (this.#isReady || ![...this.#encoders.values()].every((entry) => entry.encoder.hasBegun)) return;
    this.#isReady = true;
    this.#parts.onReady();
  }

  #leave(carrier: Carrier): void {
    for (const { carriers } of this.#encoders.values()) carriers.delete(carrier);
    carrier.watch(undefined, false);
  }

  async #pump(reader: ReadableStreamDefaultReader<VideoFrame>): Promise<void> {
    try {
      for (;;) {
        const { value: frame, done } = await reader.read();
        if (done) return;
        try {
          if (reader === this.#reader && !this.#hasEnded) this.#encode(frame);
        } finally {
          frame.close();
        }
      }
    } catch (error) {
      if (!this.#hasEnded && reader === this.#reader) this.#fail("encoder", String(error));
    }
  }

  #encode(frame: VideoFrame): void {
    const nowMs = performance.now();
    this.#offsetUs ??= this.#timestampUs + Math.round(1_000_000 / 30) - frame.timestamp;
    const timestampUs = Math.max(this.#timestampUs + 1, frame.timestamp + this.#offsetUs);
    this.#timestampUs = timestampUs;
    const timed = new VideoFrame(frame, { timestamp: timestampUs });
    try {
      for (const { encoder } of this.#encoders.values()) encoder.encode(timed, nowMs);
    } finally {
      timed.close();
    }
  }

  #fail(why: "encoder" | "stall", text: string): void {
    if (this.#hasEnded) return;
    this.end();
    this.#parts.onFailed(why, text);
  }
}

interface Entry {
  encoder: LayerEncoder;
  carriers: Set<Carrier>;
}

function blankFrame(): VideoFrame {
  const size = carrierSizePx;
  return new VideoFrame(new Uint8Array((size * size * 3) / 2).fill(128), {
    format: "I420",
    codedWidth: size,
    codedHeight: size,
    timestamp: 0,
  });
}
