import { expect, test } from "vitest";
import { isWritten, parseAttachment, toAttachment } from "../../signal-worker/src/room-store/attachment.ts";
import { rates } from "../../signal-worker/src/room/rates.ts";
import type { Seat } from "../../signal-worker/src/swarm.ts";
import { World } from "./signal-world.ts";

const seat = new World().seat("Anna");
const spent = (count: number): Seat => ({
  ...seat,
  offersLeft: { ...seat.offersLeft, left: seat.offersLeft.left - count },
});
const carried = { offerId: "o".repeat(20), peerId: "p".repeat(20), role: "sent" } as const;

test("what was written of a seat comes back as it was", () => {
  expect(parseAttachment(toAttachment(seat), undefined)).toEqual(seat);
});

test("a sleep forgives no more of a budget than ten idle seconds give back", () => {
  const givenBack = rates.offers.perSecond * 10;
  expect(isWritten(seat, spent(givenBack))).toBe(true);
  expect(isWritten(seat, spent(givenBack + 1))).toBe(false);
});

test.each<[string, Partial<Seat>]>([
  ["an offer was carried", { offers: [carried] }],
  ["a frame was bad", { badFrames: 1 }],
  ["the token was renewed", { tokenEndMs: seat.tokenEndMs + 1 }],
  ["it is the newest seat now", { number: seat.number + 1 }],
  ["it wants to know who is in", { hearsRoll: true }],
  ["its page says that somebody talks", { isTalking: true }],
])("it is written again when %s", (_, changed) => {
  expect(isWritten(seat, seat)).toBe(true);
  expect(isWritten(seat, { ...seat, ...changed })).toBe(false);
});
