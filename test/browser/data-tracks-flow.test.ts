import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LocalDataTrack, type LocalDataTrackOptions } from "../../web/room/local-data-track.ts";
import { People, waiting, type Person } from "../fakes/people.ts";

const kib = 1024;
const mib = 1024 * 1024;

let people: People;
afterEach(() => people.close());

/** Ana and Ben, linked; Ben publishes a data track. */
async function withTrack(options: LocalDataTrackOptions = {}): Promise<[Person, LocalDataTrack]> {
  const track = new LocalDataTrack({ name: "chat", ...options });
  const [ana] = await people.pair({}, { tracks: [track] });
  await ana.saw("trackSubscribed chat");
  return [ana, track];
}

describe.each([
  ["in the kernel worker", true],
  ["in the page", false],
])("much on a data track, channels %s,", (_, transferChannels) => {
  beforeEach(() => {
    people = new People({ transferChannels });
  });

  it("arrives whole as one message of 16 MiB, with small ones around it in their order", async () => {
    const [ana, chat] = await withTrack();
    const bytes = new Uint8Array(16 * mib - 100);
    for (let at = 0; at < bytes.length; at += kib) bytes[at] = at / kib;
    void chat.send("before");
    void chat.send(bytes);
    void chat.send("after");
    await vi.waitFor(() => expect(ana.messages).toHaveLength(3), { timeout: 14_000, interval: 20 });
    expect([ana.messages[0], ana.messages[2]]).toEqual(["before", "after"]);
    expect(new Uint8Array(ana.messages[1] as ArrayBuffer).every((byte, at) => byte === bytes[at])).toBe(true);
  });

  it("arrives as thousands of messages of all sizes, each whole and in its place", async () => {
    const [ana, chat] = await withTrack();
    const sizes = Array.from({ length: 3_000 }, (_, at) => (at % 100 === 0 ? 40_000 : (at * 37) % 300));
    for (const [at, size] of sizes.entries()) {
      void chat.send(at % 2 === 0 ? new Uint8Array(size).fill(at) : "x".repeat(size));
      if (at % 250 === 0) await new Promise((resolve) => void setTimeout(resolve));
    }
    await ana.heard(sizes.length);
    const right = ana.messages.every((message, at) => {
      if (at % 2 === 1) return message === "x".repeat(sizes[at]!);
      const bytes = new Uint8Array(message as ArrayBuffer);
      return bytes.length === sizes[at] && bytes.every((byte) => byte === at % 256);
    });
    expect(right).toBe(true);
  });

  it("shows in bufferedAmount, and bufferedAmountLow tells when there is room again", async () => {
    const [ana, chat] = await withTrack();
    const told: number[] = [];
    chat.bufferedAmountLowThreshold = mib;
    chat.on("bufferedAmountLow", () => told.push(chat.bufferedAmount));
    const sent = Promise.all(Array.from({ length: 64 }, () => chat.send(new Uint8Array(128 * kib))));
    expect(chat.bufferedAmount).toBe(8 * mib);
    expect(told).toEqual([]);
    await sent;
    await ana.heard(64);
    expect(told).toEqual([mib]);
    expect(chat.bufferedAmount).toBe(0);
  });

  it("is refused beyond 16 MiB that wait, with 54016; what was taken arrives, and then there is room again", async () => {
    const [ana, chat] = await withTrack();
    const outcomes = Array.from({ length: 20 }, () => chat.send(new Uint8Array(mib)));
    await expect(outcomes.at(-1)).rejects.toMatchObject({ code: 54016 });
    await Promise.all(outcomes.slice(0, 16));
    await chat.send("room again");
    await vi.waitFor(() => expect(ana.messages).toHaveLength(17), waiting);
  });
});

describe("somebody who takes nothing", () => {
  beforeEach(() => {
    people = new People({ transferChannels: false });
  });

  it("does not stop the others", async () => {
    const chat = new LocalDataTrack({ name: "chat" });
    const ana = await people.join("ana");
    const stuck = await people.join("stuck");
    const ben = await people.join("ben", { tracks: [chat] });
    await Promise.all([ana.saw("trackSubscribed chat"), stuck.saw("trackSubscribed chat")]);
    await chat.send("one");
    await Promise.all([ana.heard(1), stuck.heard(1)]);
    const [publication] = ben.room.localParticipant.dataTracks.values();
    // it acknowledges nothing any more
    const channel = stuck.connection.channels.get(publication!.trackSid)!;
    channel.send = () => undefined;
    const started = performance.now();
    for (let at = 0; at < 6; at++) {
      await chat.send(new Uint8Array(mib));
      await ana.heard(at + 2);
    }
    expect(stuck.messages).toHaveLength(1); // the next one does not fit what may be under way
    expect(performance.now() - started).toBeGreaterThan(2_500); // it was waited for, once
  });
});
