import { binaryEntry, type DataCommand, type DataEvent, type Delivery } from "../room/data-wire.ts";
import { MeshcallError } from "../room/errors.ts";
import type { LinkData, LinkDataListener } from "../room/ports.ts";
import type { DataTrackInfo } from "../room/track-info.ts";
import type { SealedSeatData } from "./seat-data.ts";

/** The kernel gives its peer credit for what the page has handed on; in steps of this. */
const consumedEveryBytes = 128 * 1024;

const decoder = new TextDecoder();

interface Subscription {
  onMessage(data: string | ArrayBuffer): void;
  readonly listening: PromiseWithResolvers<void>;
  /** Not told to the kernel yet. */
  consumedBytes: number;
}

/**
 * The page's end of one link's sealed data tracks: says what the kernel is to do, and hands on what it has opened. Without
 * a kernel, or with a peer that has none, nothing is sent in the clear: sending fails with 54004.
 */
export class SealedLinkData implements LinkData {
  readonly #linkId: string;
  readonly #seat: SealedSeatData;
  #listener: LinkDataListener | undefined;
  #ownKey: PromiseWithResolvers<Uint8Array<ArrayBuffer> | undefined> | undefined;
  readonly #subscriptions = new Map<string, Subscription>();
  #closed = false;

  constructor(linkId: string, seat: SealedSeatData) {
    this.#linkId = linkId;
    this.#seat = seat;
  }

  start(listener: LinkDataListener): void {
    this.#listener = listener;
  }

  publicKey(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    if (this.#ownKey === undefined) {
      this.#ownKey = Promise.withResolvers();
      if (this.#seat.isGone) this.#ownKey.resolve(undefined);
      else this.#tell({ do: "offerKey", linkId: this.#linkId });
    }
    return this.#ownKey.promise;
  }

  agree(peerKey: Uint8Array | undefined, context: Uint8Array): void {
    void this.publicKey(); // the peer's key may come before ours was asked for
    const { roomSecret } = this.#seat;
    this.#tell({ do: "agree", linkId: this.#linkId, peerKey, context, roomSecret });
  }

  takeKeys(keys: Uint8Array): void {
    this.#tell({ do: "takeKeys", linkId: this.#linkId, keys });
  }

  publish(info: DataTrackInfo, channel: RTCDataChannel): void {
    const command = {
      do: "publish",
      linkId: this.#linkId,
      sid: info.sid,
      delivery: deliveryOf(info),
    } as const;
    this.#seat.give(command, channel);
  }

  attach(sid: string): void {
    this.#seat.attach(this, this.#linkId, sid);
  }

  ready(sid: string, largestBytes: number): void {
    this.#tell({ do: "ready", linkId: this.#linkId, sid, largestBytes });
  }

  subscribe(
    info: DataTrackInfo,
    channel: RTCDataChannel,
    onMessage: (data: string | ArrayBuffer) => void,
  ): Promise<void> {
    if (this.#seat.isGone) {
      channel.close();
      return Promise.reject(new MeshcallError(54004));
    }
    const listening = Promise.withResolvers<void>();
    this.#subscriptions.set(info.sid, { onMessage, listening, consumedBytes: 0 });
    const command = {
      do: "subscribe",
      linkId: this.#linkId,
      sid: info.sid,
      delivery: deliveryOf(info),
    } as const;
    this.#seat.give(command, channel);
    return listening.promise;
  }

  close(sid: string): void {
    this.#seat.detach(this, sid);
    this.#subscriptions.get(sid)?.listening.reject(new MeshcallError(54005));
    this.#subscriptions.delete(sid);
    this.#tell({ do: "close", linkId: this.#linkId, sid });
  }

  closeAll(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const { listening } of this.#subscriptions.values()) listening.reject(new MeshcallError(54005));
    this.#subscriptions.clear();
    this.#ownKey?.resolve(undefined);
    this.#seat.drop(this, this.#linkId);
  }

  /** For the seat. */
  heard(event: DataEvent): void {
    switch (event.is) {
      case "key":
        return this.#ownKey?.resolve(event.key);
      case "keys":
        return this.#listener?.onKeys(event.keys);
      case "sealing":
        return this.#listener?.onSealing(event.code);
      case "listening":
        return this.#subscriptions.get(event.sid)?.listening.resolve();
      case "deaf":
        return this.#subscriptions.get(event.sid)?.listening.reject(new Error(event.reason));
      case "messages":
        return this.#deliver(event);
      case "taken":
      case "lost":
      case "dropped":
        return; // the seat's
    }
  }

  /** For the seat: the kernel has died, or never came. */
  kernelGone(): void {
    this.#ownKey?.resolve(undefined);
    for (const { listening } of this.#subscriptions.values()) listening.reject(new MeshcallError(54004));
    this.#listener?.onKernelGone();
  }

  #deliver({ sid, pack, frameBytes }: DataEvent & { is: "messages" }): void {
    const subscription = this.#subscriptions.get(sid);
    if (subscription === undefined) return;
    let offset = 0;
    for (const entry of pack.entries) {
      const end = offset + (entry % binaryEntry);
      const bytes = pack.bytes.subarray(offset, end);
      offset = end;
      try {
        subscription.onMessage(entry < binaryEntry ? decoder.decode(bytes) : bufferOf(bytes));
      } catch (error) {
        reportError(error); // a listener of the page's; the next message is not its business
      }
    }
    subscription.consumedBytes += frameBytes;
    if (subscription.consumedBytes < consumedEveryBytes) return;
    this.#tell({ do: "consumed", linkId: this.#linkId, sid, frameBytes: subscription.consumedBytes });
    subscription.consumedBytes = 0;
  }

  #tell(command: DataCommand): void {
    this.#seat.tell(command);
  }
}

/** A copy, unless the buffer holds nothing else. */
function bufferOf(bytes: Uint8Array<ArrayBuffer>): ArrayBuffer {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
}

function deliveryOf({ ordered, maxPacketLifeTime, maxRetransmits }: DataTrackInfo): Delivery {
  return { ordered, reliable: maxPacketLifeTime === null && maxRetransmits === null };
}
