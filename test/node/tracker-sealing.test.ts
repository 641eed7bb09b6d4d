import { describe, expect, it, test } from "vitest";
import { parseSealedBody } from "../../web/signaling/trackers/sealed-body.ts";
import { seal, unseal, type SealPlace } from "../../web/signaling/trackers/sealing.ts";
import { deriveSwarmKeys, hex } from "../../web/signaling/trackers/swarm-keys.ts";
import { parseTrackerFrame } from "../../web/signaling/trackers/tracker-frames.ts";
import { seededRandom } from "./signal-world.ts";

const secret = "a secret of some twenty characters";
const keys = await deriveSwarmKeys(secret, "standup");
const place: SealPlace = {
  direction: "offer",
  infoHash: keys.infoHash,
  from: "a".repeat(20),
  to: "",
  offerId: "o".repeat(20),
};

describe("what the link's secret gives", () => {
  it("is the same for everybody with the link and the room's name", async () => {
    const again = await deriveSwarmKeys(secret, "standup");
    expect(again.infoHash).toBe(keys.infoHash);
    expect(again.roomSid).toBe(keys.roomSid);
    expect(await unseal(again.sealKey, place, (await seal(keys.sealKey, place, "hello"))!)).toBe("hello");
  });

  it("is another with another secret or another room", async () => {
    for (const other of [
      await deriveSwarmKeys(`${secret}!`, "standup"),
      await deriveSwarmKeys(secret, "other"),
    ]) {
      expect(other.infoHash).not.toBe(keys.infoHash);
      expect(other.roomSid).not.toBe(keys.roomSid);
      expect(await unseal(other.sealKey, place, (await seal(keys.sealKey, place, "hello"))!)).toBeUndefined();
    }
  });

  it("has the shapes that the wire wants: 20 characters of 0 to 255, and a room SID", () => {
    expect(keys.infoHash).toHaveLength(20);
    expect([...keys.infoHash].every((char) => char <= "\u00ff")).toBe(true);
    expect(keys.roomSid).toMatch(/^RM[0-9a-f]{32}$/);
    expect(keys.sealKey.extractable).toBe(false);
  });
});

describe("a sealed text", () => {
  it("opens where it belongs and nowhere else", async () => {
    const sealed = (await seal(keys.sealKey, place, "candidate:1"))!;
    expect(await unseal(keys.sealKey, place, sealed)).toBe("candidate:1");
    const elsewhere: SealPlace[] = [
      { ...place, direction: "answer" },
      { ...place, infoHash: "i".repeat(20) },
      { ...place, from: "b".repeat(20) },
      { ...place, to: "t".repeat(20) },
      { ...place, offerId: "p".repeat(20) },
    ];
    for (const other of elsewhere) expect(await unseal(keys.sealKey, other, sealed)).toBeUndefined();
  });

  it("does not open with one bit changed", async () => {
    const bytes = Buffer.from((await seal(keys.sealKey, place, "hello"))!, "base64");
    for (let at = 0; at < bytes.length; at += 7) {
      const tampered = Buffer.from(bytes);
      tampered[at]! ^= 1;
      expect(await unseal(keys.sealKey, place, tampered.toString("base64"))).toBeUndefined();
    }
  });

  it("is never the same twice, and its length tells little", async () => {
    const lengths = new Set<number>();
    const texts = new Set<string>();
    for (const text of ["", "a", "x".repeat(900), crypto.randomUUID().repeat(10)]) {
      const sealed = (await seal(keys.sealKey, place, text))!;
      lengths.add(sealed.length);
      texts.add(sealed).add((await seal(keys.sealKey, place, text))!);
    }
    expect(lengths.size).toBe(1);
    expect(texts.size).toBe(8);
  });

  it("carries the longest description, and swells no further", async () => {
    const random = hex(crypto.getRandomValues(new Uint8Array(12 * 1024)));
    expect(await unseal(keys.sealKey, place, (await seal(keys.sealKey, place, random))!)).toBe(random);
    const bomb = await seal(keys.sealKey, place, "0".repeat(5_000_000)); // some KB when packed
    expect(await unseal(keys.sealKey, place, bomb!)).toBeUndefined();
  });
});

