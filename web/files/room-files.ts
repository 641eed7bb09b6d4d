import { Emitter } from "../room/emitter.ts";
import { errorOf } from "../room/errors.ts";
import { hex } from "./hashes.ts";
import { Download } from "./download.ts";
import type { LinePeer, Lines } from "./lines.ts";
import { usualAcceptedBytes, usualLargestBytes } from "./limits.ts";
import { mostFileBytes, pieceBytesOf } from "./pieces.ts";
import type { RemoteFile } from "./remote-file.ts";
import { Serving, type Served } from "./serving.ts";
import type { SharedFile } from "./shared-file.ts";
import type { FileStorage } from "./store/store.ts";
import { Upload } from "./upload.ts";
import {
  offerCut,
  parseFileBytes,
  parseFileMessage,
  parseSet,
  writeFileBytes,
  writeFileMessage,
  writeSet,
  type FileMessage,
  type FileOffer,
} from "./wire.ts";

export interface FilesOptions {
  /** The largest that is shared or accepted; default 150 MB (150,000,000 bytes). */
  largestBytes?: number;
  /** Up to here files are accepted by themselves; default 5 MB. 0: none are. */
  acceptedBytes?: number;
}

export interface ShareOptions {
  /** For this participant alone: the SID. Left out: for everybody, those who come later included. */
  to?: string | undefined;
  /** What the others see; default: the file's own. */
  name?: string | undefined;
  /** More than what the room's files are limited to, for this one. */
  largestBytes?: number | undefined;
  /** What it is for, where a program shares it: 64 characters. Then it is not accepted by itself, nor shown by `<mesh-chat>`. */
  label?: string | undefined;
}

export interface RoomFilesEvents {
  /** Somebody shares a file; small ones are accepted already. */
  offered: [file: RemoteFile];
  /** This page does. */
  shared: [file: SharedFile];
}

export interface RoomFilesParts {
  lines: Lines;
  storage: FileStorage;
  nowMs(): number;
  /** 0 to 1. */
  random(): number;
}

/** Of one participant, what is accepted by itself: as much as twenty of the largest. */
const mostAcceptedBytes = 20 * usualAcceptedBytes;
/** Of one participant; what is offered beyond is not told of. */
const mostOffers = 200;
/** What has arrived is told together. */
const tellEveryMs = 100;
const mostTold = 64;

