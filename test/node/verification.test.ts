import { describe, expect, it } from "vitest";
import { toBase64Url } from "../../web/mesh/base64url.ts";
import { keyContext } from "../../web/mesh/key-context.ts";
import { Verification, type VerificationMessage } from "../../web/mesh/verification.ts";
import type { VerificationEmoji } from "../../web/room/verification.ts";

interface Side {
  peerId: string;
  publicKey: Uint8Array;
}

const side = (letter: string): Side => ({
  peerId: letter.repeat(20),
  publicKey: crypto.getRandomValues(new Uint8Array(32)),
});
const context = (text: string) => new TextEncoder().encode(text);

/** One end, and what it says; `relay` passes that on. */
function end(
  own: Side,
  peer: Side,
  fingerprints: string,
  relay: (message: VerificationMessage) => void,
): Verification {
  return new Verification({ own, peer, context: context(fingerprints), send: relay });
}

const words = (emoji: VerificationEmoji[]): string => emoji.map(({ name }) => name).join(" ");

/** Both ends run to the end; `change` is what somebody in the middle does to a message. */
async function compare({
  seenByAna = {} as { peer?: Side; fingerprints?: string },
  seenByBen = {} as { peer?: Side; fingerprints?: string },
  change = (message: VerificationMessage, _from: "ana" | "ben") => message as VerificationMessage | undefined,
} = {}): Promise<[PromiseSettledResult<VerificationEmoji[]>, PromiseSettledResult<VerificationEmoji[]>]> {
  const [ana, ben] = [side("a"), side("b")];
  const pass = (from: "ana" | "ben", to: () => Verification) => (message: VerificationMessage) => {
    const passed = change(message, from);
    if (passed !== undefined) to().receive(passed);
  };
  const atAna: Verification = end(
    ana,
    seenByAna.peer ?? ben,
    seenByAna.fingerprints ?? "prints",
    pass("ana", () => atBen),
  );
  const atBen: Verification = end(
    ben,
    seenByBen.peer ?? ana,
    seenByBen.fingerprints ?? "prints",
    pass("ben", () => atAna),
  );
  return Promise.allSettled([atAna.result, atBen.result]);
}

async function bothSee(options: Parameters<typeof compare>[0] = {}): Promise<[string, string]> {
  const [atAna, atBen] = await compare(options);
  if (atAna.status === "rejected" || atBen.status === "rejected") throw new Error("one end has no emoji");
  return [words(atAna.value), words(atBen.value)];
}

describe("emoji to compare", () => {
  it("are the same seven at both ends, and others each time", async () => {
    const [atAna, atBen] = await bothSee();
    expect(atBen).toBe(atAna);
    expect(atAna.split(" ").length).toBe(7);
    const [another] = await bothSee();
    expect(another).not.toBe(atAna);
  });

  it("come from the whole table", async () => {
    const seen = new Set<string>();
    for (let round = 0; round < 200; round++) {
      const [[first], [second]] = [await compare(), await compare()];
      for (const result of [first, second])
        if (result.status === "fulfilled")
          for (const { symbol, name } of result.value) seen.add(`${symbol} ${name}`);
    }
    expect(seen.size).toBe(64);
    expect(new Set([...seen].map((entry) => entry.split(" ")[1])).size).toBe(64);
  });

  it("differ when the two sides see other fingerprints", async () => {
    const [atAna, atBen] = await bothSee({ seenByAna: { fingerprints: "of the one in the middle" } });
    expect(atBen).not.toBe(atAna);
  });

  it("differ when somebody has exchanged the public keys, and leaves the rest alone", async () => {
    const mallory = side("m").publicKey;
    // each commitment is then to a key that the other does not know: it does not fit
    const results = await compare({ seenByAna: { peer: { peerId: "b".repeat(20), publicKey: mallory } } });
    expect(results.map(({ status }) => status)).toContain("rejected");
  });

  it("differ when somebody runs the protocol with each side, as the other", async () => {
    for (let round = 0; round < 20; round++) {
      const [ana, ben] = [side("a"), side("b")];
      const [malloryAsBen, malloryAsAna] = [side("b"), side("a")];
      const [toMalloryAsBen, toMalloryAsAna] = [[] as VerificationMessage[], [] as VerificationMessage[]];
      const atAna = end(ana, malloryAsBen, "ana and mallory", (message) => toMalloryAsBen.push(message));
      const atBen = end(ben, malloryAsAna, "mallory and ben", (message) => toMalloryAsAna.push(message));
      const asBen = end(malloryAsBen, ana, "ana and mallory", (message) => atAna.receive(message));
      const asAna = end(malloryAsAna, ben, "mallory and ben", (message) => atBen.receive(message));
      const feed = setInterval(() => {
        for (const message of toMalloryAsBen.splice(0)) asBen.receive(message);
        for (const message of toMalloryAsAna.splice(0)) asAna.receive(message);
      });
      const [first, second] = await Promise.all([atAna.result, atBen.result]);
      clearInterval(feed);
      expect(words(first)).not.toBe(words(second));
    }
  });

  it("are refused when the nonce was not the one committed to", async () => {
    const nonce = toBase64Url(new Uint8Array(32));
    const [atAna, atBen] = await compare({
      change: (message, from) =>
        message.type === "reveal" && from === "ben" ? { type: "reveal", nonce } : message,
    });
    expect(atAna.status).toBe("rejected");
    expect(atBen.status).toBe("fulfilled");
  });

  it("keep our nonce until the peer is bound to its own", async () => {
    const [ana, ben] = [side("a"), side("b")];
    const said: string[] = [];
    const atAna = end(ana, ben, "prints", (message) => {
      said.push(`ana ${message.type}`);
      atBen.receive(message);
    });
    atAna.receive({ type: "reveal", nonce: toBase64Url(new Uint8Array(32)) });
    const atBen = end(ben, ana, "prints", (message) => {
      said.push(`ben ${message.type}`);
      atAna.receive(message);
    });
    expect(words(await atAna.result)).toBe(words(await atBen.result));
    expect(said.indexOf("ana reveal")).toBeGreaterThan(said.indexOf("ben commit"));
    expect(said.indexOf("ben reveal")).toBeGreaterThan(said.indexOf("ana commit"));
  });
});

describe("what both ends know alike", () => {
  const description = (fingerprint: string) => ({ sdp: `v=0\r\na=fingerprint:sha-256 ${fingerprint}\r\n` });
  const known = (roomSid: string, peerIds: string[], local: string, remote: string) =>
    new TextDecoder().decode(
      keyContext(roomSid, peerIds, {
        localDescription: description(local),
        remoteDescription: description(remote),
      }),
    );

  it("is the same at both, and another with another fingerprint, room or peer", () => {
    const atAna = known("RM1", ["ana", "ben"], "AA:BB", "CC:DD");
    expect(known("RM1", ["ben", "ana"], "cc:dd", "aa:bb")).toBe(atAna);
    for (const other of [
      known("RM1", ["ana", "ben"], "AA:BB", "EE:FF"),
      known("RM2", ["ana", "ben"], "AA:BB", "CC:DD"),
      known("RM1", ["ana", "eve"], "AA:BB", "CC:DD"),
    ])
      expect(other).not.toBe(atAna);
  });
});
