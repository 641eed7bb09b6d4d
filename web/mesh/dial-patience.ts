import type { PeerId } from "../room/ports.ts";
import type { Link } from "./link.ts";

/**
 * A link that nobody answered by then is given up, one that was answered after twice as long unless ICE has found a
 * path, or once it has failed.
 * Whose turn it is dials again: the peer may have been reloading.
 */
export const dialTimeoutMs = 10_000;
/** Each failure doubles the patience, up to this often: 80 s. */
const mostDoublings = 3;
/** Where the peer answers, a path may be there any moment: 30 s at most, as long as somebody is missed. */
const mostMoreLooks = 1;

export interface Waiting {
  /** Whom the link is for, as far as it is known by then. */
  to(): PeerId | undefined;
  giveUp(): void;
}

/** How long links that are being dialled are waited for. */
export class DialPatience {
  /** Dials of each peer that came to nothing, in a row: a busy machine answers late, and more dials make it later. */
  readonly #failures = new Map<PeerId, number>();

  /** @returns stops waiting; call it when the link closes */
  watch(link: Link, { to, giveUp }: Waiting): () => void {
    const fail = (): void => {
      if (link.state !== "dialing") return;
      const peerId = to();
      if (peerId !== undefined) this.#failures.set(peerId, (this.#failures.get(peerId) ?? 0) + 1);
      giveUp();
    };
    let looks = 0;
    let looksSinceAnswer = 0;
    const look = (): void => {
      const failures = this.#failures.get(to() ?? "") ?? 0;
      looks++;
      // answered, it is only slow, and a new one would cost a busy machine more than this one's patience
      const patient =
        link.peerId === undefined
          ? looks < 2 ** Math.min(failures, mostDoublings)
          : link.hasPath || looksSinceAnswer++ <= Math.min(failures, mostMoreLooks);
      if (patient) timeout = setTimeout(look, dialTimeoutMs);
      else fail();
    };
    let timeout = setTimeout(look, dialTimeoutMs);
    link.pc.addEventListener("connectionstatechange", () => {
      if (link.pc.connectionState === "failed") fail();
      if (link.pc.connectionState === "connected") this.#failures.delete(to() ?? "");
    });
    return () => clearTimeout(timeout);
  }
}
