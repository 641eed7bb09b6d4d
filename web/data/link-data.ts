import { MeshcallError } from "../room/errors.ts";
import type { LinkData, Sealer } from "../room/ports.ts";
import type { DataTrackInfo } from "../room/track-info.ts";
import { DataPublisher, type OpenStream } from "./data-publisher.ts";
import { DataSubscriber } from "./data-subscriber.ts";

/**
 * The sealed data tracks of one link. Without a kernel, or with a peer that has none, nothing is sent in
 * the clear: sending fails with 54004.
 */
export class SealedLinkData implements LinkData {
  readonly #linkId: string;
  readonly #sealer: Promise<Sealer | undefined>;
  #ownKey: Promise<Uint8Array<ArrayBuffer> | undefined> | undefined;
  readonly #agreed = Promise.withResolvers<Sealer>();
  readonly #publishers = new Map<string, DataPublisher>();
  readonly #subscribers = new Map<string, DataSubscriber>();
  #closed = false;

  /** @param sealer the kernel, starting; undefined when it could not start */
  constructor(linkId: string, sealer: Promise<Sealer | undefined>) {
    this.#linkId = linkId;
    this.#sealer = sealer;
    this.#agreed.promise.catch(() => undefined); // told to whoever sends
  }

  publicKey(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    this.#ownKey ??= this.#offerKey();
    return this.#ownKey;
  }

  async #offerKey(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const sealer = await this.#sealer;
    try {
      return await sealer?.offerKey(this.#linkId);
    } catch {
      return undefined; // the kernel stopped: the peer is told that sealing is off
    }
  }

  agree(peerKey: Uint8Array | undefined, context: Uint8Array): void {
    const agree = async (): Promise<Sealer> => {
      const sealer = await this.#sealer;
      const ownKey = await this.publicKey(); // the peer's key may come while ours is still being made
      if (sealer === undefined || ownKey === undefined || peerKey === undefined)
        throw new MeshcallError(54004);
      await sealer.agree(this.#linkId, peerKey, context);
      return sealer;
    };
    agree().then(this.#agreed.resolve, this.#agreed.reject);
  }

  publish(info: DataTrackInfo, channel: RTCDataChannel): void {
    const stream = this.#openStream(info, "send");
    this.#publishers.set(info.sid, new DataPublisher(channel, stream));
  }

  ready(sid: string): void {
    this.#publishers.get(sid)?.ready();
  }

  subscribe(
    info: DataTrackInfo,
    channel: RTCDataChannel,
    onMessage: (data: string | ArrayBuffer) => void,
  ): Promise<void> {
    const stream = this.#openStream(info, "receive");
    const subscriber = new DataSubscriber(channel, stream, onMessage);
    this.#subscribers.set(info.sid, subscriber);
    return subscriber.ready();
  }

  send(sid: string, data: string | ArrayBuffer): Promise<void> {
    const publisher = this.#publishers.get(sid);
    if (publisher === undefined) return Promise.reject(new MeshcallError(54005));
    return publisher.send(data);
  }

  close(sid: string): void {
    this.#publishers.get(sid)?.close();
    this.#publishers.delete(sid);
    this.#subscribers.get(sid)?.close();
    this.#subscribers.delete(sid);
  }

  closeAll(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const sid of [...this.#publishers.keys(), ...this.#subscribers.keys()]) this.close(sid);
    this.#agreed.reject(new MeshcallError(54005));
    this.#sealer.then((sealer) => sealer?.dropLink(this.#linkId)).catch(() => undefined); // gone with the kernel
  }

  async #openStream(info: DataTrackInfo, direction: "send" | "receive"): Promise<OpenStream> {
    const sealer = await this.#agreed.promise;
    const reliable = info.maxPacketLifeTime === null && info.maxRetransmits === null;
    const ordered = info.ordered && reliable;
    const id = await sealer.openStream({ linkId: this.#linkId, trackSid: info.sid, direction, ordered });
    return { sealer, id };
  }
}