/** The files of one room: those that this page shares, and those that others do. */
export class RoomFiles extends Emitter<RoomFilesEvents> {
  largestBytes: number;
  acceptedBytes: number;
  readonly #parts: RoomFilesParts;
  readonly #lines: Lines;
  readonly #serving: Serving;
  readonly #uploads = new Map<string, Upload>();
  readonly #downloads = new Map<string, Download>();
  /** Who was told what is here of which file, since their end was opened. */
  readonly #told = new Map<string, Set<string>>();
  readonly #untold = new Map<string, number[]>();
  #telling: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(parts: RoomFilesParts, options: FilesOptions = {}) {
    super();
    this.largestBytes = options.largestBytes ?? usualLargestBytes;
    this.acceptedBytes = options.acceptedBytes ?? usualAcceptedBytes;
    this.#parts = parts;
    this.#lines = parts.lines;
    this.#serving = new Serving(parts.lines, (id, sid) => this.#served(id, sid));
    parts.lines.start({
      onOpen: (peer, isTheirs) => this.#opened(peer, isTheirs),
      onBroken: (sid) => this.#broken(sid),
      onGone: (sid) => this.#gone(sid),
      onMessage: (peer, data) => this.#received(peer, data),
      onArriving: (sid) => this.#downloads.forEach((download) => download.arriving(sid)),
    });
  }

  /** Of others, in the order in which they were offered. */
  get offered(): readonly RemoteFile[] {
    return Array.from(this.#downloads.values(), ({ remote }) => remote);
  }
  /** Of one's own. */
  get shared(): readonly SharedFile[] {
    return Array.from(this.#uploads.values(), ({ shared }) => shared);
  }
  /** @returns undefined for one that there is not, or not yet */
  find(id: string): RemoteFile | SharedFile | undefined {
    return this.#downloads.get(id)?.remote ?? this.#uploads.get(id)?.shared;
  }

  /**
   * Shares a file: it is read once for its hashes, then offered. Nothing is uploaded before somebody asks. The page has to
   * stay: it is read from the disk whenever somebody asks.
   * @returns settles when the others are told of it
   * @throws MeshcallError (as a rejection) 54070 when it is too large, 54075 when it cannot be read
   */
  async share(file: File, options: ShareOptions = {}): Promise<SharedFile> {
    const largestBytes = Math.min(options.largestBytes ?? this.largestBytes, mostFileBytes);
    if (file.size > largestBytes) throw await errorOf(54070);
    if (this.#closed) throw await errorOf(54071);
    const id = hex(crypto.getRandomValues(new Uint8Array(16)));
    const upload = new Upload(id, file, options, () => this.#withdraw(id));
    this.#uploads.set(id, upload);
    this.emit("shared", upload.shared);
    try {
      await upload.prepare();
    } catch (error) {
      if (upload.shared.state === "failed") throw error;
      return upload.shared; // withdrawn meanwhile
    }
    for (const { sid } of this.#lines.peers()) if (upload.isFor(sid)) this.#say(sid, upload.offer);
    return upload.shared;
  }

  /** The room has ended, or nobody wants files any more. Safe to call twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#telling);
    for (const download of this.#downloads.values()) download.close();
    this.#lines.close();
  }

  /* ---------- lines ---------- */

  /** Where nobody has a file a line would be for nothing. */
  #opened({ sid }: LinePeer, isTheirs: boolean): void {
    if (!isTheirs && this.#uploads.size === 0 && this.#downloads.size === 0) return;
    this.#say(sid, { is: "hello" });
    this.#tellAll(sid);
  }

  #tellAll(sid: string): void {
    this.#told.set(sid, new Set());
    for (const upload of this.#uploads.values())
      if (upload.isOffered && upload.isFor(sid)) this.#say(sid, upload.offer);
    for (const download of this.#downloads.values()) {
      if (!this.#mayHave(download, sid)) continue;
      const owner = download.remote.from;
      const isAlone = !this.#lines.peers().some((peer) => peer.sid === owner.sid);
      if (isAlone && download.takesPart) this.#say(sid, { ...download.offer, from: owner });
      if (download.takesPart) this.#tellHave(sid, download);
    }
  }

  #broken(sid: string): void {
    this.#serving.forget(sid);
    for (const upload of this.#uploads.values()) upload.spread.broken(sid);
    for (const download of this.#downloads.values()) download.broken(sid);
  }

  #gone(sid: string): void {
    this.#serving.gone(sid);
    this.#told.delete(sid);
    for (const upload of this.#uploads.values()) upload.gone(sid);
    for (const download of this.#downloads.values()) download.gone(sid);
  }

  #received(peer: LinePeer, data: string | ArrayBuffer): void {
    if (this.#closed) return;
    if (typeof data === "string") {
      const message = parseFileMessage(data);
      if (message !== undefined) this.#heard(peer, message);
      return;
    }
    const came = parseFileBytes(data);
    const download = came === undefined ? undefined : this.#downloads.get(came.id);
    if (came === undefined || download === undefined) return;
    if (came.is === "leaves") void download.receiveLeaves(peer.sid, came.bytes);
    else void download.receivePiece(peer.sid, came.index, came.bytes);
  }

  #heard(peer: LinePeer, message: FileMessage): void {
    const { sid } = peer;
    switch (message.is) {
      case "hello":
        this.#broken(sid);
        return this.#tellAll(sid);
      case "offer":
        return this.#offer(peer, message);
      case "withdrawn": {
        const download = this.#downloads.get(message.id);
        if (download?.remote.from.sid === sid) download.withdrawn();
        return;
      }
      case "have":
        return this.#have(sid, message.id, parseSet(message.pieces));
      case "has":
        this.#uploads.get(message.id)?.gained(sid, message.pieces);
        return this.#downloads.get(message.id)?.holderGained(sid, message.pieces);
      case "wantLeaves":
        return this.#giveLeaves(sid, message.id);
      case "want":
        return this.#serving.want(sid, message.id, message.pieces);
      case "wantAny":
        return this.#serving.wantAny(sid, message.id, message.count);
      case "stop":
        this.#uploads.get(message.id)?.spread.broken(sid);
        return this.#serving.stop(sid, message.id);
      case "dry":
        return this.#downloads.get(message.id)?.dry(sid);
      case "lacks":
        return this.#downloads.get(message.id)?.lacks(sid, message.pieces);
    }
  }

  /* ---------- files of others ---------- */

  #offer(peer: LinePeer, offer: FileOffer): void {
    const known = this.#downloads.get(offer.id);
    const isOwn = offer.from === undefined;
    if (known !== undefined) {
      const isSame = known.offer.root === offer.root && known.offer.sizeBytes === offer.sizeBytes;
      if (isSame && isOwn && known.remote.from.sid === peer.sid) known.sourceIs(peer.sid);
      return;
    }
    if (this.#uploads.has(offer.id) || (!isOwn && !offer.toAll)) return;
    const owner = offer.from ?? { sid: peer.sid, name: peer.name };
    const theirs = [...this.#downloads.values()].filter(({ remote }) => remote.from.sid === owner.sid);
    if (theirs.length >= mostOffers) return;
    const download: Download = new Download(offer, owner, {
      storage: this.#parts.storage,
      largestBytes: () => this.largestBytes,
      say: (sid, message) => this.#say(sid, message),
      onHave: () => this.#tellEverybody(download),
      onHas: (index) => this.#gained(download, index),
      nowMs: () => this.#parts.nowMs(),
      random: () => this.#parts.random(),
    });
    this.#downloads.set(offer.id, download);
    if (isOwn) download.sourceIs(peer.sid);
    const acceptedBytes = theirs.reduce(
      (sum, { remote }) => sum + (this.#isSmall(remote) ? remote.sizeBytes : 0),
      0,
    );
    if (this.#isSmall(download.remote) && acceptedBytes <= mostAcceptedBytes) download.accept();
    else void this.#goOnWith(download);
    this.emit("offered", download.remote);
  }

  #isSmall({ sizeBytes, label }: RemoteFile): boolean {
    return label === undefined && sizeBytes <= Math.min(this.acceptedBytes, this.largestBytes);
  }

  /** It was under way when the page was loaded anew. */
  async #goOnWith(download: Download): Promise<void> {
    const { root, sizeBytes } = download.offer;
    if (sizeBytes > this.largestBytes || !(await this.#parts.storage.holds(root))) return;
    if (download.remote.state === "offered") download.accept();
  }

  #have(sid: string, id: string, bits: Uint8Array): void {
    this.#uploads.get(id)?.receives(sid, bits);
    const download = this.#downloads.get(id);
    if (download === undefined || !this.#mayHave(download, sid)) return;
    download.holderHas(sid, bits);
    if (download.takesPart && this.#told.get(sid)?.has(id) !== true) this.#tellHave(sid, download);
  }

  #tellEverybody(download: Download): void {
    this.#untold.delete(download.offer.id); // all of it is told now
    for (const { sid } of this.#lines.peers())
      if (this.#mayHave(download, sid)) this.#tellHave(sid, download);
  }

  #tellHave(sid: string, download: Download): void {
    const { id } = download.offer;
    const told = this.#told.get(sid) ?? new Set();
    this.#told.set(sid, told.add(id));
    const bytes = download.takesPart ? download.own.bytes : new Uint8Array();
    this.#say(sid, { is: "have", id, pieces: writeSet(bytes) });
  }

  #gained(download: Download, index: number): void {
    const { id } = download.offer;
    const untold = this.#untold.get(id) ?? [];
    untold.push(index);
    this.#untold.set(id, untold);
    if (untold.length >= mostTold) return this.#tellGained();
    this.#telling ??= setTimeout(() => this.#tellGained(), tellEveryMs);
  }

  #tellGained(): void {
    clearTimeout(this.#telling);
    this.#telling = undefined;
    for (const [id, pieces] of this.#untold)
      for (const [sid, ids] of this.#told) if (ids.has(id)) this.#say(sid, { is: "has", id, pieces });
    this.#untold.clear();
  }

  /** A file for one is the business of two. */
  #mayHave(download: Download, sid: string): boolean {
    return download.offer.toAll || download.remote.from.sid === sid;
  }

  /* ---------- files of one's own, and what is here of others' ---------- */

  #withdraw(id: string): void {
    const upload = this.#uploads.get(id);
    if (upload === undefined) return;
    for (const { sid } of this.#lines.peers()) {
      if (!upload.isFor(sid)) continue;
      this.#serving.stop(sid, id);
      this.#say(sid, { is: "withdrawn", id });
    }
  }

  #giveLeaves(sid: string, id: string): void {
    const download = this.#downloads.get(id);
    const upload = this.#uploads.get(id);
    const leaves = upload?.isFor(sid)
      ? upload.leaves
      : download && this.#mayHave(download, sid)
        ? download.leaves
        : undefined;
    if (leaves === undefined) return;
    const bytes = writeFileBytes({ is: "leaves", id, index: 0, bytes: new Uint8Array(leaves) });
    this.#lines.send(sid, bytes).catch(() => undefined);
  }

  #served(id: string, sid: string): Served | undefined {
    const upload = this.#uploads.get(id);
    if (upload !== undefined) return upload.isOffered && upload.isFor(sid) ? upload : undefined;
    const download = this.#downloads.get(id);
    if (download === undefined || !this.#mayHave(download, sid)) return undefined;
    return {
      pieceBytes: pieceBytesOf(offerCut(download.offer).sizeBytes),
      has: (index) => download.has(index),
      read: (index) => download.read(index),
      onSent: () => undefined,
      onUnreadable: () => undefined,
    };
  }

  #say(sid: string, message: FileMessage): void {
    this.#lines.send(sid, writeFileMessage(message)).catch(() => undefined);
  }
}
