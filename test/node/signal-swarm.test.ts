import { describe, expect, test } from "vitest";
import { limits } from "#protocol/limits";
import { relay, type Seat } from "../../signal-worker/src/swarm.ts";
import { answerFrame, candidatesFrame, offerId, offersFrame, World } from "./signal-world.ts";

const refusal = expect.objectContaining({ mesh: { error: { code: 53004 } } });

function pair() {
  const world = new World();
  world.roomType = "peer-to-peer";
  return { world, alice: world.seat("alice"), bob: world.seat("bob") };
}

/** Bob, who came later, has made Alice an offer. */
function offered() {
  const all = pair();
  all.world.send(all.bob, offersFrame(all.world, all.bob, offerId("a")));
  all.world.take(all.alice);
  all.world.take(all.bob);
  return all;
}

describe("offers", () => {
  test("the newcomer's offer reaches the member before, with the sender as the server knows them", () => {
    const { world, alice, bob } = pair();
    world.send(bob, offersFrame(world, bob, offerId("a")));
    expect(world.take(alice)).toEqual([
      {
        action: "announce",
        info_hash: world.infoHash,
        peer_id: bob.member.peerId,
        offer_id: offerId("a"),
        offer: { type: "offer", sdp: `sdp of ${offerId("a")}` },
        mesh: { from: bob.member },
      },
    ]);
    expect(world.take(bob)).toEqual([
      { action: "announce", info_hash: world.infoHash, interval: 120, complete: 2, incomplete: 0 },
    ]);
  });

  test("a member that was there before makes none: its offers go nowhere", () => {
    const { world, alice, bob } = pair();
    world.send(alice, offersFrame(world, alice, offerId("a")));
    expect(world.take(bob)).toEqual([]);
    expect(world.take(alice)).toEqual([expect.objectContaining({ complete: 2 })]);
  });

  test("each goes to another member, in roster order; what is left over goes nowhere", () => {
    const seats = ["a", "b", "c", "d"].map((letter, index): Seat => {
      const member = { peerId: offerId(letter), sid: "PA", identity: letter, name: letter };
      const budget = { left: 10, atMs: 0 };
      const times = { joinedAtMs: 0, lastSeenMs: 0, badFrames: 0 };
      return {
        number: index + 1,
        member,
        ...times,
        frames: budget,
        offersLeft: budget,
        changesLeft: budget,
        saysLeft: budget,
        hearsRoll: false,
        tokenEndMs: 0,
        actsLeft: budget,
        isTalking: false,
        offers: [],
      };
    });
    const third = seats[2]!;
    const offers = ["x", "y", "z"].map((letter) => ({
      offer_id: offerId(letter),
      offer: { type: "offer" as const, sdp: letter },
    }));
    const head = { action: "announce", info_hash: "h", peer_id: third.member.peerId } as const;
    const relayed = relay({ infoHash: "h", seats, describe: ({ member }) => member }, third, {
      kind: "offers",
      ...head,
      numwant: 3,
      offers,
    });
    expect(relayed?.effects.map((effect) => [effect.seat, Object(effect.frame).offer?.sdp])).toEqual([
      [1, "x"],
      [2, "y"],
      [3, undefined],
    ]);
  });

  test("one for somebody who is not in is answered with `left`, and the others go through", () => {
    const { world, alice, bob } = pair();
    world.lose(alice);
    world.take(bob);
    const back = world.seat("carol");
    const late = world.seat("alice", world.ticketOf(alice));
    world.lose(late);
    world.take(back);
    const frame = offersFrame(world, back, offerId("a"), offerId("b"));
    const to = [alice, bob];
    const offers = frame.offers.map((item, index) => ({
      ...item,
      offer: { ...item.offer, to_peer_id: to[index]!.member.peerId },
    }));
    world.send(back, { ...frame, offers });
    expect(world.take(bob)).toMatchObject([{ mesh: { left: {} } }, { offer_id: offerId("b") }]);
    expect(world.take(back)).toMatchObject([
      { mesh: { left: { peerId: alice.member.peerId, reason: "closed" } } },
    ]);
  });

  test("two offers with one id are refused", () => {
    const { world, alice, bob } = pair();
    world.send(bob, offersFrame(world, bob, offerId("a"), offerId("a")));
    expect(world.take(bob)).toEqual([refusal]);
    expect(world.take(alice)).toEqual([]);
  });

  test("a participant whose socket was replaced makes the offers from then on", () => {
    const { world, alice, bob } = pair();
    const again = world.seat("alice", world.ticketOf(alice));
    world.send(again, offersFrame(world, again, offerId("b")));
    expect(world.take(bob)).toEqual([expect.objectContaining({ offer_id: offerId("b") })]);
  });
});

