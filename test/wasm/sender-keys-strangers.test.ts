import { afterEach, describe, expect, it, vi } from "vitest";
import { encodeHandOver, parseHandOver } from "../../web/kernel/hand-over.ts";
import { PeerKeys } from "../../web/kernel/peer-keys.ts";
import { KernelPerson, link, roomOf, settle, tryAll, wire } from "./kernel-people.ts";
import { seeded } from "./seeded.ts";

type People = [KernelPerson, KernelPerson, KernelPerson];

afterEach(() => {
  vi.useRealTimers();
});

describe("who does not fit", () => {
  it("has another room secret: neither reads the other, and both are told", async () => {
    const ana = await KernelPerson.named("ana");
    const ben = await KernelPerson.named("ben");
    await link(ana, ben, { roomSecrets: ["the secret in the link", "another one"] });
    ana.say("hello");
    ben.say("hi");
    expect([...ana.heard, ...ben.heard]).toEqual([]);
    for (const { failures } of [wire(ana, ben), wire(ben, ana)])
      expect(failures).toEqual([expect.objectContaining({ name: "KernelError" })]);
  });

  it("has the same room secret, or none, and is read", async () => {
    const ana = await KernelPerson.named("ana");
    const ben = await KernelPerson.named("ben");
    await link(ana, ben, { roomSecrets: ["the same", "the same"] });
    ana.say("hello");
    expect(ben.heard).toEqual(["ana: hello"]);
  });

  it("saw other fingerprints", async () => {
    const ana = await KernelPerson.named("ana");
    const ben = await KernelPerson.named("ben");
    await link(ana, ben, { tampered: true });
    ana.say("hello");
    expect(ben.heard).toEqual([]);
    expect(wire(ana, ben).failures.length).toBe(1);
  });

  it("changes, repeats or leaves out a message about keys: that link ends, the others go on", async () => {
    for (const harm of ["change", "repeat", "leave out"]) {
      const [ana, ben, cy] = (await roomOf(["ana", "ben", "cy"])) as People;
      ana.say("1");
      wire(ana, ben).hold("keys");
      const dee = await KernelPerson.named("dee");
      await link(dee, ana);
      dee.leave();
      const eve = await KernelPerson.named("eve");
      await link(eve, ana);
      eve.leave();
      const held = wire(ana, ben).held.get("keys")!;
      expect(held.length).toBe(2);
      if (harm === "change") held[0] = held[0]!.with(20, held[0]![20]! ^ 1);
      if (harm === "repeat") held.splice(1, 0, held[0]!);
      if (harm === "leave out") held.shift();
      wire(ana, ben).release("keys");
      await settle([ana, cy]);
      ana.say("2");
      ben.say("3");
      await settle([ana, ben, cy]);
      expect(ben.heard, harm).toEqual(["ana: 1"]);
      expect(cy.heard, harm).toEqual(["ana: 1", "ana: 2", "ben: 3"]);
      wire(ben, ana).hold("keys");
      cy.leave();
      expect(wire(ben, ana).held.get("keys"), "is told no more keys").toEqual([]);
    }
  });

  it("floods with frames under keys that never come: memory is bounded, later ones are read", async () => {
    const [ana, ben, cy] = (await roomOf(["ana", "ben", "cy"])) as People;
    ana.say("1");
    const ahead = Uint8Array.of(0x88, 0x90, 0x30, ...new Uint8Array(60_000)); // KID 0x90: generation 9
    const fates: string[] = [];
    for (let count = 0; count < 3_000; count++)
      wire(ben, ana).open(ahead, ({ status }) => fates.push(status));
    const waiting = 3_000 - fates.length;
    expect(waiting).toBeGreaterThan(0);
    expect(waiting * ahead.length).toBeLessThanOrEqual(1024 * 1024);
    const far = Uint8Array.of(0xb0 | 8, 0xff, 0xff, 0xff, 0xff, 0x30, ...new Uint8Array(60));
    expect(tryAll(ben, ana, [far])).toEqual(["dropped"]);
    ana.say("2");
    expect(ben.heard).toEqual(["ana: 1", "ana: 2"]);
    ben.streams.dropLink(wire(ben, ana).linkId);
    expect(fates.length).toBe(3_000);
    cy.say("3");
    expect(ben.heard.at(-1)).toBe("cy: 3");
  });

  it("floods with frames that claim another key: few of those keys are worked out", async () => {
    const [ana, ben, cy] = (await roomOf(["ana", "ben", "cy"])) as People;
    ana.say("1");
    const deriving = vi.spyOn(PeerKeys.prototype, "keysFor");
    for (let count = 0; count < 5_000; count++) {
      const noise = crypto.getRandomValues(new Uint8Array(40));
      expect(tryAll(ben, ana, [Uint8Array.of(0x88, 15, 9, ...noise)])).toEqual(["dropped"]);
    }
    expect(deriving.mock.calls.length).toBeLessThan(2_000);
    deriving.mockRestore();
    ana.say("2");
    cy.say("3");
    expect(ben.heard).toEqual(["ana: 1", "ana: 2", "cy: 3"]);
  });

  it("sends more tracks than a link takes", async () => {
    const [ana, ben, cy] = (await roomOf(["ana", "ben", "cy"])) as People;
    const open = (count: number) =>
      ben.streams.openReceiving({
        linkId: wire(ben, ana).linkId,
        trackSid: `MT${count.toString(16).padStart(32, "0")}`,
        ordered: true,
      });
    expect(() => Array.from({ length: 300 }, (_, index) => open(index))).toThrow(/24 streams/);
    cy.say("hello");
    expect(ben.heard).toEqual(["cy: hello"]);
  });
});

describe("what one end tells the other", () => {
  const starts = new Map([
    ["MT0123456789abcdef0123456789abcdef", 7],
    ["MTffffffffffffffffffffffffffffffff", 2 ** 40],
  ]);
  const base = Uint8Array.from({ length: 32 }, (_, index) => index);
  const message = encodeHandOver({ kid: 0x1234, base, starts });

  it("comes back as it was", () => {
    expect(parseHandOver(message)).toEqual({ kid: 0x1234, base, starts });
    expect(parseHandOver(message.slice(0, 41))).toEqual({ kid: 0x1234, base, starts: new Map() });
  });

  it("is refused when it is anything else", () => {
    const twice = Uint8Array.of(...message, ...message.subarray(41, 65));
    const manyStarts = Uint8Array.of(...message.subarray(0, 41), ...new Uint8Array(24 * 65));
    for (const bytes of [new Uint8Array(), message.with(0, 2), message.with(4, 1), message.with(57, 1)])
      expect(parseHandOver(bytes)).toBeUndefined();
    for (const bytes of [twice, manyStarts]) expect(parseHandOver(bytes)).toBeUndefined();
    const seed = `hand-over ${Date.now()}`;
    const random = seeded(seed);
    for (let round = 0; round < 20_000; round++) {
      const noise = random.bytes(random.integer(200));
      if (random.integer(2) === 0) noise[0] = 1;
      const parsed = parseHandOver(Uint8Array.from(noise));
      if (parsed) expect(encodeHandOver(parsed), seed).toEqual(noise);
    }
  });
});
