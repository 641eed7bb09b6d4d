import { expect, test } from "vitest";
import {
  dialectLimits,
  peerServerLimits,
  trackerLimits,
} from "../../signal-worker/src/dialects/dialect-limits.ts";
import { announce, answerTo, id20, offers, PeerServerWorld, TrackerWorld } from "./dialect-world.ts";
import { seededRandom } from "./signal-world.ts";

const cases = 100_000;
const seed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 2 ** 31);

/** Cuts, doubles, swaps and replaces pieces of a text. */
function mangled(text: string, random: () => number): string {
  const at = Math.floor(random() * text.length);
  const to = at + Math.floor(random() * 12);
  const piece = text.slice(at, to);
  const middles = ["", piece + piece, "null", '"', "{}", "[]", "-1e999", "\ud800", '"__proto__":{', "\u0000"];
  return text.slice(0, at) + middles[Math.floor(random() * middles.length)] + text.slice(to);
}

test(`PeerServer: ${cases} arbitrary frames stay in the rules (FUZZ_SEED=${seed})`, () => {
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
  const ids = ["ana", "ben", "cem", "dea", "no id!", "__proto__", ""];
  const keys = [new PeerServerWorld(), new PeerServerWorld()];
  const reached = { relayed: 0, waiting: 0, expired: 0, closed: 0, refused: 0 };
  for (let step = 0; step < cases; step++) {
    const world = pick(keys);
    const other = keys.find((key) => key !== world)!;
    world.wait(random() * 40);
    if (random() < 0.02) world.wait(random() * 10_000);
    const present = [...world.clients.keys()];
    if (present.length === 0 || random() < 0.02) {
      const admission = world.open(pick(ids), pick(["one", "two"]));
      if (admission.kind === "refused") reached.refused++;
      continue;
    }
    if (random() < 0.02) world.clients.delete(pick(present));
    const sender = pick([...world.clients.keys(), ...world.clients.keys()]);
    if (sender === undefined) continue;
    const others = [...other.inbox.values()].map((texts) => texts.length);
    const frame = {
      type: pick(["OFFER", "ANSWER", "CANDIDATE", "LEAVE", "EXPIRE", "HEARTBEAT", "ODD", 7]),
      dst: pick([...ids, null, 7, "x".repeat(200)]),
      src: pick(ids),
      payload: pick<unknown>([
        undefined,
        null,
        { sdp: "x" },
        [[[]]],
        "x".repeat(random() < 0.01 ? 70_000 : 5),
      ]),
    };
    const text = JSON.stringify(frame);
    world.send(sender, random() < 0.1 ? mangled(text, random) : random() < 0.01 ? new ArrayBuffer(3) : text);

    const context = `step ${step}`;
    expect(
      [...other.inbox.values()].map((texts) => texts.length),
      context,
    ).toEqual(others);
    expect(world.waiting.filter(({ from }) => from === sender).length, context).toBeLessThanOrEqual(
      peerServerLimits.waitingFramesPerSender,
    );
    for (const effect of world.effects) {
      if (effect.kind === "close") {
        expect(effect.to, `${context}: closed somebody else`).toBe(sender);
        reached.closed++;
      } else {
        const message = JSON.parse(effect.text);
        const known = Object.keys(message).every((key) => ["type", "src", "dst", "payload"].includes(key));
        expect(known, `${context}: ${effect.text}`).toBe(true);
        if (effect.to === sender && message.type !== frame.type) {
          reached.expired++;
          continue;
        }
        expect(message.dst, context).toBe(effect.to);
        if (effect.kind === "wait") reached.waiting++;
        if (effect.kind === "send" && message.src === sender) reached.relayed++;
        if (message.type === "OFFER") expect(message.src, context).toBe(sender);
      }
    }
    for (const texts of world.inbox.values()) texts.length = 0;
  }
  // The fuzz is worth something only where it gets through often enough.
  for (const [what, times] of Object.entries(reached)) expect(times, what).toBeGreaterThan(100);
});

