import type { ErrorCode } from "#protocol/errors";
import { whyNoPath } from "./no-path.ts";

/** No path by then: the user is told why, before the link is given up and dialled again (10 s at the earliest). */
const pathPatienceMs = 8_000;

/** Tells why a link that has been answered finds no path. */
export class PathPatience {
  readonly #pc: RTCPeerConnection;
  readonly #onNoPath: (code: ErrorCode) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(pc: RTCPeerConnection, onNoPath: (code: ErrorCode) => void) {
    this.#pc = pc;
    this.#onNoPath = onNoPath;
  }

  /** Both ends have a description: from now on they look for a path. */
  start(): void {
    this.stop();
    this.#timer = setTimeout(() => this.#miss(), pathPatienceMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #miss(): void {
    const { localDescription, remoteDescription } = this.#pc;
    if (hasPath(this.#pc) || localDescription === null || remoteDescription === null) return;
    this.#onNoPath(
      whyNoPath({
        iceServers: this.#pc.getConfiguration().iceServers ?? [],
        localSdp: localDescription.sdp,
        remoteSdp: remoteDescription.sdp,
      }),
    );
  }
}

/** What may be missing then is DTLS, which takes its time on a busy machine. */
export function hasPath(pc: RTCPeerConnection): boolean {
  return /^(connected|completed)$/.test(pc.iceConnectionState);
}
