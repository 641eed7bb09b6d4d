import { createPrivateKey, createPublicKey, diffieHellman, hash, hkdfSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { describe, expect, it } from "vitest";
import { openFrame, openSlot, sealFrame } from "../../web/kernel/frames.ts";
import { split } from "../../web/kernel/fragments.ts";
import { loadWasm } from "../../web/kernel/kernel-wasm.ts";
import { agreeSecret, deriveStreamKeys, type KeyPair } from "../../web/kernel/link-keys.ts";
import { fromHex, toHex } from "./hex.ts";

/** The worked example of docs/frame-format.md: made here with node:crypto and noble, then by the kernel. */
const document = readFileSync(new URL("../../docs/frame-format.md", import.meta.url), "utf8").replace(
  / +/g,
  " ",
);
const utf8 = new TextEncoder();
const trackSid = "MT0123456789abcdef0123456789abcdef";
const context = utf8.encode("example");
const text = utf8.encode("Hello, Bob");

const pkcs8 = (secret: Uint8Array) =>
  Buffer.from([...fromHex("302e020100300506032b656e04220420"), ...secret]);
const alice = privateKey(0x00);
const bob = privateKey(0x20);

function privateKey(first: number) {
  const der = pkcs8(Uint8Array.from({ length: 32 }, (_, index) => first + index));
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const publicKey = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
  return { der, key, publicKey: Uint8Array.from(publicKey) };
}

function hkdf(key: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", key, salt, info, length));
}

/** What the document says, in other words than the kernel's. */
function expected() {
  const shared = diffieHellman({ privateKey: alice.key, publicKey: createPublicKey(bob.key) });
  const info = Uint8Array.of(
    ...utf8.encode("meshcall 1 stream"),
    ...alice.publicKey,
    ...bob.publicKey,
    ...utf8.encode(trackSid),
  );
  const base = hkdf(shared, hash("sha256", context, "buffer"), info, 32);
  const suffix = fromHex("0000000000000000f001");
  const key = hkdf(
    base,
    new Uint8Array(),
    Uint8Array.of(...utf8.encode("SFrame 1.0 Secret key "), ...suffix),
    32,
  );
  const salt = hkdf(
    base,
    new Uint8Array(),
    Uint8Array.of(...utf8.encode("SFrame 1.0 Secret salt "), ...suffix),
    12,
  );
  return { shared, base, key, salt };
}

async function keyPair({ der, publicKey }: typeof alice): Promise<KeyPair> {
  const imported = await crypto.subtle.importKey("pkcs8", der, "X25519", false, ["deriveBits"]);
  return { privateKey: imported, publicKey };
}

describe("the worked example of docs/frame-format.md", () => {
  it("has the key, the salt and the frames that other implementations of the primitives give", () => {
    const { shared, base, key, salt } = expected();
    const plaintext = Uint8Array.of(0, ...text);
    const first = chacha20poly1305(key, salt, fromHex("00")).encrypt(plaintext);
    const ninthNonce = salt.with(11, salt[11]! ^ 8);
    const ninth = chacha20poly1305(key, ninthNonce, fromHex("0808")).encrypt(plaintext);
    const inDocument = (name: string, bytes: Uint8Array) =>
      expect(document, name).toContain(`| ${name} | \`${toHex(bytes)}\` |`);
    inDocument("Alice's public key", alice.publicKey);
    inDocument("Bob's public key", bob.publicKey);
    inDocument("shared secret Z", shared);
    inDocument("base key", base);
    inDocument("key", key);
    inDocument("salt", salt);
    inDocument("frame, counter 0", Uint8Array.of(0, ...first));
    inDocument("frame, counter 8", Uint8Array.of(8, 8, ...ninth));
  });

  it("is what the kernel makes, on both sides", async () => {
    const { key, salt } = expected();
    const sender = await agreeSecret(await keyPair(alice), bob.publicKey, context);
    const receiver = await agreeSecret(await keyPair(bob), alice.publicKey, context);
    const sending = await deriveStreamKeys(sender, trackSid, "send");
    const receiving = await deriveStreamKeys(receiver, trackSid, "receive");
    expect(sending).toEqual({ key, salt });
    expect(receiving).toEqual({ key, salt });
    expect(await deriveStreamKeys(receiver, trackSid, "send")).not.toEqual({ key, salt });

    const wasm = await loadWasm();
    openSlot(wasm, 0, { kid: 0, ...sending }, true);
    openSlot(wasm, 1, { kid: 0, ...receiving }, true);
    expect([...sending.key, ...receiving.salt].every((byte) => byte === 0)).toBe(true);
    const frames = Array.from({ length: 9 }, (_, counter) => {
      const [{ head, body }] = split("text", text, counter, 1_000) as [
        { head: Uint8Array; body: Uint8Array },
      ];
      return sealFrame(wasm, 0, head, body)!;
    });
    for (const counter of [0, 8]) {
      expect(document).toContain(`| frame, counter ${counter} | \`${toHex(frames[counter]!)}\` |`);
    }
    const plaintext = Uint8Array.of(0, ...text);
    for (const frame of frames) {
      expect(openFrame(wasm, 1, frame)).toEqual({ status: "plaintext", bytes: plaintext });
    }
  });

  it("has the head of the fragment that the document shows", () => {
    const [, second] = split("binary", new Uint8Array(30_000), 7, 16_384 - 33)!;
    expect(document).toContain(`\`${toHex(second!.head)}\``);
  });
});
