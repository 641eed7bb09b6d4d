import { mostDataTracks } from "../room/data-wire.ts";
import { encodeHandOver, parseHandOver, type HandOver } from "./hand-over.ts";
import type { StreamRequest } from "./kernel-api.ts";
import { KernelError } from "./kernel-error.ts";
import type { KernelWasm } from "./kernel-wasm.ts";
import { KeyChain } from "./key-chain.ts";
import { agreeSecrets, makeKeyPair, type KeyPair } from "./link-keys.ts";
import { PeerKeys } from "./peer-keys.ts";
import { ReceivingStream } from "./receiving-stream.ts";
import type { Seat, SendingStream, Told } from "./seat.ts";
import { wipe } from "./sha256.ts";
import type { Slots } from "./slots.ts";

/** Changes of key while a link is being made; dialling takes 20 s. */
const mostUntold = 16;

interface Chains {
  readonly send: KeyChain;
  readonly receive: KeyChain;
}

/** One link as the kernel knows it: the keys of both ends, and the streams that the peer sends. */
export class KernelLink implements Told {
  readonly attached = new Set<SendingStream>();
  readonly #wasm: KernelWasm;
  readonly #slots: Slots;
  readonly #seat: Seat;
  readonly #tell: (keys: Uint8Array<ArrayBuffer>) => void;
  readonly #receiving = new Set<ReceivingStream>();
  readonly #keys = new PeerKeys(() => this.#receiving);
  readonly #agreed = Promise.withResolvers<Chains>();
  /** What the peer is told once both ends have agreed; each key opens what was sealed since the link was begun. */
  #untold: (HandOver & { starts: Map<string, number> })[] = [];
  #pair: Promise<KeyPair> | undefined;
  #chains: Chains | undefined;
  #state: "new" | "agreeing" | "agreed" | "over" = "new";

  constructor(wasm: KernelWasm, slots: Slots, seat: Seat, tell: (keys: Uint8Array<ArrayBuffer>) => void) {
    this.#wasm = wasm;
    this.#slots = slots;
    this.#seat = seat;
    this.#tell = tell;
    this.#agreed.promise.catch(() => undefined); // told to whoever waits
    seat.join(this);
  }

  async offerKey(): Promise<Uint8Array<ArrayBuffer>> {
    this.#pair ??= makeKeyPair();
    return (await this.#pair).publicKey.slice();
  }

  async agree(peerPublicKey: Uint8Array, context: Uint8Array, roomSecret: Uint8Array): Promise<void> {
    if (this.#state !== "new")
      throw new KernelError("This link has keys already, or none can be had any more");
    if (this.#pair === undefined) throw new KernelError("No key was offered on this link");
    this.#state = "agreeing";
    try {
      const { send, receive } = await agreeSecrets(await this.#pair, peerPublicKey, context, roomSecret);
      if (this.#state !== "agreeing") {
        wipe(send, receive);
        throw new KernelError("The link was dropped");
      }
      this.#state = "agreed";
      this.#pair = undefined; // nobody can work the secret out again
      this.#chains = { send: new KeyChain(this.#wasm, send), receive: new KeyChain(this.#wasm, receive) };
      this.#agreed.resolve(this.#chains);
      for (const handOver of this.#untold.splice(0)) this.handOver(handOver);
    } catch (error) {
      if (this.#state === "agreeing") this.#state = "new"; // the peer's key was none: another one may come
      throw error;
    } finally {
      wipe(roomSecret);
    }
  }

  handOver(handOver: HandOver): void {
    if (this.#chains !== undefined) {
      const plain = encodeHandOver(handOver);
      this.#tell(this.#chains.send.seal(plain));
      wipe(plain, handOver.base);
    } else if (this.#untold.length < mostUntold) {
      this.#untold.push({ ...handOver, starts: new Map(handOver.starts) });
    } else {
      wipe(handOver.base);
      this.#fail("Too many changes of key while the link was made");
    }
  }

  /** From now on the stream's frames go over this link. Safe to call twice. */
  attach(stream: SendingStream): void {
    if (this.attached.has(stream) || this.#isOver) return;
    this.attached.add(stream);
    if (this.#chains !== undefined) this.handOver(this.#seat.present([stream]));
    else this.#untold.at(-1)?.starts.set(stream.trackSid, stream.next);
  }

  /** @throws KernelError when the message is not the next that this peer sealed for us, or says what cannot be; ends it all */
  async take(message: Uint8Array): Promise<void> {
    const { receive } = await this.#agreed.promise;
    if (this.#state !== "agreed") throw new KernelError("This link takes no keys any more");
    const plain = receive.open(message);
    const handOver = plain && parseHandOver(plain);
    if (plain !== undefined) wipe(plain);
    if (handOver === undefined) throw this.#fail("The peer's keys cannot be opened");
    try {
      this.#keys.take(handOver);
    } catch (error) {
      this.#fail("The peer's keys cannot be taken");
      throw error;
    }
    for (const stream of this.#receiving) stream.retry();
  }

  /** Of the peer's sound and picture. */
  mediaBase(kid: number): Uint8Array<ArrayBuffer> | "later" | "never" {
    return this.#keys.mediaBaseFor(kid);
  }

  /** @throws KernelError when the peer sends too many */
  receive({ trackSid, ordered }: StreamRequest): ReceivingStream {
    if (this.#receiving.size === mostDataTracks)
      throw new KernelError(`A link carries ${mostDataTracks} streams of the peer's at most`);
    for (const other of this.#receiving)
      if (other.trackSid === trackSid) throw new KernelError(`This stream is open already: ${trackSid}`);
    const stream = new ReceivingStream(this.#wasm, this.#slots, this.#keys, trackSid, ordered);
    this.#receiving.add(stream);
    return stream;
  }

  closeReceiving(stream: ReceivingStream): void {
    if (!this.#receiving.delete(stream)) return;
    stream.close();
    if (stream.hasBegun) this.#keys.forgetStart(stream.trackSid); // given again, it begins elsewhere
  }

  /** Wipes all that the link knows; who had our key gets none that comes after. */
  close(): void {
    if (!this.#isOver) this.#fail("The link was dropped");
  }

  get #isOver(): boolean {
    return this.#state === "over";
  }

  /** Nothing is told over it any more, and nothing taken. */
  #fail(why: string): KernelError {
    const error = new KernelError(why);
    this.#state = "over";
    this.#agreed.reject(error);
    const chains = this.#chains;
    this.#chains = undefined;
    chains?.send.wipe();
    chains?.receive.wipe();
    this.#keys.wipe();
    this.#seat.leave(this, chains !== undefined);
    wipe(...this.#untold.splice(0).map(({ base }) => base));
    for (const stream of this.#receiving) this.closeReceiving(stream);
    return error;
  }
}
