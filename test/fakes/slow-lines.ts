import type { LineListener, LinePeer, Lines } from "../../web/files/lines.ts";

/** A link that many share: first come, first served, whatever waits waits in its queue. Under fake timers. */
export class Bottleneck {
  readonly #bytesPerMs: number;
  readonly #delayMs: number;
  #freeAtMs = 0;

  constructor({ bytesPerMs, delayMs }: { bytesPerMs: number; delayMs: number }) {
    this.#bytesPerMs = bytesPerMs;
    this.#delayMs = delayMs;
  }

  /** How long what is sent now waits for what was sent before. */
  get queuedMs(): number {
    return Math.max(0, this.#freeAtMs - performance.now());
  }

  carry(bytes: number, deliver: () => void): void {
    const nowMs = performance.now();
    this.#freeAtMs = Math.max(nowMs, this.#freeAtMs) + bytes / this.#bytesPerMs;
    setTimeout(deliver, this.#freeAtMs + this.#delayMs - nowMs);
  }
}

/** The line between two, through a bottleneck. Nothing is lost but what `loses` says. */
export class SlowLines implements Lines {
  readonly #way: Bottleneck;
  readonly #self: LinePeer;
  #listener: LineListener | undefined;
  #other: SlowLines | undefined;
  isBroken = false;
  loses: (data: string | ArrayBuffer) => boolean = () => false;

  constructor(sid: string, way: Bottleneck) {
    this.#self = { sid, name: sid };
    this.#way = way;
  }

  static join(one: SlowLines, other: SlowLines): void {
    one.#other = other;
    other.#other = one;
  }

  start(listener: LineListener): void {
    this.#listener = listener;
  }
  peers(): LinePeer[] {
    return this.#other === undefined ? [] : [this.#other.#self];
  }
  isOpen(): boolean {
    return !this.isBroken;
  }
  async send(_sid: string, data: string | Uint8Array<ArrayBuffer>): Promise<void> {
    const sent = typeof data === "string" ? data : data.slice().buffer;
    if (this.isBroken || this.loses(sent)) return;
    this.#way.carry(typeof sent === "string" ? sent.length : sent.byteLength, () => {
      if (!this.isBroken) this.#other?.deliver(this.#self, sent);
    });
  }
  close(): void {
    this.#listener = undefined;
  }

  deliver(from: LinePeer, data: string | ArrayBuffer): void {
    this.#listener?.onMessage(from, data);
  }
  break(): void {
    this.isBroken = true;
    for (const { sid } of this.peers()) this.#listener?.onBroken(sid);
  }
  mend(): void {
    this.isBroken = false;
    for (const peer of this.peers()) this.#listener?.onOpen(peer, true);
  }
}
