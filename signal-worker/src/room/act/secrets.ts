import type { Act } from "#protocol/act";
import type { Invitation } from "../access.ts";

/** Acts that bring secrets: these are hashed before the act is decided, since that takes a while and a rule takes none. */
export type SecretAct = Extract<Act, { do: "edit" | "invitations" | "claimHost" }>;

/** An invitation as its author gets it, and as the room keeps it. */
export interface MadeInvitation extends Invitation {
  readonly token: string;
}

export interface Hashed {
  /** Of an edit that has one. */
  readonly pinHash?: string;
  readonly secretHash?: string;
  /** Those that the act names; of an `add` that names none, a new one. */
  readonly invitations?: readonly MadeInvitation[];
  /** Whether what was given is the room's secret; `slowed`: too many were wrong, so it was not looked at. */
  readonly secret?: "right" | "wrong" | "slowed";
}

export function hasSecrets(act: Act): act is SecretAct {
  switch (act.do) {
    case "claimHost":
      return true;
    case "invitations":
      return act.action === "add" || act.action === "remove";
    case "edit":
      return typeof act.changes.pin === "string" || typeof act.changes.secret === "string";
    default:
      return false;
  }
}
