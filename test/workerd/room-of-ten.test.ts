import { runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import type { RoomType } from "#protocol/limits";
import { join, open, stubOf, token, type Page } from "./page.ts";

const offerIdOf = (from: number, to: number) => `offer from ${from} to ${to}`.padEnd(20, ".");

/** What `ROOM_TYPE` is in this room's object from now on. */
async function configure(room: string, type: RoomType): Promise<void> {
  await runInDurableObject(stubOf(room), (object) => {
    const before: unknown = Reflect.get(object, "env");
    Reflect.set(object, "env", { ...Object(before), ROOM_TYPE: type });
  });
}

test("ten join one by one, each announces once, and every two are introduced", async () => {
  const room = "a room of ten";
  await configure(room, "peer-to-peer");
  const pages: Page[] = [];
  const introduced = new Set<string>();
  for (let index = 0; index < 10; index++) {
    const elders = [...pages];
    const newcomer = await join(room, `person ${index}`);
    pages.push(newcomer);
    expect(newcomer.welcome.mesh.room).toMatchObject({ type: "peer-to-peer", maxParticipants: 10 });
    expect(newcomer.welcome.mesh.peers.map(({ peerId }) => peerId)).toEqual(
      elders.map(({ peerId }) => peerId),
    );
    if (elders.length === 0) continue;
    const offers = elders.map((elder, to) => ({
      offer_id: offerIdOf(index, to),
      offer: { type: "offer", sdp: "x".repeat(7_000), to_peer_id: elder.peerId },
    }));
    newcomer.send({ ...newcomer.head, numwant: offers.length, offers });
    for (const [to, elder] of elders.entries()) {
      const offer = await elder.next("offer");
      expect(offer).toMatchObject({ offer_id: offerIdOf(index, to), peer_id: newcomer.peerId });
      elder.sendAnswer(newcomer, offer.offer_id);
    }
    for (const elder of elders) {
      const answer = await newcomer.next("answer");
      expect(answer.peer_id).toBe(elder.peerId);
      introduced.add(`${elder.peerId} ${newcomer.peerId}`);
    }
  }
  expect(introduced.size).toBe(45);
  const eleventh = await open(await token(room, "one more"), { room });
  expect(await eleventh.closed).toEqual({ code: 4000, reason: "53105 RoomMaxParticipantsExceeded" });
  for (const page of pages) expect(await page.rest()).toEqual([]);
});

test("a room keeps its type while it lives, and gets the one that is set when it begins anew", async () => {
  const room = "a room that stays";
  await configure(room, "peer-to-peer");
  const first = await join(room, "person 0");
  await configure(room, "go");
  const others = [await join(room, "person 1"), await join(room, "person 2")];
  expect(others.map(({ welcome }) => welcome.mesh.room.maxParticipants)).toEqual([10, 10]);
  for (const page of [first, ...others]) {
    page.stop();
    await page.closed;
  }
  expect((await join(room, "person 0")).welcome.mesh.room).toMatchObject({ type: "go", maxParticipants: 2 });
});
