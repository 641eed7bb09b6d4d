import type { ErrorCode } from "#protocol/errors";
import type { LinkData, PeerId } from "../room/ports.ts";
import { fromBase64Url, toBase64Url } from "./base64url.ts";
import type { ControlMessage } from "./control.ts";
import { keyContext } from "./key-context.ts";

export interface LinkKeysParts {
  pc: RTCPeerConnection;
  data: LinkData;
  roomSid: string;
  selfId: PeerId;
  send(message: ControlMessage): void;
  onSealing(code: ErrorCode | null): void;
  /** The peer has no kernel. */
  onNoKernel(): void;
}

/** What the two ends of a link say to each other about keys. */
export class LinkKeys {
  readonly #parts: LinkKeysParts;

  constructor(parts: LinkKeysParts) {
    this.#parts = parts;
    parts.data.start({
      onKeys: (keys) => parts.send({ type: "senderKey", sealed: toBase64Url(keys) }),
      onSealing: parts.onSealing,
    });
  }

  /** The control channel is open. */
  opened(): void {
    void this.#parts.data.publicKey().then((key) => {
      this.#parts.send({ type: "key", key: key === undefined ? null : toBase64Url(key) });
    });
  }

  receive(message: ControlMessage & { type: "key" | "senderKey" }, peerId: PeerId): void {
    const { data, roomSid, selfId, pc } = this.#parts;
    if (message.type === "senderKey") return data.takeKeys(fromBase64Url(message.sealed));
    if (message.key === null) this.#parts.onNoKernel();
    const key = message.key === null ? undefined : fromBase64Url(message.key);
    data.agree(key, keyContext(roomSid, [selfId, peerId], pc));
  }
}
