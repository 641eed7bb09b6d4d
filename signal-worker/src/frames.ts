import type { Said } from "#protocol/said";
import type { MemberRules, ServerFrame, Welcome } from "#protocol/announce";
import type { News } from "#protocol/news";
import { errorTable, type ErrorCode } from "#protocol/errors";

type Wire<Kind extends ServerFrame["kind"]> = Omit<Extract<ServerFrame, { kind: Kind }>, "kind">;

/** The tracker's plain reply to an announce. Our pages need nothing of it; stock clients expect it. */
export interface AnnounceReply {
  action: "announce";
  info_hash: string;
  interval: number;
  complete: number;
  incomplete: number;
}

/** With the news as both ends mean it. */
export interface NewsFrame extends Wire<"news"> {
  mesh: { news: News };
}

/** Of messages: `said.ts` of the protocol has what may be in it. */
export interface SaidFrame {
  action: "announce";
  info_hash: string;
  mesh: { said: Said };
}

/** Every frame that goes out, as it is on the wire. */
export type OutgoingFrame =
  | Welcome
  | Wire<"offer">
  | Wire<"answer">
  | Wire<"candidates">
  | Wire<"parcel">
  | SaidFrame
  | Wire<"left">
  | Wire<"token">
  | Wire<"rules">
  | NewsFrame
  | Wire<"failure">
  | AnnounceReply;

/** The stock trackers' figure. A live socket is presence enough here, so nobody has to announce again. */
const announceIntervalSeconds = 120;

/** @param participants in the room; each counts as `complete`, since nobody downloads anything here. */
export function announceReply(infoHash: string, participants: number): AnnounceReply {
  return {
    action: "announce",
    info_hash: infoHash,
    interval: announceIntervalSeconds,
    complete: participants,
    incomplete: 0,
  };
}

export function failure(code: ErrorCode): Wire<"failure"> {
  return { action: "announce", "failure reason": errorTable[code][1], mesh: { error: { code } } };
}

export function left(infoHash: string, left: Wire<"left">["mesh"]["left"]): Wire<"left"> {
  return { action: "announce", info_hash: infoHash, mesh: { left } };
}

export function tokenReply(infoHash: string, token: Wire<"token">["mesh"]["token"]): Wire<"token"> {
  return { action: "announce", info_hash: infoHash, mesh: { token } };
}

export function rulesFrame(infoHash: string, rules: MemberRules): Wire<"rules"> {
  return { action: "announce", info_hash: infoHash, mesh: { rules } };
}

export function newsFrame(infoHash: string, news: News): NewsFrame {
  return { action: "announce", info_hash: infoHash, mesh: { news } };
}
