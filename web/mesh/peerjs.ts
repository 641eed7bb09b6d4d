import { Peer, type MediaConnection } from "peerjs";

/**
 * The seam to PeerJS, and the only file that imports it. PeerJS makes the handshake of a link: it creates
 * the RTCPeerConnection, the first offer or answer, and applies the other side's. Its server socket is
 * replaced by the two callbacks of {@link Handshakes}; everything after the handshake is `Link`'s.
 *
 * Rests on `Peer.prototype._createServerConnection` (there since 1.2.0) and on `start`, `send`, `close`
 * and the `message` event of the socket it returns. test/browser/mesh-peerjs.test.ts pins all of it.
 */
const createServerConnection: unknown = Reflect.get(Peer.prototype, "_createServerConnection");

/** PeerJS names a call's far end; an offer has none until somebody answers it. */
const unaddressed = "~";

export interface Handshakes {
  /** PeerJS has set its local description; `offerId` says whose link it is. */
  described(offerId: string, type: "offer" | "answer"): void;
  failed(offerId: string | undefined, error: Error): void;
}

/** One RTCPeerConnection that PeerJS made. */
export interface Call {
  readonly pc: RTCPeerConnection;
  /** Closes the connection and lets PeerJS forget it. Safe to call twice. */
  close(): void;
}

interface PeerSocket {
  start(): void;
  send(message: unknown): void;
  close(): void;
  emit(event: "message", message: unknown): unknown;
}

function isPeerSocket(value: unknown): value is PeerSocket {
  if (typeof value !== "object" || value === null) return false;
  return ["start", "send", "close", "emit"].every(
    (method) => typeof Reflect.get(value, method) === "function",
  );
}

export class PeerCalls {
  readonly #peer: Peer;
  readonly #calls = new Map<string, MediaConnection>();
  #socket: PeerSocket | undefined;

  /** @throws Error when this is not the PeerJS that the seam was made for */
  constructor(handshakes: Handshakes) {
    const adopt = (socket: unknown): unknown => {
      if (!isPeerSocket(socket)) throw new Error("Meshcall needs peerjs 1.5.5");
      const open = { type: "OPEN" };
      socket.start = () => queueMicrotask(() => socket.emit("message", open)); // runs inside Peer's constructor
      socket.close = () => undefined;
      socket.send = (message) => {
        const sent = readSent(message);
        if (sent !== undefined) handshakes.described(sent.offerId, sent.type);
      };
      this.#socket = socket;
      return socket;
    };
    class MeshPeer extends Peer {
      _createServerConnection(): unknown {
        if (typeof createServerConnection !== "function") {
          throw new Error("Meshcall needs peerjs 1.5.5");
        }
        return adopt(Reflect.apply(createServerConnection, this, []));
      }
    }
    // any id does: members are known by the ids that the signal-worker gives them
    this.#peer = new MeshPeer(crypto.randomUUID(), { debug: 0 });
    this.#peer.on("error", (error) => handshakes.failed(undefined, error));
  }

  /** For connections made from here on; those that live use it at their next ICE restart. */
  configure(config: RTCConfiguration): void {
    this.#peer.options.config = config;
    for (const { peerConnection } of this.#calls.values()) {
      if (peerConnection.signalingState !== "closed") peerConnection.setConfiguration(config);
    }
  }

  /** Starts a link: `described(offerId, "offer")` follows. */
  offer(offerId: string, stream: MediaStream): Call {
    const call = this.#peer.call(unaddressed + offerId, stream, { connectionId: offerId } as object);
    return this.#take(offerId, call, true);
  }

  /**
   * Takes a received offer: `described(offerId, "answer")` follows.
   * @throws Error when the id was used before: PeerJS would close the living call for it
   */
  answer(offerId: string, sdp: string, stream: MediaStream): Call {
    if (this.#calls.has(offerId)) throw new Error("The offer's id is in use");
    let call: MediaConnection | undefined;
    this.#peer.once("call", (incoming) => (call = incoming));
    const payload = {
      sdp: { type: "offer", sdp },
      type: "media",
      connectionId: offerId,
      metadata: undefined,
    };
    this.#socket?.emit("message", { type: "OFFER", src: unaddressed + offerId, payload });
    if (call === undefined) throw new Error("PeerJS did not take the offer");
    call.answer(stream);
    return this.#take(offerId, call, false);
  }

  /** Applies the answer to an offer made here; unknown offers are ignored. */
  answered(offerId: string, sdp: string): void {
    if (!this.#calls.has(offerId)) return;
    const payload = { sdp: { type: "answer", sdp }, type: "media", connectionId: offerId };
    this.#socket?.emit("message", { type: "ANSWER", src: unaddressed + offerId, payload });
  }

  /** Closes every call. */
  destroy(): void {
    for (const call of this.#calls.values()) call.close();
    this.#calls.clear();
    this.#peer.destroy();
  }

  #take(offerId: string, call: MediaConnection, isCaller: boolean): Call {
    const pc = call.peerConnection;
    // PeerJS closes on ICE failure, takes any data channel for its own, and trips over a track without a
    // stream; candidates are ours from the first one on.
    pc.onicecandidate = null;
    pc.oniceconnectionstatechange = null;
    pc.ondatachannel = null;
    pc.ontrack = null;
    // The caller opens one that nobody uses, and closes everything when that is closed. Firefox closes what nobody
    // holds when it collects garbage: so the callee holds it, and the caller does not mind.
    if (isCaller) call.dataChannel.onclose = null;
    const unused: RTCDataChannel[] = [];
    pc.addEventListener("datachannel", ({ channel }) => unused.push(channel));
    this.#calls.set(offerId, call);
    const close = (): void => {
      if (!this.#calls.delete(offerId)) return;
      call.close();
      pc.close();
    };
    return { pc, close };
  }
}

/** What PeerJS wanted to tell its server: OFFER and ANSWER, named by the connection id. */
function readSent(message: unknown): { offerId: string; type: "offer" | "answer" } | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  const type: unknown = Reflect.get(message, "type");
  const payload: unknown = Reflect.get(message, "payload");
  if (typeof payload !== "object" || payload === null) return undefined;
  const offerId: unknown = Reflect.get(payload, "connectionId");
  if (typeof offerId !== "string") return undefined;
  if (type === "OFFER") return { offerId, type: "offer" };
  if (type === "ANSWER") return { offerId, type: "answer" };
  return undefined;
}
