import { evictDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import * as v from "valibot";
import { limits } from "#protocol/limits";
import { said } from "#protocol/said";
import { rates } from "../../signal-worker/src/room.ts";
import { join, newRoom, open, pair, stubOf, token, type Page } from "./page.ts";

/** What `page` is told by others, once all that was sent to it before is here. */
async function saidTo(page: Page) {
  return (await page.rest()).flatMap((frame) => {
    const read = frame.kind === "said" ? v.parse(said, frame.mesh.said) : undefined;
    return read !== undefined && "from" in read ? read : [];
  });
}

function say(from: Page, to: string, text: string): void {
  from.send({ ...from.head, to_peer_id: to, mesh: { say: text } });
}

/** Who is in, as the next frame says. */
async function nextRoll(page: Page) {
  const read = v.parse(said, (await page.next("said")).mesh.said);
  return "roll" in read ? read.roll : undefined;
}

/** Settles when the server has read all that the page sent. */
async function read(page: Page): Promise<void> {
  await page.rest();
}

describe("what members say to each other over the signal-worker", () => {
  test("reaches the addressee alone, unread, with the sender's name as the server knows it", async () => {
    const { alice, bob } = await pair();
    const text = 'not even JSON: "\u0000\ud800\u202e👩‍👩‍👧';
    say(alice, bob.peerId, text);
    say(bob, alice.peerId, "back");
    expect(await bob.next("said")).toMatchObject({ mesh: { said: { from: alice.welcome.mesh.self, text } } });
    expect(await alice.next("said")).toMatchObject({
      mesh: { said: { from: bob.welcome.mesh.self, text: "back" } },
    });
    expect([...(await alice.rest()), ...(await bob.rest())]).toEqual([]);
  });

  test("keeps its order, the largest included", async () => {
    const { alice, bob } = await pair();
    const texts = Array.from({ length: 20 }, (_, index) => `${index}`.padEnd(limits.sayChars, "x"));
    for (const text of texts) say(alice, bob.peerId, text);
    await read(alice);
    expect((await saidTo(bob)).map(({ text }) => text)).toEqual(texts);
  });

  test("goes nowhere where the addressee is of another room, is oneself, or has left", async () => {
    const { alice, bob } = await pair();
    const other = await pair();
    say(alice, other.bob.peerId, "over the wall");
    say(alice, alice.peerId, "to myself");
    bob.stop();
    await bob.closed;
    await alice.next("left");
    say(alice, bob.peerId, "too late");
    expect(await saidTo(alice)).toEqual([]);
    expect(await saidTo(other.bob)).toEqual([]);
  });

  test("is refused with another's id as the sender, from another swarm, too long or empty", async () => {
    const { alice, bob } = await pair();
    const other = await pair();
    const frames = [
      { ...alice.head, peer_id: bob.peerId, to_peer_id: bob.peerId, mesh: { say: "as bob" } },
      { ...other.alice.head, to_peer_id: bob.peerId, mesh: { say: "from elsewhere" } },
      { ...alice.head, to_peer_id: bob.peerId, mesh: { say: "x".repeat(limits.sayChars + 1) } },
      { ...alice.head, to_peer_id: bob.peerId, mesh: { say: "" } },
    ];
    for (const frame of frames) {
      alice.send(frame);
      expect((await alice.next("failure")).mesh.error.code).toBe(53004);
      alice.send({ ...alice.head, mesh: { roll: true } }); // a good one starts the count anew
      await nextRoll(alice);
    }
    expect(await saidTo(bob)).toEqual([]);
  });

  test("is not carried beyond the rate, and the socket stays", async () => {
    const { alice, bob } = await pair();
    for (let index = 0; index < rates.says.burst + 100; index++) say(alice, bob.peerId, `${index}`);
    await read(alice);
    const carried = await saidTo(bob);
    expect(carried.length).toBeGreaterThanOrEqual(rates.says.burst);
    expect(carried.length).toBeLessThan(rates.says.burst + 100);
    const first = carried.slice(0, rates.says.burst).map(({ text }) => Number(text));
    expect(first).toEqual(Array.from(first, (_, index) => index));
    say(bob, alice.peerId, "still here");
    expect((await alice.next("said")).mesh.said).toMatchObject({ text: "still here" });
  });

  test("goes on after the object has slept", async () => {
    const { room, alice, bob } = await pair();
    await evictDurableObject(stubOf(room));
    say(alice, bob.peerId, "awake?");
    expect((await bob.next("said")).mesh.said).toMatchObject({ from: alice.welcome.mesh.self });
  });
});

describe("the roll", () => {
  test("names everybody else to who asks, and again to them alone when somebody comes, also after a sleep", async () => {
    const { room, alice, bob } = await pair();
    alice.send({ ...alice.head, mesh: { roll: true } });
    expect(await nextRoll(alice)).toEqual([bob.welcome.mesh.self]);
    bob.stop();
    await alice.next("left");
    await evictDurableObject(stubOf(room));
    const carol = await join(room, "carol");
    expect(await nextRoll(alice)).toEqual([carol.welcome.mesh.self]);
    expect([...(await alice.rest()), ...(await carol.rest())]).toEqual([]);
  });

  test("is not told to who is refused", async () => {
    const { room, alice } = await pair();
    alice.send({ ...alice.head, mesh: { roll: true } });
    await nextRoll(alice);
    const carol = await open(await token(room, "carol"), { room });
    await carol.closed;
    expect(await alice.rest()).toEqual([]);
    const stranger = await join(newRoom(), "dora");
    expect(await stranger.rest()).toEqual([]);
  });
});
