import type { ErrorCode } from "#protocol/errors";
import type { LinkData, LinkDataListener } from "../room/ports.ts";
import type { DataTrackInfo } from "../room/track-info.ts";
import { sealConnection, type Sealing } from "./sealed-connection.ts";
import type { SealCommand } from "./thread-wire.ts";

/** One link's data tracks, which go their own way, and what is wrong with its sound and picture. */
export class MediaLink implements LinkData {
  readonly data: LinkData;
  readonly #stopWaiting: () => void;
  readonly #onClosed: () => void;
  #listener: LinkDataListener | undefined;
  /** The peer's keys do not open: those of sound and picture are made of the same. */
  #keyless = false;
  #mediaCode: ErrorCode | null = null;
  #closed = false;
  /** What is still missing before anything is sent to the peer: its word, and that it is told our key. */
  readonly #missing = new Set(["word", "key"]);
  readonly #sealTo: () => void;

  /** @param pc in the task in which it was made @param onClosed called once */
  constructor(data: LinkData, pc: RTCPeerConnection, linkId: string, sealing: Sealing, onClosed: () => void) {
    this.data = data;
    this.#onClosed = onClosed;
    this.#sealTo = () => sealing.thread.postMessage({ do: "sealTo", linkId } satisfies SealCommand);
    this.#stopWaiting = sealConnection(pc, linkId, sealing, {
      onSealsToo: () => {
        this.#have("word");
        this.#setMediaCode(null);
      },
      onSilent: () => this.#setMediaCode(54077),
    });
  }

  start(listener: LinkDataListener): void {
    this.#listener = listener;
    this.data.start({
      onKernelGone: () => listener.onKernelGone(),
      onKeys: (keys) => {
        listener.onKeys(keys);
        this.#have("key");
      },
      onSealing: (code) => {
        this.#keyless = code !== null;
        this.#tell();
      },
    });
  }

  /** Whether frames of the peer's open: many in a row did not, or they do again. */
  setOpens(opens: boolean): void {
    if (!this.#missing.has("word")) this.#setMediaCode(opens ? null : 54078); // else 54077 says it
  }

  /** Nothing is sealed or opened here any more. */
  fail(): void {
    this.#setMediaCode(54078);
  }

  closeAll(): void {
    this.data.closeAll();
    if (this.#closed) return;
    this.#closed = true;
    this.#stopWaiting();
    this.#onClosed();
  }

  /* ---------- data tracks ---------- */

  publicKey(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.data.publicKey();
  }
  agree(peerKey: Uint8Array | undefined, context: Uint8Array): void {
    this.data.agree(peerKey, context);
  }
  takeKeys(keys: Uint8Array): void {
    this.data.takeKeys(keys);
  }
  publish(info: DataTrackInfo, channel: RTCDataChannel): void {
    this.data.publish(info, channel);
  }
  ready(sid: string, largestBytes: number): void {
    this.data.ready(sid, largestBytes);
  }
  subscribe(
    info: DataTrackInfo,
    channel: RTCDataChannel,
    onMessage: (data: string | ArrayBuffer) => void,
  ): Promise<void> {
    return this.data.subscribe(info, channel, onMessage);
  }
  attach(sid: string): void {
    this.data.attach(sid);
  }
  close(sid: string): void {
    this.data.close(sid);
  }

  #have(what: string): void {
    if (this.#missing.delete(what) && this.#missing.size === 0) this.#sealTo();
  }

  #setMediaCode(code: ErrorCode | null): void {
    if (this.#closed || this.#mediaCode === code) return;
    this.#mediaCode = code;
    this.#tell();
  }

  #tell(): void {
    this.#listener?.onSealing(this.#keyless ? 54079 : this.#mediaCode);
  }
}
