import { spend, type Budget, type Rate } from "../budget.ts";

/** How often somebody may be wrong about a room's PIN, its secret or an invitation. */

/**
 * Of one network address, which a family may share. Who has one address tries all PINs of four digits in a week, of six in
 * two years.
 */
const ofAddress: Rate = { burst: 5, perSecond: 1 / 60 };
/** Of all together, against many addresses at once. Who gives the right one waits too then, or it would slow nobody. */
const ofRoom: Rate = { burst: 30, perSecond: 1 / 10 };
/** By then any budget is full again. */
export const guessesKeptMs = 5 * 60_000;

/** What is left to whoever guesses; undefined: nobody has been wrong of late. */
export interface GuessBudgets {
  readonly address: Budget | undefined;
  readonly room: Budget | undefined;
}

/**
 * One more guess is wrong, for all that is known before it is looked at. Who was right gets theirs back.
 *
 * @returns undefined where it is one too many (54032): it is not looked at
 */
export function spendGuess(
  { address, room }: GuessBudgets,
  nowMs: number,
): { readonly address: Budget; readonly room: Budget } | undefined {
  const left = {
    address: spend(address ?? { left: ofAddress.burst, atMs: nowMs }, ofAddress, 1, nowMs),
    room: spend(room ?? { left: ofRoom.burst, atMs: nowMs }, ofRoom, 1, nowMs),
  };
  if (left.address === undefined || left.room === undefined) return undefined;
  return { address: left.address, room: left.room };
}
