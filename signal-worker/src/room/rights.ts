import type { ActName } from "#protocol/act";
import type { Role } from "#protocol/role";

/** Who may do what: the table of docs/access.md, which a test compares with this one. */

/** Who wants something done: somebody in the room, whoever knows its secret, or its account by REST. */
export type Actor =
  | { readonly is: "participant"; readonly peerId: string }
  | { readonly is: "secret" }
  | { readonly is: "account" };

/** `self`: about oneself, and nobody else. */
export type Right = "yes" | "self" | "no";

type Row = Readonly<Record<Role | "secret" | "account", Right>>;

const hostsDo: Row = { attendee: "no", publisher: "no", host: "yes", secret: "yes", account: "yes" };
const everybodyDoes: Row = { ...hostsDo, attendee: "yes", publisher: "yes" };
const ofOneself: Row = { attendee: "self", publisher: "self", host: "self", secret: "no", account: "no" };

export const rights: Readonly<Record<ActName, Row>> = {
  admit: hostsDo,
  turnAway: hostsDo,
  listKnocks: hostsDo,
  kick: hostsDo,
  letBackIn: hostsDo,
  silence: { ...hostsDo, publisher: "self" },
  setRole: hostsDo,
  handOver: hostsDo,
  lock: hostsDo,
  end: hostsDo,
  edit: hostsDo,
  invitations: hostsDo,
  listParticipants: everybodyDoes,
  listKeptOut: hostsDo,
  publish: { ...ofOneself, attendee: "no" },
  rename: ofOneself,
  talk: { ...ofOneself, attendee: "no" },
  claimHost: ofOneself,
};
