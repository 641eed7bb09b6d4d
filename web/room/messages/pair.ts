import type { PeerId } from "../ports.ts";
import type { Correspondent, Delivery } from "./delivery.ts";
import { Pace } from "./pace.ts";
import { ReceivingSide } from "./receiving-side.ts";
import type { NumberedMessage } from "./words.ts";
import { SendingSide } from "./sending-side.ts";

/** A link takes 100 messages a second for long (docs/protocol.md), some fifteen of which are others. */
const linkPace = { burst: 100, perSecond: 30 };

export type Presence =
  /** Has spoken; nobody has said yet that they are in. */
  | { readonly is: "heard" }
  | { readonly is: "here" }
  /** Perhaps only for a moment. */
  | { readonly is: "away"; readonly sinceMs: number }
  | { readonly is: "gone" };

/** What there is between this page and one other: the numbers outlive every absence. */
export interface Pair {
  readonly peerId: PeerId;
  readonly sending: SendingSide<Delivery>;
  readonly receiving: ReceivingSide;
  readonly pace: Pace;
  who: Correspondent | undefined;
  presence: Presence;
  /** The room has, or had, a participant for them, or never will. */
  isMet: boolean;
  /** In order, and not told of yet. */
  readonly ready: NumberedMessage[];
  heardMs: number;
  /** When they are to hear what has come. */
  haveDueMs: number;
}

export function newPair(peerId: PeerId, nowMs: number): Pair {
  return {
    peerId,
    sending: new SendingSide(),
    receiving: new ReceivingSide(),
    pace: new Pace(linkPace.burst, linkPace.perSecond, nowMs),
    who: undefined,
    presence: { is: "heard" },
    isMet: false,
    ready: [],
    heardMs: Infinity,
    haveDueMs: Infinity,
  };
}
