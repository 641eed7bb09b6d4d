import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Standing } from "../../signal-worker/src/account/account.ts";
import type { Account } from "../../signal-worker/src/account/accounts.ts";
import { askAccount } from "../../signal-worker/src/account/admission.ts";

let accounts = 0;
/** What is remembered is remembered of an account, so each test has one of its own. */
function account(maxConcurrentParticipants: number): Account {
  const sid = `AC${String(accounts++).padStart(32, "0")}`;
  const key = { sid: sid.replace("AC", "SK"), secret: "x".repeat(32) };
  return {
    sid,
    authToken: undefined,
    keys: [key],
    maxConcurrentParticipants,
    adHocRooms: true,
    roomType: "go",
    statusCallback: undefined,
    access: [],
  };
}

/** An account's object in which this many are. */
function objectWith(concurrentParticipants: number) {
  const asked: (string | undefined)[] = [];
  const ask = async (room: string | undefined): Promise<Standing> => {
    asked.push(room);
    return { concurrentParticipants, room: undefined };
  };
  return { asked, ask };
}

test("a quiet account is asked once in five seconds", async () => {
  const [quiet, { asked, ask }] = [account(100), objectWith(3)];
  for (let join = 0; join < 20; join++) await askAccount(quiet, ask, "standup", 1_000 + join);
  expect(asked).toHaveLength(1);
  await askAccount(quiet, ask, "standup", 6_000);
  expect(asked).toHaveLength(2);
});

test("from half of the cap on each join asks, however many came before it in these five seconds", async () => {
  const [busy, { asked, ask }] = [account(20), objectWith(4)];
  for (let join = 0; join < 20; join++) await askAccount(busy, ask, "standup", 1_000);
  // Asked at 4, which is good for five more; asked again, it is 4 still.
  expect(asked.length).toBeGreaterThanOrEqual(3);
  const [full, at] = [account(20), objectWith(10)];
  for (let join = 0; join < 5; join++) await askAccount(full, at.ask, "standup", 1_000);
  expect(at.asked).toHaveLength(5);
});

test("a room's SID is always asked for, a name never", async () => {
  const [quiet, { asked, ask }] = [account(100), objectWith(0)];
  const sid = `RM${"a".repeat(32)}`;
  await askAccount(quiet, ask, "standup", 1_000);
  await askAccount(quiet, ask, sid, 1_001);
  await askAccount(quiet, ask, sid, 1_002);
  expect(asked).toEqual([undefined, sid, sid]);
});

test("an account that fails keeps nobody out", async () => {
  const failing = () => Promise.reject(new Error("the object is gone"));
  expect(await askAccount(account(1), failing, "standup", 1_000)).toBeUndefined();
});

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("nor does one that says nothing, for longer than two seconds", async () => {
  const silent = () => new Promise<Standing>(() => {});
  const answer = askAccount(account(1), silent, "standup", 1_000);
  await vi.advanceTimersByTimeAsync(1_999);
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(await answer).toBeUndefined();
});
