import type { ErrorCode } from "#protocol/errors";
import type { ActAnswer } from "../../facts.ts";
import type { Participant, RoomState, Step } from "../state.ts";

/** What came of an act: the code that says why nothing did, or the step, and what its author wanted to know. */
export type Decision = ErrorCode | Done;

export interface Done {
  readonly step: Step;
  readonly answer?: Omit<ActAnswer, "code">;
}

/** Whoever has an act done, and may. */
export interface Author {
  /** Undefined: the account, or whoever has the room's secret. */
  readonly participant: Participant | undefined;
  readonly isAccount: boolean;
}

/** What is told of who did it. */
export function nameOf({ participant }: Author): string | undefined {
  return participant?.member.peerId;
}

/** One rule of one act, for an author who may. */
export type Rule<Act> = (state: RoomState, author: Author, act: Act) => Decision;
