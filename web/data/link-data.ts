import { MeshcallError } from "../room/errors.ts";
import type { DataMessage, LinkData, LinkDataListener, Sealer } from "../room/ports.ts";
import type { DataTrackInfo } from "../room/track-info.ts";
import { DataPublisher } from "./data-publisher.ts";
import { DataSubscriber } from "./data-subscriber.ts";
import type { OpenStream, SealedSeatData } from "./seat-data.ts";

/**
 * The sealed data tracks of one link. Without a kernel, or with a peer that has none, nothing is sent in
 * the clear: sending fails with 54004.
 */
export class SealedLinkData implements LinkData {
  readonly #linkId: string;
  readonly #seat: SealedSeatData;
  readonly #keys = new MessageChannel();
  #listener: LinkDataListener | undefined;
  #ownKey: Promise<Uint8Array<ArrayBuffer> | undefined> | undefined;
  readonly #agreed = Promise.withResolvers<Sealer>();
  readonly #publishers = new Map<string, DataPublisher>();
  readonly #subscribers = new Map<string, DataSubscriber>();
  #closed = false;

  constructor(linkId: string, seat: SealedSeatData) {
    this.#linkId = linkId;
    this.#seat = seat;
    this.#agreed.promise.catch(() => undefined); // told to whoever sends
    seat.sealer.then((sealer) => sealer?.openLink(linkId, seat.id, this.#keys.port2)).catch(() => undefined); // as without
  }

  start(listener: LinkDataListener): void {
    this.#listener = listener;
    this.#keys.port1.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      if (data instanceof Uint8Array) listener.onKeys(new Uint8Array(data));
    });
    this.#keys.port1.start();
  }

  publicKey(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    this.#ownKey ??= this.#offerKey();
    return this.#ownKey;
  }

  async #offerKey(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const sealer = await this.#seat.sealer;
    try {
      return await sealer?.offerKey(this.#linkId);
    } catch {
      return undefined; // the kernel stopped: the peer is told that sealing is off
    }
  }

  agree(peerKey: Uint8Array | undefined, context: Uint8Array): void {
    const agree = async (): Promise<Sealer> => {
      const sealer = await this.#seat.sealer;
      const ownKey = await this.publicKey(); // the peer's key may come while ours is still being made
      if (sealer === undefined || ownKey === undefined || peerKey === undefined)
        throw new MeshcallError(54004);
      await sealer.agree(this.#linkId, peerKey, context, this.#seat.roomSecret);
      return sealer;
    };
    agree().then(this.#agreed.resolve, this.#agreed.reject);
  }

  takeKeys(keys: Uint8Array): void {
    const failed = (cause: unknown): void => {
      if (this.#closed) return;
      console.warn("Meshcall: a participant's keys do not open", cause);
      this.#listener?.onSealing(54013);
      this.#agreed.reject(new MeshcallError(54013));
      for (const publisher of this.#publishers.values()) publisher.fail(new MeshcallError(54013));
    };
    this.#seat.sealer
      .then((sealer) => sealer?.takeKeys(this.#linkId, keys))
      .then(() => this.#listener?.onSealing(null), failed);
  }

  publish(info: DataTrackInfo, channel: RTCDataChannel): void {
    const { sid } = info;
    const publisher = new DataPublisher({
      channel,
      agreed: this.#agreed.promise,
      attach: () => {
        const attaching = this.#seat.stream(sid).then((open) => open?.sealer.attach(open.id, this.#linkId));
        attaching.catch(() => undefined); // as sealing will fail
      },
      seal: (message) => this.#seat.seal(sid, message),
    });
    this.#publishers.set(sid, publisher);
  }

  ready(sid: string): void {
    this.#publishers.get(sid)?.ready();
  }

  subscribe(
    info: DataTrackInfo,
    channel: RTCDataChannel,
    onMessage: (data: string | ArrayBuffer) => void,
  ): Promise<void> {
    const subscriber = new DataSubscriber(channel, this.#openStream(info), onMessage);
    this.#subscribers.set(info.sid, subscriber);
    return subscriber.ready();
  }

  attach(sid: string): void {
    this.#publishers.get(sid)?.attach();
  }

  send(sid: string, message: DataMessage): Promise<void> {
    const publisher = this.#publishers.get(sid);
    if (publisher === undefined) return Promise.reject(new MeshcallError(54005));
    return publisher.send(message);
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
    this.#keys.port1.close();
    this.#seat.sealer.then((sealer) => sealer?.dropLink(this.#linkId)).catch(() => undefined); // gone with the kernel
  }

  async #openStream(info: DataTrackInfo): Promise<OpenStream> {
    const sealer = await this.#agreed.promise;
    const reliable = info.maxPacketLifeTime === null && info.maxRetransmits === null;
    const ordered = info.ordered && reliable;
    const id = await sealer.openReceiving({ linkId: this.#linkId, trackSid: info.sid, ordered });
    return { sealer, id };
  }
}
