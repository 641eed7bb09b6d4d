import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Joined, Signaling, SignalingFact } from "../../web/room/ports.ts";

/** A room of two, on whatever stands behind the port. */
export interface SignalingWorld {
  /** A way into the room, not opened yet. */
  socket(identity: string): Signaling | Promise<Signaling>;
  /** Loses this socket without a word, as when a cable is pulled, and lets it come back by itself. */
  lose(socket: Signaling): void;
}

/** One end, and what it heard. */
class End {
  readonly facts: SignalingFact[] = [];
  readonly signaling: Signaling;

  constructor(signaling: Signaling) {
    this.signaling = signaling;
    signaling.open((fact) => this.facts.push(fact));
  }

  async hears<Kind extends SignalingFact["fact"]>(
    kind: Kind,
    count = 1,
  ): Promise<Extract<SignalingFact, { fact: Kind }>> {
    const isKind = (fact: SignalingFact): fact is Extract<SignalingFact, { fact: Kind }> =>
      fact.fact === kind;
    return vi.waitFor(
      () => {
        const heard = this.facts.filter(isKind);
        expect(heard.length, `${kind} among ${this.facts.map(({ fact }) => fact).join()}`).toBe(count);
        return heard.at(-1)!;
      },
      { timeout: 10_000, interval: 10 },
    );
  }

  /** Without news of who is what: one of those who are in is host, where the server has it. */
  ofPeople(): string[] {
    return this.facts.map(({ fact }) => fact).filter((fact) => fact !== "news");
  }

  async joined(): Promise<Joined> {
    return (await this.hears("joined")).joined;
  }
}

const offerId = "o".repeat(20);
const offer = { sdp: "v=0 offer", hello: '{"tracks":[]}' };
const answer = { sdp: "v=0 answer" };
const candidates = [{ candidate: "candidate:1", sdpMid: "0", sdpMLineIndex: 0, usernameFragment: "u" }];

