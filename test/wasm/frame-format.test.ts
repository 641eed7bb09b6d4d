import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openFrame, openSlot, rekeySlot, sealFrame } from "../../web/kernel/frames.ts";
import { split } from "../../web/kernel/fragments.ts";
import { encodeHandOver, parseHandOver } from "../../web/kernel/hand-over.ts";
import { loadWasm } from "../../web/kernel/kernel-wasm.ts";
import { KeyChain } from "../../web/kernel/key-chain.ts";
import { agreeSecrets, type KeyPair } from "../../web/kernel/link-keys.ts";
import { ratchet, trackKeys } from "../../web/kernel/sender-key.ts";
import { fromHex, toHex } from "./hex.ts";
import * as reference from "./reference/keys.ts";

/** The worked example of docs/frame-format.md: made here with node:crypto and noble, then by the kernel. */
const document = readFileSync(new URL("../../docs/frame-format.md", import.meta.url), "utf8").replace(
  / +/g,
  " ",
);
const utf8 = new TextEncoder();
const trackSid = "MT0123456789abcdef0123456789abcdef";
const context = utf8.encode("example");
const text = utf8.encode("Hello, Bob");
const plaintext = Uint8Array.of(0, ...text);
const baseKey = Uint8Array.from({ length: 32 }, (_, index) => 0x40 + index);

const alice = reference.endKeys(0x00);
const bob = reference.endKeys(0x20);
const shared = reference.sharedSecret(alice, bob);
const chainKey = reference.chainKey(shared, context, alice, bob);
const handOver = Uint8Array.of(
  1,
  ...new Uint8Array(8),
  ...baseKey,
  ...fromHex(trackSid.slice(2)),
  ...new Uint8Array(8),
);
const sealedHandOver = reference.frame(chainKey, 0, 0, handOver);
const trackBase = reference.trackBase(baseKey, trackSid);
const nextBase = reference.ratcheted(baseKey);
const nextTrackBase = reference.trackBase(nextBase, trackSid);
const frame0 = reference.frame(trackBase, 0, 0, plaintext);
const frame8 = reference.frame(trackBase, 0, 8, plaintext);
const frame9 = reference.frame(nextTrackBase, 1, 9, plaintext);

const rows: [name: string, bytes: Uint8Array][] = [
  ["Alice's public key", alice.publicKey],
  ["Bob's public key", bob.publicKey],
  ["shared secret Z", shared],
  ["chain key, Alice to Bob", chainKey],
  ["first message of keys", handOver],
  ["that message, sealed", sealedHandOver],
  ["next chain key", reference.ratcheted(chainKey)],
  ["track's base key", trackBase],
  ["key", reference.sframeKeys(trackBase, 0).key],
  ["salt", reference.sframeKeys(trackBase, 0).salt],
  ["frame, counter 0", frame0],
  ["frame, counter 8", frame8],
  ["base key, ratcheted", nextBase],
  ["frame, KID 1, counter 9", frame9],
];

async function keyPair({ der, publicKey }: reference.EndKeys): Promise<KeyPair> {
  const imported = await crypto.subtle.importKey("pkcs8", der, "X25519", false, ["deriveBits"]);
  return { privateKey: imported, publicKey };
}

describe("the worked example of docs/frame-format.md", () => {
  it.each(rows)("has the %s that other implementations of the primitives give", (name, bytes) => {
    expect(document, name).toContain(`| ${name} | \`${toHex(bytes)}\` |`);
  });

  it("is what the kernel makes, on both sides", async () => {
    const none = new Uint8Array();
    const atAlice = await agreeSecrets(await keyPair(alice), bob.publicKey, context, none);
    const atBob = await agreeSecrets(await keyPair(bob), alice.publicKey, context, none);
    expect(toHex(atAlice.send)).toBe(toHex(chainKey));
    expect(toHex(atBob.receive)).toBe(toHex(chainKey));
    expect(toHex(atAlice.receive)).toBe(toHex(atBob.send));
    expect(toHex(atBob.send)).not.toBe(toHex(chainKey));

    const wasm = await loadWasm();
    const told = { kid: 0, base: baseKey, starts: new Map([[trackSid, 0]]) };
    const sealed = new KeyChain(wasm, atAlice.send).seal(encodeHandOver(told));
    expect(toHex(sealed)).toBe(toHex(sealedHandOver));
    const chain = new KeyChain(wasm, atBob.receive);
    expect(chain.open(sealed.with(9, sealed[9]! ^ 1))).toBeUndefined();
    expect(parseHandOver(chain.open(sealed)!)).toEqual(told);
    expect(chain.open(sealed)).toBeUndefined();

    const keys = trackKeys(baseKey, 0, trackSid);
    openSlot(wasm, 0, keys, true);
    openSlot(wasm, 1, trackKeys(baseKey, 0, trackSid), true);
    expect([...keys.key, ...keys.salt].every((byte) => byte === 0)).toBe(true);
    const frames = Array.from({ length: 10 }, (_, counter) => {
      if (counter === 9) rekeySlot(wasm, 0, trackKeys(ratchet(baseKey), 1, trackSid));
      const [{ head, body }] = split("text", text, counter, 1_000) as [
        { head: Uint8Array; body: Uint8Array },
      ];
      return sealFrame(wasm, 0, head, body)!;
    });
    for (const [counter, expected] of [
      [0, frame0],
      [8, frame8],
      [9, frame9],
    ] as const)
      expect(toHex(frames[counter]!)).toBe(toHex(expected));
    for (const [counter, frame] of frames.entries()) {
      if (counter === 9) rekeySlot(wasm, 1, trackKeys(ratchet(baseKey), 1, trackSid));
      expect(openFrame(wasm, 1, frame)).toEqual({ status: "plaintext", bytes: plaintext });
    }
  });

  it("has the head of the fragment that the document shows", () => {
    const [, second] = split("binary", new Uint8Array(30_000), 7, 16_384 - 33)!;
    expect(document).toContain(`\`${toHex(second!.head)}\``);
  });
});
