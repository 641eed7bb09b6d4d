import type { ErrorCode } from "#protocol/errors";
import { errorOf } from "../room/errors.ts";
import type { LinkData, PeerId } from "../room/ports.ts";
import type { VerificationEmoji } from "../room/verification.ts";
import { fromBase64Url, toBase64Url } from "./base64url.ts";
import type { ControlMessage } from "./control.ts";
import { described, keyContext } from "./key-context.ts";
import type { Verification } from "./verification.ts";
import { log } from "../room/log.ts";

export interface LinkKeysParts {
  pc: RTCPeerConnection;
  data: LinkData;
  roomSid: string;
  selfId: PeerId;
  send(message: ControlMessage): void;
  onSealing(code: ErrorCode | null): void;
  /** Both ends have said which key they have. */
  onKeys(): void;
  /** The peer has no kernel. */
  onNoKernel(): void;
  /** Null: not yet on this link. */
  onVerification(emoji: VerificationEmoji[] | null): void;
}

export type KeysMessage = ControlMessage & { type: "key" | "senderKey" | "commit" | "reveal" };

/** Stands for the public key of who has no kernel. */
const noKey = new Uint8Array(32);

/** What the two ends of a link say to each other about keys. */
export class LinkKeys {
  readonly #parts: LinkKeysParts;
  readonly #peerKey = Promise.withResolvers<Uint8Array | undefined>();
  /** Once for each link: who is in the middle has one guess. */
  #verification: Promise<Verification> | undefined;
  #opened = false;

  constructor(parts: LinkKeysParts) {
    this.#parts = parts;
    this.#peerKey.promise.catch(() => undefined); // told to whoever compares
    parts.data.start({
      onKeys: (keys) => parts.send({ type: "senderKey", sealed: toBase64Url(keys) }),
      onSealing: parts.onSealing,
      // the peer is to hear of it at once, not at its next message
      onKernelGone: () => this.#opened && parts.send({ type: "key", key: null }),
    });
  }

  /** The control channel is open. */
  opened(): void {
    this.#parts.onVerification(null);
    this.#opened = true;
    void this.#parts.data.publicKey().then((key) => {
      this.#parts.send({ type: "key", key: key === undefined ? null : toBase64Url(key) });
    });
  }

  receive(message: KeysMessage, peerId: PeerId): void {
    const { data } = this.#parts;
    switch (message.type) {
      case "key": {
        if (message.key === null) this.#parts.onNoKernel();
        const key = message.key === null ? undefined : fromBase64Url(message.key);
        this.#peerKey.resolve(key?.slice()); // what is handed to the kernel is gone afterwards
        void this.#context(peerId).then((context) => data.agree(key, context));
        void data.publicKey().then((own) => this.#haveKeys(own !== undefined && key !== undefined));
        break;
      }
      case "senderKey":
        data.takeKeys(fromBase64Url(message.sealed));
        break;
      case "commit":
      case "reveal":
        this.#begin(peerId).then(
          (verification) => verification.receive(message),
          () => undefined, // told to whoever compares
        );
        break;
    }
  }

  /** Without keys a channel would only be closed again, which the peer might hear before it hears why. */
  #haveKeys(both: boolean): void {
    if (both) this.#parts.onKeys();
    else log("warn", "the peer's data tracks cannot be received: sealing is off here or there");
  }

  /** @throws MeshcallError (as a rejection) 54015 */
  async verify(peerId: PeerId): Promise<VerificationEmoji[]> {
    try {
      return await (
        await this.#begin(peerId)
      ).result;
    } catch (cause) {
      throw await errorOf(54015, { cause });
    }
  }

  close(): void {
    const error = new Error("The link has closed");
    this.#peerKey.reject(error);
    this.#verification?.then((verification) => verification.fail(error)).catch(() => undefined); // never began
  }

  #begin(peerId: PeerId): Promise<Verification> {
    if (this.#verification !== undefined) return this.#verification;
    const begin = async (): Promise<Verification> => {
      const { data, selfId, send, onVerification } = this.#parts;
      const [code, context, ownKey = noKey, peerKey = noKey] = await Promise.all([
        import("./verification.ts"),
        this.#context(peerId),
        data.publicKey(),
        this.#peerKey.promise,
      ]);
      const verification = new code.Verification({
        own: { peerId: selfId, publicKey: ownKey },
        peer: { peerId, publicKey: peerKey },
        context,
        send,
      });
      verification.result.then(onVerification, (error: unknown) => {
        log("warn", "emoji could not be compared", error);
      });
      return verification;
    };
    this.#verification = begin();
    return this.#verification;
  }

  async #context(peerId: PeerId): Promise<Uint8Array<ArrayBuffer>> {
    const { roomSid, selfId, pc } = this.#parts;
    await described(pc);
    return keyContext(roomSid, [selfId, peerId], pc);
  }
}
