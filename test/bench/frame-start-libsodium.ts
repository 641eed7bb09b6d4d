import sodium from "libsodium-wrappers";

/** From the script's bytes to the first sealed message. */
export async function firstSeal(): Promise<number> {
  await sodium.ready;
  const [key, nonce, header] = [new Uint8Array(32), new Uint8Array(12), Uint8Array.of(0)];
  const message = new Uint8Array(1_025);
  return sodium.crypto_aead_chacha20poly1305_ietf_encrypt(message, header, null, nonce, key).length;
}
