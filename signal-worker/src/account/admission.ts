import type { ErrorCode } from "#protocol/errors";
import { hashAddress } from "../door/digests.ts";
import type { AccessPolicy } from "./access-policy.ts";
import type { Standing } from "./account.ts";
import type { Account } from "./accounts.ts";
import { isRoomSid } from "../ids.ts";
import { logFailure } from "../log.ts";

/** What stands between a good token and its room: the account's cap and rates, and rooms that are asked for by SID. */

/**
 * What is remembered of an account's standing, in this isolate: joins of a quiet account do not wait for its object.
 * `joins` were let in since it was asked.
 */
interface Remembered {
  readonly concurrentParticipants: number;
  readonly joins: number;
  readonly untilMs: number;
}
const remembered = new Map<string, Remembered>();

/** A count that is older than this is asked for again. */
const rememberMs = 5_000;
/** The longest that a join waits for the account: rooms go on without it. */
const patienceMs = 2_000;

/**
 * Asks the account's object, if what is known does not do: where a room is asked for by SID, and from half of the cap
 * on. So a count that is a little old lets nobody in above the cap, unless many come at once to several places.
 *
 * @param ask its object's `standing`.
 * @param room as the token or the page names it.
 * @returns undefined where there was nothing to ask, or no answer: then nothing is in the way
 */
export async function askAccount(
  { sid, maxConcurrentParticipants }: Account,
  ask: (sidOrName: string | undefined) => Promise<Standing>,
  room: string | undefined,
  nowMs: number,
): Promise<Standing | undefined> {
  const wanted = room !== undefined && isRoomSid(room) ? room : undefined;
  const known = remembered.get(sid);
  if (wanted === undefined && known !== undefined && nowMs < known.untilMs) {
    const concurrentParticipants = known.concurrentParticipants + known.joins + 1;
    if (concurrentParticipants * 2 <= maxConcurrentParticipants) {
      remembered.set(sid, { ...known, joins: known.joins + 1 });
      return undefined;
    }
  }
  const standing = await answerInTime(ask(wanted));
  if (standing === undefined) return undefined;
  const { concurrentParticipants } = standing;
  remembered.set(sid, { concurrentParticipants, joins: 1, untilMs: nowMs + rememberMs });
  return standing;
}

/** What an account's object knows of how often somebody came. */
export interface JoinRates {
  /** @returns whether one more is within this rate */
  spendJoin(key: string, perMinute: number): Promise<boolean>;
}

/**
 * Whether somebody may ask for a token, or come in, by the policy's `joinsPerMinute`. Each is counted for itself. An
 * account that does not answer keeps nobody out.
 *
 * @param network they come from; empty where it is not known: all of these are one.
 */
export async function mayJoin(
  account: JoinRates,
  { sid }: Pick<Account, "sid">,
  policy: Pick<AccessPolicy, "rooms" | "joinsPerMinute"> | undefined,
  { network, kind }: { readonly network: string; readonly kind: "token" | "join" },
): Promise<boolean> {
  if (policy?.joinsPerMinute === undefined) return true;
  const key = `${kind} ${await hashAddress(network, sid)} ${policy.rooms}`;
  return (await answerInTime(account.spendJoin(key, policy.joinsPerMinute))) ?? true;
}

async function answerInTime<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, patienceMs, undefined);
  });
  try {
    return await Promise.race([answer, late]);
  } catch (error) {
    logFailure(error instanceof Error ? error : new Error("The account did not answer"));
    return undefined; // cap and rates are not held meanwhile, and nobody is found by SID
  } finally {
    if (timer !== undefined) clearTimeout(timer);
  }
}

/**
 * @param named by the page, else by the token.
 * @param grant the one room that the token opens.
 * @returns the room by name, where the account knows the SID that it is asked for by; 20106 where the token opens
 * another. A SID that the account does not know (yet) is compared by the room itself.
 */
export function nameRoom(
  named: string | undefined,
  grant: string | undefined,
  standing: Standing | undefined,
): { readonly roomName: string | undefined } | ErrorCode {
  const room = standing?.room;
  const nameOf = (text: string | undefined) => (text === room?.roomSid ? room?.roomName : text);
  const roomName = nameOf(named);
  if (grant === undefined || nameOf(grant) === roomName) return { roomName };
  return room === undefined && isRoomSid(grant) ? { roomName } : 20106;
}

/** Whether one more would be too many. Somebody who comes back is counted already. */
export function isAtCap(standing: Standing | undefined, account: Account): boolean {
  return standing !== undefined && standing.concurrentParticipants >= account.maxConcurrentParticipants;
}
