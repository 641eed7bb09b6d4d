import type { ErrorCode } from "#protocol/errors";
import { whyNoPath } from "./no-path.ts";
import { connectionReport } from "./connection-report.ts";

/**
 * No path after so many ticks: the user is told why, before the link is given up and dialled again (10 s at the earliest). It is
 * 8 s for a page that has time. One that is starved gets its ticks late, and so has more.
 */
const tickMs = 500;
const patienceTicks = 16;
/** A check of ICE's has been answered: there is a path, and what is missing is time. */
const moreTicks = 4;

/** Tells why a link that has been answered finds no path. */
export class PathPatience {
  readonly #pc: RTCPeerConnection;
  readonly #onNoPath: (code: ErrorCode) => void;
  #ticksLeft = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(pc: RTCPeerConnection, onNoPath: (code: ErrorCode) => void) {
    this.#pc = pc;
    this.#onNoPath = onNoPath;
  }

  /** Both ends have a description: from now on they look for a path. */
  start(): void {
    this.stop();
    this.#ticksLeft = patienceTicks;
    this.#timer = setInterval(() => {
      if (--this.#ticksLeft === 0) void this.#miss();
    }, tickMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #miss(): Promise<void> {
    const { localDescription, remoteDescription } = this.#pc;
    if (hasPath(this.#pc) || localDescription === null || remoteDescription === null) return this.stop();
    const isAnswered = await checksAreAnswered(this.#pc).catch(() => false);
    if (this.#timer === undefined) return; // it has opened or closed meanwhile
    if (isAnswered) {
      this.#ticksLeft = moreTicks;
      return;
    }
    this.stop();
    this.#onNoPath(
      whyNoPath({
        iceServers: this.#pc.getConfiguration().iceServers ?? [],
        localSdp: localDescription.sdp,
        remoteSdp: remoteDescription.sdp,
      }),
    );
  }
}

async function checksAreAnswered(pc: RTCPeerConnection): Promise<boolean> {
  for (const entry of (await connectionReport(pc)).values())
    if (entry.type === "candidate-pair" && entry.responsesReceived > 0) return true;
  return false;
}

/** What may be missing then is DTLS, which takes its time on a busy machine. */
export function hasPath(pc: RTCPeerConnection): boolean {
  return /^(connected|completed)$/.test(pc.iceConnectionState);
}
