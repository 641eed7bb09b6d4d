import type { RoomDoor } from "../facts.ts";

/** Who is let into a room, as the room itself remembers it. Secrets are here as hashes alone. */

export interface Invitation {
  readonly hash: string;
  /** Its first characters, so that somebody who reads a list knows which it is. */
  readonly hint: string;
}

export interface KeptOut {
  readonly identity: string;
  /** Of a guest's network address (`door/digests.ts`): a guest takes another identity as they like. */
  readonly addressHash: string | undefined;
}

export interface RoomAccess {
  readonly pinHash: string | undefined;
  readonly secretHash: string | undefined;
  readonly invitations: readonly Invitation[];
  readonly areInvitationsAsked: boolean;
  readonly keptOut: readonly KeptOut[];
  /** `first`: whoever makes the room is host, and when the last host leaves, who has been in longest. `token`: tokens say. */
  readonly host: "first" | "token";
}

/** Of a room of which nothing was said. */
export const usualAccess: RoomAccess = {
  pinHash: undefined,
  secretHash: undefined,
  invitations: [],
  areInvitationsAsked: false,
  keptOut: [],
  host: "token",
};

/** What the account may know of it. */
export function doorOf({ pinHash, secretHash, areInvitationsAsked }: RoomAccess): RoomDoor {
  return {
    isPinRequired: pinHash !== undefined,
    hasSecret: secretHash !== undefined,
    areInvitationsAsked,
  };
}
