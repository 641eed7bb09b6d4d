import { GentleSending } from "./gentle-sending.ts";
import type { LineListener, LinePeer, Lines } from "./lines.ts";
import { parsePart, writeAnswer, type Part } from "./part-wire.ts";
import { largestPieceBytes } from "./pieces.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A piece and its head; the list of hashes is smaller. */
const mostJoinedBytes = largestPieceBytes + 1024;

/** What has come of something that is not whole yet. */
interface Joining {
  parts: Bytes[];
  bytes: number;
}

/** Lines that give way to sound, pictures and all else on the same network: bytes are sent as fast as nobody waits for it. */
export class GentleLines implements Lines {
  readonly #lines: Lines;
  readonly #nowMs: () => number;
  readonly #sending = new Map<string, GentleSending>();
  readonly #joining = new Map<string, Joining>();
  /** The newest part of each peer that is not answered yet. */
  readonly #unanswered = new Map<string, { number: number; delayMs: number }>();
  #listener: LineListener | undefined;
  #isClosed = false;

  constructor(lines: Lines, nowMs: () => number) {
    this.#lines = lines;
    this.#nowMs = nowMs;
  }

  start(listener: LineListener): void {
    this.#listener = listener;
    this.#lines.start({
      onOpen: (peer, isTheirs) => {
        this.#sending.get(peer.sid)?.forget(); // it may be another path
        listener.onOpen(peer, isTheirs);
      },
      onBroken: (sid) => {
        this.#sending.get(sid)?.clear();
        listener.onBroken(sid);
      },
      onGone: (sid) => {
        this.#sending.get(sid)?.clear();
        for (const known of [this.#sending, this.#joining, this.#unanswered]) known.delete(sid);
        listener.onGone(sid);
      },
      onMessage: (peer, data) => this.#received(peer, data),
    });
  }

  peers(): LinePeer[] {
    return this.#lines.peers();
  }
  isOpen(sid: string): boolean {
    return this.#lines.isOpen(sid);
  }
  async send(sid: string, data: string | Bytes): Promise<void> {
    if (this.#isClosed) return;
    let sending = this.#sending.get(sid);
    if (sending === undefined) {
      sending = new GentleSending({ send: (part) => this.#lines.send(sid, part), nowMs: this.#nowMs });
      this.#sending.set(sid, sending);
    }
    await sending.send(typeof data === "string" ? data : data.slice());
  }
  close(): void {
    this.#isClosed = true;
    for (const sending of this.#sending.values()) sending.clear();
    this.#sending.clear();
    this.#lines.close();
  }

  #received(peer: LinePeer, data: string | ArrayBuffer): void {
    if (typeof data === "string") return this.#listener?.onMessage(peer, data);
    const came = parsePart(data);
    if (came?.is === "answer") this.#sending.get(peer.sid)?.answered(came);
    if (came?.is !== "part") return;
    this.#answer(peer.sid, came);
    this.#listener?.onArriving?.(peer.sid);
    const whole = this.#join(peer.sid, came);
    if (whole !== undefined) this.#listener?.onMessage(peer, whole);
  }

  /** Once for all that come together. */
  #answer(sid: string, { number, sentMs }: Part): void {
    const isFirst = !this.#unanswered.has(sid);
    this.#unanswered.set(sid, { number, delayMs: (Math.round(this.#nowMs()) - sentMs) >>> 0 });
    if (!isFirst) return;
    queueMicrotask(() => {
      const answer = this.#unanswered.get(sid);
      this.#unanswered.delete(sid);
      if (answer !== undefined) this.#lines.send(sid, writeAnswer(answer)).catch(() => undefined);
    });
  }

  /** @returns what is whole with it */
  #join(sid: string, { isFirst, isLast, bytes }: Part): ArrayBuffer | undefined {
    const joining = isFirst ? { parts: [], bytes: 0 } : this.#joining.get(sid);
    this.#joining.delete(sid);
    if (joining === undefined || joining.bytes + bytes.length > mostJoinedBytes) return undefined;
    joining.parts.push(bytes);
    joining.bytes += bytes.length;
    if (!isLast) return void this.#joining.set(sid, joining);
    const whole = new Uint8Array(joining.bytes);
    let at = 0;
    for (const part of joining.parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole.buffer;
  }
}
