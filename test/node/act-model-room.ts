import type { ErrorCode } from "#protocol/errors";
import type { Role } from "#protocol/role";
import type { RoomRules } from "#protocol/room-rules";
import type { Newcomer } from "./act-world.ts";

/** What the model is made of, and who may do what. */

export interface Person {
  peerId: string;
  sid: string;
  identity: string;
  name: string;
  role: Role;
  publishes: boolean;
  mutedAudio: boolean;
  mutedVideo: boolean;
  isGuest: boolean;
  address: string | undefined;
  privateId: string;
  talks: boolean;
  sinceMs: number;
  /** Undefined: they have a socket. */
  awayMs: number | undefined;
  /** Order of sockets: of two, the later dials. */
  order: number;
}

export interface ModelRoom {
  people: Person[];
  rules: RoomRules;
  pin: string | undefined;
  secret: string | undefined;
  invitations: string[];
  asksInvitations: boolean;
  keptOut: { identity: string; address: string | undefined }[];
  knocks: { sid: string; askedRole: Role | undefined }[];
  /** Whether it always has a host. */
  needsHost: boolean;
  capacity: number;
  isAdHoc: boolean;
  madeMs: number;
  emptyMs: number | undefined;
}

export interface Told {
  /** Null: there is no answer, since who asks has no socket. */
  code: ErrorCode | undefined | null;
  /** What each kind of news is about that everybody hears, in any order. */
  news: string[];
}

export type Who = { peerId: string } | "secret" | "account";

export type Wish = { askedRole: Role | undefined } | Newcomer;

const hosts =
  "admit turnAway listKnocks kick letBackIn setRole handOver lock end edit invitations listKeptOut";
export const may: Record<Role | "secret" | "account", Set<string>> = {
  attendee: words("listParticipants rename claimHost"),
  publisher: words("listParticipants rename claimHost silence publish talk"),
  host: words(`${hosts} listParticipants rename claimHost silence publish talk`),
  secret: words(`${hosts} listParticipants silence`),
  account: words(`${hosts} listParticipants silence`),
};

function words(text: string): Set<string> {
  return new Set(text.split(" "));
}

export function isTokensHost({ role, askedRole }: Newcomer): boolean {
  return role === "host" && askedRole !== "attendee";
}
