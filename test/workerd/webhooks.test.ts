import { env } from "cloudflare:workers";
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, test, vi } from "vitest";
import { defaultSettings } from "../../signal-worker/src/room/settings.ts";
import { newSid, RoomStory } from "./facts.ts";

/** Development's own, which has an auth token. */
const accountSid = `AC${"0".repeat(32)}`;
/** Nobody listens there. */
const url = "http://127.0.0.1:1/hook?secret=1";
const told = { ...defaultSettings("go"), statusCallback: { url, method: "POST" } } as const;
const everything = { status: undefined, name: undefined, fromMs: undefined, beforeMs: undefined };
const newest = { count: 50, cursor: undefined };

describe("the webhooks of an account's object", () => {
  test("a receiver that is not there is tried again, also by an object that was ended meanwhile", async () => {
    const account = env.ACCOUNTS.getByName(accountSid);
    const story = new RoomStory("standup");
    await account.record([story.created(told), story.joined("ana")]);
    const attempts = async (count: number) =>
      vi.waitFor(async () => {
        const { entries: log } = await account.webhookLog(story.roomSid, everything, newest);
        expect(log.length).toBeGreaterThanOrEqual(count);
        return log.map(({ event, attempt, status, reason }) => ({ event, attempt, status, reason }));
      }, 8_000);
    const failed = { event: "room-created", status: "failed", reason: "unreachable" };
    expect((await attempts(1)).at(-1)).toEqual({ ...failed, attempt: 1 });
    await evictDurableObject(account);
    await runDurableObjectAlarm(account);
    // The first is tried until it is taken; the second waits.
    const [third, second] = (await attempts(3)).slice(-3);
    expect([third, second]).toEqual([
      { ...failed, attempt: 3 },
      { ...failed, attempt: 2 },
    ]);
    const [line] = (await account.webhookLog(story.roomSid, everything, newest)).entries;
    expect(line).toMatchObject({ address: "http://127.0.0.1:1/hook", httpStatus: null });
  });

  test("an account without an auth token sends none, and its log says so", async () => {
    const account = env.ACCOUNTS.getByName(newSid("AC"));
    const story = new RoomStory("standup");
    await account.record([story.created(told)]);
    await vi.waitFor(async () =>
      expect((await account.webhookLog(story.roomSid, everything, newest)).entries).toMatchObject([
        { reason: "no auth token" },
      ]),
    );
  });

  test("a room without a receiver costs no alarm", async () => {
    const account = env.ACCOUNTS.getByName(newSid("AC"));
    const story = new RoomStory("standup");
    await account.record([story.created(), story.joined("ana")]);
    expect((await account.webhookLog(story.roomSid, everything, newest)).entries).toEqual([]);
    expect(await runInDurableObject(account, (_, state) => state.storage.getAlarm())).toBeNull();
  });

  test("the log is read page by page, the latest first", async () => {
    const account = env.ACCOUNTS.getByName(newSid("AC"));
    const story = new RoomStory("standup");
    await account.record([story.created(told)]);
    await vi.waitFor(async () => {
      await runDurableObjectAlarm(account);
      const { entries } = await account.webhookLog(story.roomSid, everything, newest);
      expect(entries.length).toBeGreaterThanOrEqual(3);
    }, 8_000);
    const first = await account.webhookLog(story.roomSid, everything, { count: 2, cursor: undefined });
    const next = await account.webhookLog(story.roomSid, everything, {
      count: 1,
      cursor: { older: first.older ?? 0 },
    });
    const attempts = [...first.entries, ...next.entries].map(({ attempt }) => attempt);
    expect(attempts).toEqual([attempts[0]!, attempts[0]! - 1, attempts[0]! - 2]);
  });
});
