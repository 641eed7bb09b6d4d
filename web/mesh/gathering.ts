import type { CandidateJson } from "#protocol/announce";
import { hasPath } from "./path-patience.ts";

/** Chromium gives its UDP host candidates in one go, 1 to 4 ms after the local description is set (measured). */
const quietMs = 2;
/** The longest wait. Nothing by then (a slow mDNS registration, a relay only): the description goes without. */
const patienceMs = 50;
/** Candidates that follow a description are sent together. */
const batchMs = 4;
/** With several others each such frame costs the server; most links are open before that, and then carry them. */
const batchInACrowdMs = 100;
/** Once there is a path, other ways to the same place can wait until the first pictures are there, and then go over it. */
const withPathMs = 1_000;
/** Browsers open TCP connections, none listens for them: two such candidates never meet (RFC 6544, section 6.2). */
const useless = / tcptype active\b/;

/**
 * Settles when several offers are worth sending: the first candidates are in and no more follow at once. An
 * answer waits for none: its checks towards the offer's candidates tell the other side where it is (RFC 8445,
 * section 7.3.1.3). Waiting for "complete" would cost 120 ms on loopback and seconds behind a dead STUN server.
 */
export function firstCandidates(pc: RTCPeerConnection): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(patience);
      clearTimeout(quiet);
      pc.removeEventListener("icecandidate", onCandidate);
      resolve();
    };
    let quiet: ReturnType<typeof setTimeout> | undefined;
    const patience = setTimeout(done, patienceMs);
    const onCandidate = (event: RTCPeerConnectionIceEvent): void => {
      if (event.candidate === null) return done();
      clearTimeout(quiet);
      quiet = setTimeout(done, quietMs);
    };
    pc.addEventListener("icecandidate", onCandidate);
    if (pc.iceGatheringState === "complete") done();
  });
}

/** Candidates that come after the description was sent, in batches. */
export class LateCandidates {
  readonly #pc: RTCPeerConnection;
  readonly #send: (candidates: CandidateJson[]) => void;
  #batchMs: number;
  #canWait: boolean;
  #waiting: CandidateJson[] = [];
  #collecting = false;
  #released = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param people in the room */
  constructor(pc: RTCPeerConnection, people: number, send: (candidates: CandidateJson[]) => void) {
    this.#pc = pc;
    this.#send = send;
    this.#canWait = people > 2;
    this.#batchMs = this.#canWait ? batchInACrowdMs : batchMs;
    pc.addEventListener("icecandidate", (event) => {
      if (!this.#collecting || event.candidate === null || event.candidate.candidate === "") return;
      if (useless.test(event.candidate.candidate)) return;
      const { candidate, sdpMid, sdpMLineIndex, usernameFragment } = event.candidate;
      this.#waiting.push({ candidate, sdpMid, sdpMLineIndex, usernameFragment });
      this.#schedule();
    });
  }

  /** The description is being sent now; what it holds need not be sent again. */
  collect(): void {
    this.#collecting = true;
  }

  /** The receiver is known: candidates may flow. */
  release(): void {
    this.#released = true;
    this.#schedule();
  }

  /** The link has opened: candidates of a restart go over it, or around it, and somebody waits for them. */
  hurry(): void {
    this.#batchMs = batchMs;
    this.#canWait = false;
  }

  #schedule(): void {
    if (!this.#released || this.#waiting.length === 0 || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#canWait && hasPath(this.#pc)) setTimeout(() => this.#flush(), withPathMs);
      else this.#flush();
    }, this.#batchMs);
  }

  #flush(): void {
    const candidates = this.#waiting.splice(0);
    if (candidates.length > 0 && this.#pc.signalingState !== "closed") this.#send(candidates);
  }
}

/** The longest wait where no candidate can follow: host and reflexive ones are in long before (measured). */
const wholePatienceMs = 1_000;

/** Settles when a description is as whole as it needs to be, for a way that carries nothing after it. */
export function allCandidates(pc: RTCPeerConnection): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(patience);
      pc.removeEventListener("icegatheringstatechange", onState);
      resolve();
    };
    const onState = (): void => {
      if (pc.iceGatheringState === "complete") done();
    };
    const patience = setTimeout(done, wholePatienceMs);
    pc.addEventListener("icegatheringstatechange", onState);
    onState();
  });
}

/** As the browser wants it, from what came over the wire. */
export function iceCandidate({
  candidate,
  sdpMid,
  sdpMLineIndex,
  usernameFragment,
}: CandidateJson): RTCIceCandidateInit {
  return {
    candidate,
    sdpMid: sdpMid ?? null,
    sdpMLineIndex: sdpMLineIndex ?? null,
    usernameFragment: usernameFragment ?? null,
  };
}
