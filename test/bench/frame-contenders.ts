import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import sodium from "libsodium-wrappers";
import { maxFrameBytes, openFrameInPlace, openSlot, sealFrameInPlace } from "../../web/kernel/frames.ts";
import { loadWasm } from "../../web/kernel/kernel-wasm.ts";

export const contenderNames = ["kernel", "webcrypto", "libsodium", "noble"] as const;
export type ContenderName = (typeof contenderNames)[number];

/** Seals `payload` and opens what came out, as somebody would who sends it: with a nonce that is new each time. */
export interface Contender {
  roundTrip(payload: Uint8Array<ArrayBuffer>): Uint8Array | Promise<Uint8Array>;
}

/** Authenticated with each payload, as a frame's header is. */
const header = Uint8Array.of(0x09, 1, 0);

class Nonces {
  readonly #nonce = new Uint8Array(12);
  readonly #view = new DataView(this.#nonce.buffer);
  #next = 0;

  next(): Uint8Array<ArrayBuffer> {
    this.#view.setUint32(8, this.#next++);
    return this.#nonce;
  }
}

/**
 * The kernel's own frame code: copies into its memory and out of it, header, counter and replay window included. Out of
 * it into buffers that are there, as noble can too; WebCrypto and libsodium give none to choose.
 */
async function kernel(): Promise<Contender> {
  const wasm = await loadWasm();
  const [sender, receiver] = [0, 1];
  const key = crypto.getRandomValues(new Uint8Array(32));
  const salt = crypto.getRandomValues(new Uint8Array(12));
  for (const slot of [sender, receiver]) {
    openSlot(wasm, slot, { kid: 0, key: key.slice(), salt: salt.slice() }, true);
  }
  const flags = Uint8Array.of(1);
  let checked = false;
  const [sealed, plaintext] = [new Uint8Array(maxFrameBytes), new Uint8Array(maxFrameBytes)];
  return {
    roundTrip(payload) {
      const ownFrame = sealFrameInPlace(wasm, sender, flags, payload);
      if (!ownFrame) throw new Error("The kernel refuses to seal");
      sealed.set(ownFrame);
      const frame = sealed.subarray(0, ownFrame.length);
      // Once: is it what it claims to be?
      if (!checked) {
        const opened = chacha20poly1305(key, salt, frame.subarray(0, 1)).decrypt(frame.subarray(1));
        if (opened.length !== payload.length + 1) throw new Error("The kernel's frame is not RFC 8439's");
        checked = true;
      }
      const opened = openFrameInPlace(wasm, receiver, frame);
      if (opened.status !== "plaintext") throw new Error(`The kernel refuses to open: ${opened.reason}`);
      plaintext.set(opened.bytes);
      opened.bytes.fill(0);
      return plaintext.subarray(1, opened.bytes.length);
    },
  };
}

async function webcrypto(): Promise<Contender> {
  const raw = crypto.getRandomValues(new Uint8Array(16));
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  const nonces = new Nonces();
  return {
    async roundTrip(payload) {
      const parameters = { name: "AES-GCM", iv: nonces.next(), additionalData: header };
      const sealed = await crypto.subtle.encrypt(parameters, key, payload);
      return new Uint8Array(await crypto.subtle.decrypt(parameters, key, sealed));
    },
  };
}

async function libsodium(): Promise<Contender> {
  await sodium.ready;
  const key = crypto.getRandomValues(new Uint8Array(32));
  const nonces = new Nonces();
  return {
    roundTrip(payload) {
      const nonce = nonces.next();
      const sealed = sodium.crypto_aead_chacha20poly1305_ietf_encrypt(payload, header, null, nonce, key);
      return sodium.crypto_aead_chacha20poly1305_ietf_decrypt(null, sealed, header, nonce, key);
    },
  };
}

async function noble(): Promise<Contender> {
  const key = crypto.getRandomValues(new Uint8Array(32));
  const nonces = new Nonces();
  const [sealed, plaintext] = [new Uint8Array(maxFrameBytes), new Uint8Array(maxFrameBytes)];
  return {
    roundTrip(payload) {
      const nonce = nonces.next();
      const frame = sealed.subarray(0, payload.length + 16);
      chacha20poly1305(key, nonce, header).encrypt(payload, frame);
      return chacha20poly1305(key, nonce, header).decrypt(frame, plaintext.subarray(0, payload.length));
    },
  };
}

export async function makeContenders(): Promise<Record<ContenderName, Contender>> {
  return {
    kernel: await kernel(),
    webcrypto: await webcrypto(),
    libsodium: await libsodium(),
    noble: await noble(),
  };
}
