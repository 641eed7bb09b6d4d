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
const page = { count: 50 };

describe("the webhooks of an account's object", () => {
  test("a receiver that is not there is tried again, also by an object that was ended meanwhile", async () => {
    const account = env.ACCOUNTS.getByName(accountSid);
    const story = new RoomStory("standup");
    await account.record([story.created(told), story.joined("ana")]);
    const attempts = async (count: number) =>
      vi.waitFor(async () => {
        const log = await account.webhookLog(story.roomSid, page);
        expect(log.length).toBeGreaterThanOrEqual(count);
        return log.map(({ event, attempt, fate, reason }) => ({ event, attempt, fate, reason }));
      }, 8_000);
    const failed = { event: "room-created", fate: "failed", reason: "unreachable" };
    expect((await attempts(1)).at(-1)).toEqual({ ...failed, attempt: 1 });
    await evictDurableObject(account);
    await runDurableObjectAlarm(account);
    // The first is tried until it is taken; the second waits.
    const [third, second] = (await attempts(3)).slice(-3);
    expect([third, second]).toEqual([
      { ...failed, attempt: 3 },
      { ...failed, attempt: 2 },
    ]);
    const [line] = await account.webhookLog(story.roomSid, page);
    expect(line).toMatchObject({ address: "http://127.0.0.1:1/hook", httpStatus: null });
  });

  test("an account without an auth token sends none, and its log says so", async () => {
    const account = env.ACCOUNTS.getByName(newSid("AC"));
    const story = new RoomStory("standup");
    await account.record([story.created(told)]);
    await vi.waitFor(async () =>
      expect(await account.webhookLog(story.roomSid, page)).toMatchObject([{ reason: "no auth token" }]),
    );
  });

  test("a room without a receiver costs no alarm", async () => {
    const account = env.ACCOUNTS.getByName(newSid("AC"));
    const story = new RoomStory("standup");
    await account.record([story.created(), story.joined("ana")]);
    expect(await account.webhookLog(story.roomSid, page)).toEqual([]);
    expect(await runInDurableObject(account, (_, state) => state.storage.getAlarm())).toBeNull();
  });

  test("the log is read page by page, the latest first", async () => {
    const account = env.ACCOUNTS.getByName(newSid("AC"));
    const story = new RoomStory("standup");
    await account.record([story.created(told)]);
    await vi.waitFor(async () => {
      await runDurableObjectAlarm(account);
      expect((await account.webhookLog(story.roomSid, page)).length).toBeGreaterThanOrEqual(3);
    }, 8_000);
    const [first, second] = await account.webhookLog(story.roomSid, { count: 2 });
    const next = await account.webhookLog(story.roomSid, { beforeId: second!.id, count: 1 });
    expect([first!.attempt, second!.attempt, next[0]!.attempt]).toEqual([
      first!.attempt,
      first!.attempt - 1,
      first!.attempt - 2,
    ]);
  });
});
