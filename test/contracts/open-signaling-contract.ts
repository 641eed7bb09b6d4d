import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Joined, Signaling, SignalingFact } from "../../web/room/ports.ts";

/** A swarm that anybody may enter and nobody keeps a list of. */
export interface OpenSignalingWorld {
  /** A way in, not opened yet. */
  socket(identity: string): Signaling;
  close(): Promise<void> | void;
}

/** One end, and what it heard. */
class End {
  readonly facts: SignalingFact[] = [];
  readonly signaling: Signaling;

  constructor(signaling: Signaling) {
    this.signaling = signaling;
    signaling.open((fact) => this.facts.push(fact));
  }

  all<Kind extends SignalingFact["fact"]>(kind: Kind): Extract<SignalingFact, { fact: Kind }>[] {
    return this.facts.filter((fact): fact is Extract<SignalingFact, { fact: Kind }> => fact.fact === kind);
  }

  async hears<Kind extends SignalingFact["fact"]>(
    kind: Kind,
    count = 1,
  ): Promise<Extract<SignalingFact, { fact: Kind }>> {
    return vi.waitFor(
      () => {
        const heard = this.all(kind);
        expect(heard.length, `${kind} among ${this.facts.map(({ fact }) => fact).join()}`).toBe(count);
        return heard.at(-1)!;
      },
      { timeout: 10_000, interval: 10 },
    );
  }

  async joined(): Promise<Joined> {
    return (await this.hears("joined")).joined;
  }
}

const idOf = (name: string): string => name.padEnd(20, "-");
const answer = { sdp: "v=0 answer", hello: '{"tracks":[]}' };
/** As large as descriptions get that are for data alone. */
const offers = (...names: string[]) =>
  names.map((name) => ({
    offerId: idOf(name),
    description: {
      sdp: `v=0 ${name} ${"a=candidate:1 1 udp 2113937151 ".repeat(40)}`,
      hello: '{"tracks":[]}',
    },
  }));

/** What a room may rely on, for every adapter of the port `Signaling` that cannot say who is in. */
export function openSignalingContract(name: string, open: () => Promise<OpenSignalingWorld>): void {
  describe(`open signaling: ${name}`, () => {
    let world: OpenSignalingWorld;
    const ends: End[] = [];

    async function enter(...identities: string[]): Promise<End[]> {
      const entered: End[] = [];
      for (const identity of identities) {
        const end = new End(world.socket(identity));
        ends.push(end);
        entered.push(end);
        await end.joined();
      }
      return entered;
    }

    beforeEach(async () => {
      // what a page has and Node has not
      vi.stubGlobal("addEventListener", () => undefined);
      vi.stubGlobal("removeEventListener", () => undefined);
      world = await open();
    });
    afterEach(async () => {
      for (const end of ends.splice(0)) end.signaling.close();
      await world.close();
      vi.unstubAllGlobals();
    });

    it("names nobody, and asks for offers to whoever there may be", async () => {
      const [ana, ben] = await enter("ana", "ben");
      const [first, second] = [await ana!.joined(), await ben!.joined()];
      expect(first.peers).toEqual([]);
      expect(second.peers).toEqual([]);
      expect(second.room).toEqual(first.room);
      expect(second.self.peerId).not.toBe(first.self.peerId);
      for (const { unaddressedOffers } of [first, second]) {
        expect(unaddressedOffers).toBeGreaterThanOrEqual(1);
        expect(unaddressedOffers).toBeLessThanOrEqual(9);
      }
    });

    it("hands each of nine offers to another member, who is presented with the answer", async () => {
      const others = await enter(..."abcdefghi");
      const [newcomer] = await enter("newcomer");
      const { self } = await newcomer!.joined();
      newcomer!.signaling.announce(offers(..."123456789"));
      const taken = await Promise.all(others.map((other) => other.hears("offered")));
      expect(new Set(taken.map(({ offerId }) => offerId)).size).toBe(9);
      for (const { from, offerId, description } of taken) {
        expect(from).toEqual(self);
        expect(description).toEqual(offers(offerId[0]!)[0]!.description);
      }
      for (const [index, { offerId }] of taken.entries())
        others[index]!.signaling.answer(self.peerId, offerId, answer);
      await newcomer!.hears("answered", 9);
      const facts = newcomer!.facts.slice(1);
      for (const [index, fact] of facts.entries()) {
        const next = facts[index + 1];
        if (fact.fact === "present")
          expect(next).toMatchObject({ fact: "answered", from: fact.member.peerId });
        else expect(fact).toMatchObject({ fact: "answered", description: answer });
      }
      const members = await Promise.all(others.map(async (other) => (await other.joined()).self.peerId));
      expect(new Set(newcomer!.all("answered").map(({ from }) => from))).toEqual(new Set(members));
    });

    it("offers beyond those who are in go nowhere", async () => {
      const [ana, ben] = await enter("ana", "ben");
      ben!.signaling.announce(offers("one", "two", "three"));
      await ana!.hears("offered");
      ana!.signaling.announce(offers("back"));
      await ben!.hears("offered");
      expect(ana!.all("offered")).toHaveLength(1);
    });

    it("carries one answer to an offer, and none to what was not offered", async () => {
      const [ana, ben] = await enter("ana", "ben");
      ben!.signaling.announce(offers("one"));
      const { from, offerId } = await ana!.hears("offered");
      ana!.signaling.answer(from.peerId, idOf("never"), answer);
      ana!.signaling.answer(from.peerId, offerId, answer);
      ana!.signaling.answer(from.peerId, offerId, answer);
      ana!.signaling.announce(offers("back"));
      await ben!.hears("offered");
      await ben!.hears("answered");
      expect(ben!.all("present")).toHaveLength(1);
    });

    it("closed twice is closed: no fact follows, and no offer is handed to it", async () => {
      const [ana, ben, cem] = await enter("ana", "ben", "cem");
      ana!.signaling.close();
      ana!.signaling.close();
      await cem!.joined();
      const heard = ana!.facts.length;
      cem!.signaling.announce(offers("one", "two"));
      await ben!.hears("offered");
      expect(ana!.facts).toHaveLength(heard);
    });
  });
}