const cases = 100_000;
const seed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 2 ** 31);

test(`${cases} arbitrary frames of a tracker are read or refused (FUZZ_SEED=${seed})`, () => {
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
  const ids = [keys.infoHash, "a".repeat(20), "short", "", 7, null, {}];
  const bodies = [
    { type: "offer", sdp: "s" },
    { type: "answer", sdp: "s" },
    { type: "offer", sdp: "" },
    null,
    [],
    "x",
    1,
  ];
  const heads = ["announce", "announce", "announce", "scrape", 1];
  const reached: Record<string, number> = { offer: 0, answer: 0, reply: 0, failure: 0, none: 0 };
  for (let step = 0; step < cases; step++) {
    const frame: Record<string, unknown> = { action: pick(heads) };
    if (random() < 0.95) frame["info_hash"] = random() < 0.7 ? keys.infoHash : pick(ids);
    if (random() < 0.5) frame["peer_id"] = random() < 0.7 ? "b".repeat(20) : pick(ids);
    if (random() < 0.5) frame["offer_id"] = random() < 0.7 ? "c".repeat(20) : pick(ids);
    if (random() < 0.4) frame["offer"] = pick(bodies);
    if (random() < 0.3) frame["answer"] = pick(bodies);
    if (random() < 0.5) frame["interval"] = pick<unknown>([120, -1, 1e300, "x", null]);
    if (random() < 0.5) frame["complete"] = pick<unknown>([0, 3, -2, "x", null]);
    if (random() < 0.1) frame["failure reason"] = pick<unknown>(["no", "x".repeat(9_999), 3]);
    if (random() < 0.1) frame["warning message"] = pick<unknown>(["slow", 3]);
    let text = JSON.stringify(frame);
    if (random() < 0.3) {
      const at = Math.floor(random() * text.length);
      text =
        text.slice(0, at) +
        pick(["", '"', "{}", "null", "\u0000", "1e999", "]"]) +
        text.slice(at + Math.floor(random() * 9));
    }
    const parsed = parseTrackerFrame(
      random() < 0.01 ? pick<unknown>([new ArrayBuffer(3), undefined, 7]) : text,
    );
    reached[parsed?.kind ?? "none"]! += 1;
    if (parsed?.kind === "offer" || parsed?.kind === "answer") {
      expect([parsed.peerId.length, parsed.offerId.length, parsed.infoHash.length]).toEqual([20, 20, 20]);
      expect(parsed.sealed).toBeTypeOf("string");
    } else if (parsed?.kind === "reply") {
      expect(parsed.peers).toBeGreaterThanOrEqual(0);
    } else if (parsed?.kind === "failure") {
      expect(parsed.reason.length).toBeLessThanOrEqual(200);
    }
  }
  for (const [kind, count] of Object.entries(reached)) expect(count, kind).toBeGreaterThan(100);
});

test(`${cases} arbitrary bodies of somebody with the link are read or refused (FUZZ_SEED=${seed})`, () => {
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
  const good = {
    v: 1,
    atMs: 1,
    member: { peerId: "p".repeat(20), sid: `PA${"0".repeat(32)}`, identity: "ana", name: "Ana" },
    sdp: "v=0",
    hello: "{}",
    round: "r".repeat(20),
  };
  const odd = [null, "", 0, -1, 1e308, [], {}, "x".repeat(300), "\ud800", true, { peerId: 1 }];
  let read = 0;
  for (let step = 0; step < cases; step++) {
    const body: Record<string, unknown> = structuredClone(good);
    if (random() < 0.7) body[pick(Object.keys(good))] = pick(odd);
    if (random() < 0.3) body["member"] = { ...good.member, [pick(Object.keys(good.member))]: pick(odd) };
    let text = JSON.stringify(body);
    if (random() < 0.2) text = text.slice(0, Math.floor(random() * text.length));
    const parsed = parseSealedBody(text);
    if (parsed === undefined) continue;
    read += 1;
    expect(parsed.member.peerId).toHaveLength(20);
    expect(parsed.member.identity.length).toBeLessThanOrEqual(128);
  }
  expect(read).toBeGreaterThan(1_000);
  expect(read).toBeLessThan(cases);
});