test(`tracker: ${cases} arbitrary frames stay in their swarm (FUZZ_SEED=${seed})`, () => {
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
  const world = new TrackerWorld(random);
  const [hashes, peers, ids] = [
    ["h", "g"],
    ["a", "b", "c"],
    ["1", "2", "3"],
  ];
  /** Offers that were handed out and not answered: by `receiver offerer hash id`, how often. */
  const open = new Map<string, number>();
  const reached = { offer: 0, answer: 0, failure: 0, scrape: 0, closed: 0 };
  for (let step = 0; step < cases; step++) {
    world.nowMs += Math.floor(random() * 50);
    if (random() < 0.001) world.nowMs += trackerLimits.silenceMs / 2;
    if (world.kept.size === 0 || (world.kept.size < 8 && random() < 0.05)) world.open();
    if (random() < 0.01) world.lose(pick([...world.kept.keys()]));
    if (random() < 0.01) world.sweep();
    if (random() < 0.01) world.sleep();
    const sender = pick([...world.kept.keys()]);
    if (sender === undefined) continue;
    const [hash, peer] = [pick(hashes), pick(peers)];
    const frame: unknown = pick([
      () => announce(hash, peer, offers(...ids.slice(Math.floor(random() * 4)))),
      () => announce(hash, peer, { event: pick(["started", "stopped", "completed", "", "odd", 7]) }),
      () => announce(hash, peer, answerTo(pick(peers), pick(ids))),
      () => announce(hash, peer, answerTo(pick(peers), pick(ids))),
      () => ({ action: "scrape", info_hash: pick<unknown>([id20(hash), hashes.map(id20), undefined, {}]) }),
      () => announce(hash, peer, { offers: pick<unknown>([[null], {}, 7, "x", Array(100).fill({})]) }),
      () => (random() < 0.02 ? "x".repeat(dialectLimits.frameBytes + 1) : pick(["", "[]", "null", {}])),
    ])();
    const text = typeof frame === "string" ? frame : JSON.stringify(frame);
    world.send(sender, random() < 0.1 && text.length < 1_000 ? mangled(text, random) : text);

    const context = `step ${step}`;
    for (const effect of world.effects) {
      if (effect.kind === "close") {
        expect(effect.seat, `${context}: closed somebody else`).toBe(sender);
        reached.closed++;
        continue;
      }
      if (effect.kind === "keep") {
        expect(effect.seat.offers.length, context).toBeLessThanOrEqual(trackerLimits.offersKept);
        continue;
      }
      const { frame: sent, seat } = effect;
      if ("failure reason" in sent) reached.failure++;
      else if ("files" in sent) reached.scrape++;
      if (!("peer_id" in sent)) {
        expect(seat, `${context}: a reply to somebody else`).toBe(sender);
        continue;
      }
      const inSwarm = (number: number) =>
        world.kept.get(number)?.memberships.find((membership) => membership.infoHash === sent.info_hash);
      expect(seat, `${context}: relayed to its sender`).not.toBe(sender);
      expect(inSwarm(sender)?.peerId, `${context}: sent from outside the swarm`).toBe(sent.peer_id);
      expect(inSwarm(seat), `${context}: relayed to another swarm`).toBeDefined();
      const key = (to: number, from: number) => `${to} ${from} ${sent.info_hash} ${sent.offer_id}`;
      if ("offer" in sent) {
        open.set(key(seat, sender), (open.get(key(seat, sender)) ?? 0) + 1);
        reached.offer++;
      } else {
        const times = open.get(key(sender, seat)) ?? 0;
        expect(times, `${context}: an answer to nothing`).toBeGreaterThan(0);
        open.set(key(sender, seat), times - 1);
        reached.answer++;
      }
    }
    world.inbox.clear();
  }
  for (const [what, times] of Object.entries(reached)) expect(times, what).toBeGreaterThan(100);
});