/** What a room may rely on, for every adapter of the port `Signaling`. */
export function signalingContract(name: string, open: () => Promise<SignalingWorld>): void {
  describe(`signaling: ${name}`, () => {
    let world: SignalingWorld;
    const ends: End[] = [];

    async function enter(identity: string): Promise<End> {
      const end = new End(await world.socket(identity));
      ends.push(end);
      return end;
    }

    /** Ana was in before; Ben has come and has offered. */
    async function offered(): Promise<[ana: End, ben: End, anaJoined: Joined, benJoined: Joined]> {
      const ana = await enter("ana");
      const anaJoined = await ana.joined();
      const ben = await enter("ben");
      const benJoined = await ben.joined();
      ben.signaling.announce([{ offerId, description: offer }]);
      await ana.hears("offered");
      return [ana, ben, anaJoined, benJoined];
    }

    beforeEach(async () => {
      world = await open();
    });
    afterEach(() => {
      for (const end of ends.splice(0)) end.signaling.close();
    });

    it("tells the newcomer who is in, and those who are in nothing yet", async () => {
      const ana = await enter("ana");
      const first = await ana.joined();
      expect(first.self).toMatchObject({ identity: "ana" });
      expect(first.peers).toEqual([]);
      const ben = await enter("ben");
      const second = await ben.joined();
      expect(second.peers).toEqual([first.self]);
      expect(second.room).toEqual(first.room);
      expect(second.self.peerId).not.toBe(first.self.peerId);
      expect(ana.ofPeople()).toEqual(["joined"]);
    });

    it("carries an offer to who was in before, the answer back, and candidates both ways, in order", async () => {
      const [ana, ben, anaJoined, benJoined] = await offered();
      expect(ana.facts.at(-1)).toMatchObject({
        fact: "offered",
        from: benJoined.self,
        offerId,
        description: offer,
      });
      const [anaId, benId] = [anaJoined.self.peerId, benJoined.self.peerId];
      ana.signaling.answer(benId, offerId, answer);
      ana.signaling.candidates(benId, offerId, candidates);
      await ben.hears("candidates");
      expect(ben.facts.slice(-2)).toMatchObject([
        { fact: "answered", from: anaId, offerId, description: answer },
        { fact: "candidates", from: anaId, offerId, candidates },
      ]);
      ben.signaling.candidates(anaId, offerId, candidates);
      expect(await ana.hears("candidates")).toEqual({ fact: "candidates", from: benId, offerId, candidates });
    });

    it("carries a sealed message between two who are in, both ways", async () => {
      const [ana, ben, anaJoined, benJoined] = await offered();
      const [anaId, benId] = [anaJoined.self.peerId, benJoined.self.peerId];
      ana.signaling.parcel(benId, "c2VhbGVk");
      expect(await ben.hears("parcel")).toEqual({ fact: "parcel", from: anaId, parcel: "c2VhbGVk" });
      ben.signaling.parcel(anaId, "YW5zd2Vy");
      expect(await ana.hears("parcel")).toMatchObject({ from: benId, parcel: "YW5zd2Vy" });
    });

    it("carries what two who are in say to each other, and says who is in", async () => {
      const [ana, ben, anaJoined, benJoined] = await offered();
      const [anaMember, benMember] = [anaJoined.self, benJoined.self];
      expect(ana.signaling.say?.(benMember.peerId, "hello")).toBe(true);
      expect(await ben.hears("said")).toEqual({ fact: "said", said: { from: anaMember, text: "hello" } });
      expect(ben.signaling.roll?.()).toBe(true);
      expect(await ben.hears("said", 2)).toEqual({ fact: "said", said: { roll: [anaMember] } });
      ana.signaling.close();
      await ben.hears("left");
      expect(ana.signaling.say?.(benMember.peerId, "too late")).toBe(false);
      expect(ana.signaling.roll?.()).toBe(false);
    });

    it("carries one answer to an offer, and none to what was not offered", async () => {
      const [ana, ben, , benJoined] = await offered();
      const benId = benJoined.self.peerId;
      ana.signaling.answer(benId, "n".repeat(20), answer);
      ana.signaling.answer(benId, offerId, answer);
      ana.signaling.answer(benId, offerId, answer);
      ana.signaling.close();
      await ben.hears("left");
      expect(ben.facts.filter(({ fact }) => fact === "answered")).toHaveLength(1);
    });

    it("offers beyond those who are in go nowhere", async () => {
      const ana = await enter("ana");
      const { self } = await ana.joined();
      const ben = await enter("ben");
      await ben.joined();
      ana.signaling.announce([{ offerId, description: offer }]);
      ana.signaling.close();
      expect(await ben.hears("left")).toEqual({ fact: "left", peerId: self.peerId, reason: "stopped" });
      expect(ben.ofPeople()).toEqual(["joined", "left"]);
    });

    it("an offer that names its taker reaches nobody else", async () => {
      const ana = await enter("ana");
      const { self } = await ana.joined();
      const ben = await enter("ben");
      await ben.joined();
      const to = (peerId: string) => ({ ...offer, to_peer_id: peerId });
      ben.signaling.announce([{ offerId: "n".repeat(20), description: to("nobody".padEnd(20, "x")) }]);
      ben.signaling.announce([{ offerId, description: to(self.peerId) }]);
      const heard = await ana.hears("offered");
      expect(heard.offerId).toBe(offerId);
      expect(heard.description).toMatchObject(offer);
      expect(heard.description).not.toHaveProperty("to_peer_id");
    });

    it("a third is refused with 53105, and hears nothing else", async () => {
      await offered();
      const cem = await enter("cem");
      expect((await cem.hears("refused")).error).toMatchObject({ code: 53105 });
      expect(cem.facts).toHaveLength(1);
      cem.signaling.announce([]);
      cem.signaling.close();
    });

    it("the same identity again puts the older one out with 53205", async () => {
      const [ana, ben, , benJoined] = await offered();
      const again = await enter("ben");
      const { self, peers } = await again.joined();
      expect((await ben.hears("refused")).error).toMatchObject({ code: 53205 });
      expect(await ana.hears("left")).toEqual({
        fact: "left",
        peerId: benJoined.self.peerId,
        reason: "evicted",
      });
      expect(self.peerId).not.toBe(benJoined.self.peerId);
      expect(peers.map(({ identity }) => identity)).toEqual(["ana"]);
    });

    it("a lost socket comes back as the same participant", async () => {
      const [ana, ben, anaJoined, benJoined] = await offered();
      world.lose(ben.signaling);
      await ben.hears("away");
      ben.signaling.announce([{ offerId: "w".repeat(20), description: offer }]); // to nobody: dropped
      const { joined } = await ben.hears("joined", 2);
      expect(joined.self).toEqual(benJoined.self);
      expect(joined.peers).toEqual([anaJoined.self]);
      for (const fact of ana.facts) if (fact.fact === "left") expect(fact.reason).toBe("closed");
      ben.signaling.announce([{ offerId: "q".repeat(20), description: offer }]);
      expect(await ana.hears("offered", 2)).toMatchObject({ offerId: "q".repeat(20) });
    });

    it("closed twice is closed; no fact follows, and others hear of it once", async () => {
      const [ana, ben, anaJoined] = await offered();
      ana.signaling.close();
      ana.signaling.close();
      const heard = ana.facts.length;
      ben.signaling.candidates(anaJoined.self.peerId, offerId, candidates);
      await ben.hears("left");
      expect(ana.facts).toHaveLength(heard);
    });
  });
}
