import { errorOf, type MeshcallError } from "../room/errors.ts";
import type { ShareOptions } from "./room-files.ts";
import { bytesOf, leavesOf, rootOf } from "./hashes.ts";
import { pieceBytesOf, pieceCount, pieceRange, PieceSet } from "./pieces.ts";
import { safeName, shownType } from "./safe-name.ts";
import type { Served } from "./serving.ts";
import { SharedFile, type SharedFileFacts } from "./shared-file.ts";
import { Spread } from "./spread.ts";
import type { FileOffer } from "./wire.ts";

/** One file of one's own: read from the disk whenever somebody asks. */
export class Upload implements Served {
  readonly shared: SharedFile;
  readonly pieceBytes: number;
  readonly spread: Spread;
  readonly #facts: SharedFileFacts;
  readonly #file: File;
  readonly #stop = new AbortController();
  readonly #count: number;
  #leaves: Uint8Array<ArrayBuffer> | undefined;
  #root = "";

  /** @param onWithdrawn when it was offered already */
  constructor(id: string, file: File, { to, name, label }: ShareOptions, onWithdrawn: () => void) {
    const sizeBytes = file.size;
    this.#file = file;
    this.pieceBytes = pieceBytesOf(sizeBytes);
    this.#count = pieceCount({ sizeBytes, pieceBytes: this.pieceBytes });
    this.spread = new Spread(this.#count);
    this.#facts = {
      state: "preparing",
      preparedBytes: 0,
      sentBytes: 0,
      error: null,
      id,
      name: safeName(name ?? file.name),
      type: shownType(file.type),
      sizeBytes,
      to: to ?? null,
      label,
      received: new Map(),
    };
    this.shared = new SharedFile(file, this.#facts, () => {
      const { state } = this.#facts;
      if (state === "withdrawn" || state === "failed") return;
      this.#facts.state = "withdrawn";
      this.#stop.abort();
      if (state === "shared") onWithdrawn();
      this.shared.emit("changed");
    });
  }

  get isOffered(): boolean {
    return this.#facts.state === "shared";
  }
  get offer(): FileOffer {
    const { id, name, type, sizeBytes, to, label } = this.#facts;
    const said = { is: "offer", id, root: this.#root, sizeBytes, name, type, toAll: to === null } as const;
    return label === undefined ? said : { ...said, label };
  }
  get leaves(): Uint8Array | undefined {
    return this.isOffered ? this.#leaves : undefined;
  }
  isFor(sid: string): boolean {
    return this.#facts.to === null || this.#facts.to === sid;
  }

  /** @throws MeshcallError (as a rejection) 54075 when the file cannot be read; AbortError when it was withdrawn */
  async prepare(): Promise<void> {
    const { sizeBytes } = this.#facts;
    const cut = { sizeBytes, pieceBytes: this.pieceBytes };
    try {
      const read = (readBytes: number): void => {
        this.#facts.preparedBytes = readBytes;
        this.shared.emit("changed");
      };
      this.#leaves = await leavesOf(this.#file, cut, read, this.#stop.signal);
      this.#root = await rootOf(cut, this.#leaves);
      this.#stop.signal.throwIfAborted();
    } catch (cause) {
      if (this.#stop.signal.aborted) throw cause;
      throw await this.#fail(cause);
    }
    this.#facts.state = "shared";
    this.shared.emit("changed");
  }

  has(index: number): boolean {
    return this.isOffered && index < this.#count;
  }

  /** Somebody has accepted it, and says what they have. */
  receives(sid: string, bits: Uint8Array): void {
    if (!this.isFor(sid)) return;
    const has = new PieceSet(this.#count, bits);
    this.spread.has(sid, has);
    this.#facts.received.set(sid, this.#bytesOf(has));
    this.shared.emit("changed");
  }
  gained(sid: string, pieces: readonly number[]): void {
    for (const index of pieces) if (!this.spread.gained(sid, index)) return;
    const has = this.spread.of(sid);
    if (has !== undefined) this.#facts.received.set(sid, this.#bytesOf(has));
    this.shared.emit("changed");
  }
  gone(sid: string): void {
    this.spread.gone(sid);
    if (this.#facts.received.delete(sid)) this.shared.emit("changed");
  }

  async read(index: number): Promise<Uint8Array<ArrayBuffer>> {
    const { sizeBytes } = this.#facts;
    const { from, to } = pieceRange({ sizeBytes, pieceBytes: this.pieceBytes }, index);
    return bytesOf(this.#file.slice(from, to));
  }
  onSent(_sid: string, bytes: number): void {
    this.#facts.sentBytes += bytes;
    this.shared.emit("changed");
  }
  /** It was changed or deleted on the disk: what others have they may pass on. */
  onUnreadable(cause: unknown): void {
    if (this.#facts.state === "shared") void this.#fail(cause);
  }

  async #fail(cause: unknown): Promise<MeshcallError> {
    this.#facts.state = "failed";
    const error = await errorOf(54075, { cause });
    this.#facts.error = error;
    this.shared.emit("changed");
    return error;
  }

  /** The last piece may be shorter. */
  #bytesOf(has: PieceSet): number {
    return Math.min(has.size * this.pieceBytes, this.#facts.sizeBytes);
  }
}
