import { describe, expect, test } from "vitest";
import { limits, roomCapacity, type RoomType } from "#protocol/limits";
import { toAttachment } from "../../signal-worker/src/room-store/attachment.ts";
import { newSid } from "../../signal-worker/src/ids.ts";
import type { Seat } from "../../signal-worker/src/swarm.ts";
import { answerFrame, offersFrame, seededBytes, seededRandom, World } from "./signal-world.ts";

const random = seededBytes(seededRandom(7));
const newOfferId = () => newSid("RM", random).slice(2, 2 + limits.idChars);
const refusal = expect.objectContaining({ mesh: { error: { code: 53004 } } });

/** A room of this type, with nobody in it yet. */
function roomOf(type: RoomType): World {
  const world = new World();
  world.roomType = type;
  return world;
}

function seated(count: number): { world: World; seats: Seat[] } {
  const world = roomOf("peer-to-peer");
  return { world, seats: Array.from({ length: count }, (_, index) => world.seat(`person ${index}`)) };
}

function addressedFrame(world: World, from: Seat, ...to: readonly (string | undefined)[]) {
  const frame = offersFrame(world, from, ...to.map(newOfferId));
  const offers = frame.offers.map((item, index) => {
    const address = to[index];
    return { ...item, offer: address === undefined ? item.offer : { ...item.offer, to_peer_id: address } };
  });
  return { ...frame, offers };
}

/** The frames of a kind that a seat was sent. */
function taken(world: World, seat: Seat, field: "offer" | "answer") {
  return world.take(seat).filter((frame) => field in frame);
}

describe("room types", () => {
  test.each([
    ["go", 2],
    ["peer-to-peer", 10],
  ] as const)("a %s room holds %i and refuses the next", (type, capacity) => {
    const world = roomOf(type);
    for (let index = 0; index < capacity; index++) world.seat(`person ${index}`);
    expect(world.join("one more")).toMatchObject({ refused: 53105 });
    expect(world.seats).toHaveLength(capacity);
    expect(world.join("person 0")).toHaveProperty("seat"); // the same person again gets in
  });

  test("a room is of the type it was made with, whatever is set meanwhile", () => {
    const world = roomOf("peer-to-peer");
    world.seat("a");
    const record = world.record;
    expect(record?.settings).toMatchObject({ type: "peer-to-peer", maxParticipants: 10 });
    world.roomType = "go";
    for (const identity of ["b", "c"]) world.seat(identity);
    expect(world.record?.settings).toBe(record?.settings);
  });
});

describe("addressed offers", () => {
  test("reach the one they are for and nobody else, without the address", () => {
    const { world, seats } = seated(4);
    const [first, second, third, last] = [seats[0]!, seats[1]!, seats[2]!, seats[3]!];
    world.send(last, addressedFrame(world, last, third.member.peerId, first.member.peerId));
    const [toThird] = taken(world, third, "offer");
    expect(toThird).toMatchObject({ peer_id: last.member.peerId });
    expect(Object(toThird).offer).toEqual({ type: "offer", sdp: expect.any(String) });
    expect(taken(world, first, "offer")).toHaveLength(1);
    expect(world.take(second)).toEqual([]);
    world.send(third, answerFrame(world, third, last, Object(toThird).offer_id));
    expect(taken(world, last, "answer")).toHaveLength(1);
  });

  test("beside unaddressed ones, which go to those who got none, in roster order", () => {
    const { world, seats } = seated(4);
    const [first, second, third, last] = [seats[0]!, seats[1]!, seats[2]!, seats[3]!];
    const frame = addressedFrame(world, last, undefined, first.member.peerId, undefined);
    world.send(last, frame);
    const idsOf = (seat: Seat) => taken(world, seat, "offer").map((offer) => Object(offer).offer_id);
    expect(idsOf(first)).toEqual([frame.offers[1]?.offer_id]);
    expect(idsOf(second)).toEqual([frame.offers[0]?.offer_id]);
    expect(idsOf(third)).toEqual([frame.offers[2]?.offer_id]);
  });

  test("to somebody who has left, or was never in, are answered with `left`; the others in the frame arrive", () => {
    const { world, seats } = seated(3);
    const [first, second, last] = [seats[0]!, seats[1]!, seats[2]!];
    world.lose(second);
    world.take(first);
    world.take(last);
    const { peerId } = first.member;
    world.send(last, addressedFrame(world, last, second.member.peerId, peerId, "z".repeat(20)));
    expect(taken(world, first, "offer")).toHaveLength(1);
    const gone = (absent: string) => ({ mesh: { left: { peerId: absent, reason: "closed" } } });
    expect(world.take(last)).toMatchObject([gone(second.member.peerId), gone("z".repeat(20))]);
  });

  test("to a later member, or to oneself, go nowhere: two never offer to each other", () => {
    const { world, seats } = seated(3);
    const [first, second, last] = [seats[0]!, seats[1]!, seats[2]!];
    world.send(first, addressedFrame(world, first, last.member.peerId, first.member.peerId));
    expect([world.take(second), world.take(last)]).toEqual([[], []]);
    expect(world.take(first)).toEqual([]);
  });

  test("twice to the same member: only the first arrives", () => {
    const { world, seats } = seated(2);
    const [first, last] = [seats[0]!, seats[1]!];
    world.send(last, addressedFrame(world, last, first.member.peerId, first.member.peerId));
    expect(taken(world, first, "offer")).toHaveLength(1);
  });

  test("with an address that is none are refused", () => {
    const { world, seats } = seated(2);
    const [first, last] = [seats[0]!, seats[1]!];
    world.send(last, addressedFrame(world, last, "short"));
    expect(world.take(last)).toEqual([refusal]);
    expect(world.take(first)).toEqual([]);
  });
});

