import type { Act } from "#protocol/act";
import { limits } from "#protocol/limits";
import { doorOf, type RoomAccess } from "../access.ts";
import { stepOf, type RoomState } from "../state.ts";
import type { Decision } from "./decision.ts";
import type { Hashed } from "./secrets.ts";

/** Whether invitations are asked for, and which are good. What a host learns of them is told to nobody else. */
export function invitations(
  state: RoomState,
  { action, invitations: named }: Extract<Act, { do: "invitations" }>,
  { invitations: made = [] }: Hashed,
): Decision {
  const { access } = state.record;
  const kept = access.invitations;
  switch (action) {
    case "enable":
    case "disable":
      return asked(state, action === "enable");
    case "list":
      return {
        step: stepOf(state),
        answer: {
          invitations: kept.map(({ hint }) => ({ hint })),
          areInvitationsAsked: access.areInvitationsAsked,
        },
      };
    case "add": {
      const known = new Set(kept.map(({ hash }) => hash));
      const added = [...new Map(made.map((one) => [one.hash, one])).values()];
      const fresh = added.filter(({ hash }) => !known.has(hash));
      if (added.length === 0 || kept.length + fresh.length > limits.invitations) return 54038;
      const all = [...kept, ...fresh.map(({ hash, hint }) => ({ hash, hint }))];
      return {
        step: stepOf(withAccess(state, { invitations: all })),
        answer: { invitations: added.map(({ hint, token }) => ({ hint, token })) },
      };
    }
    case "remove": {
      const gone = new Set(made.map(({ hash }) => hash));
      const rest = kept.filter(({ hash }) => !gone.has(hash));
      // One that is not there is most likely mistyped, and still good.
      if (named === undefined || gone.size === 0 || rest.length !== kept.length - gone.size) return 54038;
      return { step: stepOf(withAccess(state, { invitations: rest })) };
    }
  }
}

function asked(state: RoomState, areInvitationsAsked: boolean): Decision {
  if (state.record.access.areInvitationsAsked === areInvitationsAsked) return { step: stepOf(state) };
  const next = withAccess(state, { areInvitationsAsked });
  const { settings, access } = next.record;
  return { step: stepOf(next, [], [{ is: "room-edited", settings, door: doorOf(access) }]) };
}

function withAccess(state: RoomState, changes: Partial<RoomAccess>): RoomState {
  const { record } = state;
  return { ...state, record: { ...record, access: { ...record.access, ...changes } } };
}