describe("answers", () => {
  test("one answer for each offer", () => {
    const { world, alice, bob } = offered();
    world.send(alice, answerFrame(world, alice, bob, offerId("a")));
    world.send(alice, answerFrame(world, alice, bob, offerId("a")));
    expect(world.take(bob)).toEqual([
      {
        action: "announce",
        info_hash: world.infoHash,
        peer_id: alice.member.peerId,
        offer_id: offerId("a"),
        answer: { type: "answer", sdp: "sdp" },
      },
    ]);
    expect(world.take(alice)).toEqual([refusal]);
  });

  test("an answer finds the offerer on its new socket", () => {
    const { world, alice, bob } = offered();
    const again = world.seat("bob", world.ticketOf(bob));
    world.send(alice, answerFrame(world, alice, bob, offerId("a")));
    expect(world.take(again)).toEqual([expect.objectContaining({ offer_id: offerId("a") })]);
  });

  test("an offer can be answered from a new socket", () => {
    const { world, alice, bob } = offered();
    const again = world.seat("alice", world.ticketOf(alice));
    world.send(again, answerFrame(world, again, bob, offerId("a")));
    expect(world.take(bob)).toEqual([expect.objectContaining({ offer_id: offerId("a") })]);
  });

  test("an answer to somebody who has left is dropped without blame", () => {
    const { world, alice, bob } = offered();
    world.lose(bob);
    world.take(alice);
    world.send(alice, answerFrame(world, alice, bob, offerId("a")));
    expect(world.take(alice)).toEqual([]);
  });

  test.each([
    ["no offer of that id", "z", "bob"],
    ["one's own offer", "a", "alice"],
  ] as const)("an answer to %s is refused", (_, letter, to) => {
    const all = offered();
    const { world, alice, bob } = all;
    const from = to === "alice" ? bob : alice;
    world.send(from, answerFrame(world, from, all[to], offerId(letter)));
    expect(world.take(from)).toEqual([refusal]);
    expect(world.take(all[to])).toEqual([]);
  });
});

describe("candidates", () => {
  test("go both ways once there is an offer, before the answer and after it", () => {
    const { world, alice, bob } = offered();
    world.send(bob, candidatesFrame(world, bob, alice, offerId("a")));
    world.send(alice, answerFrame(world, alice, bob, offerId("a")));
    world.send(alice, candidatesFrame(world, alice, bob, offerId("a")));
    expect(world.take(alice)).toEqual([
      expect.objectContaining({ peer_id: bob.member.peerId, offer_id: offerId("a") }),
    ]);
    expect(world.take(bob)).toEqual([
      expect.objectContaining({ answer: expect.anything() }),
      expect.objectContaining({
        peer_id: alice.member.peerId,
        mesh: { candidates: [expect.objectContaining({ sdpMid: "0" })] },
      }),
    ]);
  });

  test("without an offer they are refused", () => {
    const { world, alice, bob } = pair();
    world.send(bob, candidatesFrame(world, bob, alice, offerId("a")));
    expect(world.take(alice)).toEqual([]);
    expect(world.take(bob)).toEqual([refusal]);
  });

  test("late ones for somebody who left meanwhile close nobody's socket", () => {
    const { world, alice, bob } = offered();
    world.lose(alice);
    world.take(bob);
    for (let sent = 0; sent <= limits.badFrames; sent++)
      world.send(bob, candidatesFrame(world, bob, alice, offerId("a")));
    expect(world.take(bob)).toEqual([]);
  });
});

describe("ids in a frame", () => {
  test.each(["info_hash", "peer_id"] as const)("another %s than the socket's own is refused", (field) => {
    const { world, alice, bob } = pair();
    world.send(bob, { ...offersFrame(world, bob, offerId("a")), [field]: offerId("f") });
    expect(world.take(bob)).toEqual([refusal]);
    expect(world.take(alice)).toEqual([]);
  });

  test("speaking as the other member is refused", () => {
    const { world, alice, bob } = offered();
    world.send(bob, { ...answerFrame(world, alice, bob, offerId("a")) });
    expect(world.take(bob)).toEqual([refusal]);
  });
});