describe("a room of ten that fills one by one", () => {
  /** Offers with audio, video and data have 7 KB, answers less. */
  const sdp = "v=0\r\n".repeat(1_600);

  function fill() {
    const world = roomOf("peer-to-peer");
    const seats: Seat[] = [];
    const count = { in: 0, out: 0, largestFrameBytes: 0 };
    const send = (from: Seat, frame: unknown) => {
      const text = JSON.stringify(frame);
      count.in++;
      count.largestFrameBytes = Math.max(count.largestFrameBytes, text.length);
      world.send(from, text);
      count.out += world.effects.length;
    };
    const linked = new Set<string>();
    for (let index = 0; index < roomCapacity["peer-to-peer"]; index++) {
      const elders = [...seats];
      const newcomer = world.seat(`person ${index}`);
      seats.push(newcomer);
      if (elders.length === 0) continue; // alone: nothing to say
      const frame = addressedFrame(world, newcomer, ...elders.map(({ member }) => member.peerId));
      for (const item of frame.offers) item.offer.sdp = sdp;
      send(newcomer, frame);
      for (const elder of elders) {
        for (const offer of taken(world, elder, "offer")) {
          const answer = answerFrame(world, elder, newcomer, Object(offer).offer_id);
          send(elder, { ...answer, answer: { type: "answer", sdp } });
        }
      }
      for (const answer of taken(world, newcomer, "answer"))
        linked.add(`${Object(answer).peer_id} ${newcomer.member.peerId}`);
    }
    return { world, linked, count };
  }

  test("links 45 pairs with 54 messages in and 90 out, besides the welcomes", () => {
    const { linked, count } = fill();
    expect(linked.size).toBe(45);
    expect(count).toMatchObject({ in: 54, out: 90 });
  });

  test("the largest frame, with nine offers, has less than half of what is allowed", () => {
    expect(fill().count.largestFrameBytes).toBeLessThan(limits.frameBytes / 2);
  });

  test("what a socket carries through sleep stays under 16 KB, even after many rounds of offers", () => {
    const { world } = fill();
    const last = world.seats.at(-1)!;
    const elders = world.seats.slice(0, -1).map(({ member }) => member.peerId);
    for (let round = 0; round < 10; round++) world.send(last, addressedFrame(world, last, ...elders));
    for (const seat of world.seats) expect(JSON.stringify(toAttachment(seat)).length).toBeLessThan(12 * 1024);
  });

  test("ten offers in one frame are one too many", () => {
    const { world, seats } = seated(10);
    world.send(seats[9]!, addressedFrame(world, seats[9]!, ...Array.from({ length: 10 }, () => undefined)));
    expect(world.take(seats[9]!)).toEqual([refusal]);
  });
});
