import { parseTrackerFrame, type ForwardedFrame } from "./tracker-frames.ts";
import { randomHex } from "./swarm-keys.ts";
import { limits } from "#protocol/limits";

/** Opening a socket to a tracker that lives takes less than 2 s on any network that could carry a call. */
const openTimeoutMs = 10_000;
/** Each announce is answered. A socket on which none comes is dead, or its tracker is. */
const replyTimeoutMs = 15_000;
/** Below the 16 KiB frame that aquatic takes, with room for JSON's escapes in the info hash. */
const frameCharsAtMost = 15 * 1024;

export interface SealedOffer {
  offerId: string;
  sealed: string;
}

export interface SessionListener {
  /** @param others how many more the tracker says are in the swarm, ghosts included */
  replied(others: number, intervalSeconds: number | undefined): void;
  offered(frame: ForwardedFrame): void;
  answered(frame: ForwardedFrame): void;
  /** The tracker passed on what is no frame of the protocol. */
  garbled(): void;
  complained(words: string): void;
  /** The socket is gone, for whatever reason but `stop`. Once, and nothing follows. */
  ended(): void;
}

/**
 * One WebSocket to one tracker, with a peer id of its own: the reference tracker loses who comes back under the same.
 */
export class TrackerSession {
  readonly peerId = randomHex(limits.idChars);
  readonly #infoHash: string;
  readonly #listener: SessionListener;
  readonly #socket: WebSocket;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  /** The tracker has us in its swarm. */
  #isIn = false;
  #over = false;

  /** @throws DOMException when the browser allows no socket to this address */
  constructor(url: string, infoHash: string, listener: SessionListener) {
    this.#infoHash = infoHash;
    this.#listener = listener;
    this.#socket = new WebSocket(url);
    this.#deadline = setTimeout(() => this.#end(), openTimeoutMs);
    this.#socket.addEventListener("open", () => this.#opened());
    this.#socket.addEventListener("message", ({ data }: MessageEvent<unknown>) => this.#received(data));
    this.#socket.addEventListener("close", () => this.#end());
  }

  /** Says that we are in, and hands out offers: the tracker gives each to another member. */
  announce(offers: readonly SealedOffer[] = []): void {
    for (const some of inFrames(offers)) this.#announce(some);
  }

  answer(to: string, { offerId, sealed }: SealedOffer): void {
    this.#send({ to_peer_id: to, offer_id: offerId, answer: { type: "answer", sdp: sealed } });
  }

  /** Takes us out of the swarm and closes. Safe to call twice. */
  stop(): void {
    if (this.#over) return;
    this.#send({ event: "stopped", numwant: 0, offers: [], ...amounts });
    this.#over = true;
    clearTimeout(this.#deadline);
    this.#socket.close(1000);
  }

  #opened(): void {
    clearTimeout(this.#deadline);
    this.#deadline = undefined;
    this.#announce([], { event: "started" });
  }

  #announce(offers: readonly SealedOffer[], event: { event?: "started" } = {}): void {
    this.#deadline ??= setTimeout(() => this.#end(), replyTimeoutMs);
    this.#send({
      ...event,
      numwant: offers.length,
      offers: offers.map(({ offerId, sealed }) => ({
        offer_id: offerId,
        offer: { type: "offer", sdp: sealed },
      })),
      ...amounts,
    });
  }

  #send(frame: object): void {
    if (this.#over || this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.send(
      JSON.stringify({ action: "announce", info_hash: this.#infoHash, peer_id: this.peerId, ...frame }),
    );
  }

  #received(data: unknown): void {
    if (this.#over) return;
    const frame = parseTrackerFrame(data);
    if (frame === undefined) return this.#listener.garbled();
    if (frame.kind === "failure") return this.#failed(frame.reason);
    if (frame.infoHash !== this.#infoHash) return this.#listener.garbled();
    switch (frame.kind) {
      case "offer":
        if (frame.peerId !== this.peerId) this.#listener.offered(frame);
        break;
      case "answer":
        this.#listener.answered(frame);
        break;
      case "reply":
        clearTimeout(this.#deadline);
        this.#deadline = undefined;
        this.#isIn = true;
        if (frame.warning !== undefined) this.#listener.complained(frame.warning);
        this.#listener.replied(Math.max(0, frame.peers - 1), frame.intervalSeconds);
        break;
    }
  }

  #failed(reason: string): void {
    this.#listener.complained(reason);
    if (!this.#isIn) this.#end(); // not taken; once in, it is one frame that was not
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#deadline);
    this.#socket.close();
    this.#listener.ended();
  }
}

/** Of a file that nobody has: trackers want the numbers. */
const amounts = { uploaded: 0, downloaded: 0, left: 1 };

function inFrames(offers: readonly SealedOffer[]): SealedOffer[][] {
  const frames: SealedOffer[][] = [[]];
  let chars = 0;
  for (const offer of offers) {
    const offerChars = JSON.stringify(offer).length + 50;
    if (chars > 0 && chars + offerChars > frameCharsAtMost) {
      frames.push([]);
      chars = 0;
    }
    frames.at(-1)?.push(offer);
    chars += offerChars;
  }
  return frames;
}
