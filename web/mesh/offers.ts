import { limits } from "#protocol/limits";
import type { Description, PeerId } from "../room/ports.ts";
import type { Link } from "./link.ts";

/**
 * A description that says whose it is. Signaling carries a description as it is; the server reads the
 * address and takes it out (docs/protocol.md).
 */
export interface AddressedDescription extends Description {
  to_peer_id: PeerId;
}

export interface Offer {
  offerId: string;
  /** Without an address: for whoever it reaches. */
  description: Description | AddressedDescription;
}

/** `offer_id` is 20 characters in the tracker protocol. */
export function newOfferId(): string {
  return crypto.randomUUID().replaceAll("-", "").slice(0, limits.idChars);
}

/** What to send to the peer now; candidates from here on go after it. */
export function describe(link: Link): Description | undefined {
  const sdp = link.pc.localDescription?.sdp;
  if (sdp === undefined || link.state === "closed") return undefined;
  link.late.collect();
  return { sdp, hello: link.hello() };
}

/** A character has 3 bytes of UTF-8 at most, and a frame is a little more than its offers. */
const charsPerAnnounce = limits.frameBytes / 4;

/** Nine usual offers fit into one announce; those of somebody with very many tracks take several. */
export function inAnnounces(offers: readonly Offer[]): Offer[][] {
  const announces: Offer[][] = [];
  let chars = 0;
  for (const offer of offers) {
    const offerChars = JSON.stringify(offer.description).length;
    const last = announces.at(-1);
    if (
      last === undefined ||
      last.length >= limits.offersPerAnnounce ||
      chars + offerChars > charsPerAnnounce
    ) {
      announces.push([offer]);
      chars = offerChars;
    } else {
      last.push(offer);
      chars += offerChars;
    }
  }
  return announces;
}
