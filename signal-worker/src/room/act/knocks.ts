import { placeFor } from "../places.ts";
import { stepOf, type RoomState } from "../state.ts";
import { hostsTold, knocksNews } from "../telling.ts";
import type { Decision } from "./decision.ts";

/** What becomes of who knocks. All hosts hear who still does. */

/** Who finds no place goes on knocking. */
export function admitKnock(state: RoomState, sid: string): Decision {
  const knocking = state.knocks.find((one) => one.sid === sid);
  if (knocking === undefined) return 54038;
  const place = placeFor(state, knocking);
  // Their private id is looked at when they are seated.
  if (typeof place === "number" && place !== 54042) return place;
  return answered(state, sid, true);
}

export function turnAway(state: RoomState, sid: string): Decision {
  return state.knocks.some((one) => one.sid === sid) ? answered(state, sid, false) : 54038;
}

function answered(state: RoomState, sid: string, isAdmitted: boolean): Decision {
  const next = { ...state, knocks: state.knocks.filter((one) => one.sid !== sid) };
  const effects = [...hostsTold(next, knocksNews(next)), { kind: "answer knock", sid, isAdmitted } as const];
  return { step: stepOf(next, effects) };
}

export function listKnocks(state: RoomState): Decision {
  const knocks = state.knocks.map(({ sid, identity, name }) => ({ sid, identity, name }));
  return { step: stepOf(state), answer: { knocks } };
}
