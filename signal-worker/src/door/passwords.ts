import * as v from "valibot";
import type { RandomBytes } from "../ids.ts";
import { areSameBytes, fromBase64url, toBase64url } from "./bytes.ts";

/**
 * PINs and room secrets, kept as `pbkdf2-sha256:ITERATIONS:SALT:HASH`. The count is in there, so that it can grow:
 * docs/decisions/pins-by-pbkdf2.md.
 */

/**
 * The most that Cloudflare allows (github.com/cloudflare/workerd, issue 1346); 20 ms of one core (measured). Few digits
 * are found all the same by who has the hash: at the door guesses are slowed.
 */
const iterations = 100_000;
/** NIST SP 800-132 section 5.1: 16 bytes at least. */
const saltBytes = 16;
const hashBytes = 32;

const part = v.pipe(v.string(), v.transform(fromBase64url), v.instance(Uint8Array));
const hash = v.pipe(
  v.string(),
  v.transform((text) => text.split(":")),
  v.strictTuple([
    v.literal("pbkdf2-sha256"),
    v.pipe(v.string(), v.transform(Number), v.integer(), v.minValue(1), v.maxValue(iterations)),
    part,
    part,
  ]),
);

/** To compare with where there is no password: of none that anybody knows, since nobody finds what hashes to zeros. */
export const nobodysHash = [
  "pbkdf2-sha256",
  iterations,
  toBase64url(new Uint8Array(saltBytes)),
  toBase64url(new Uint8Array(hashBytes)),
].join(":");

/** @returns what may be stored: the password cannot be read from it */
export async function hashPassword(password: string, random: RandomBytes): Promise<string> {
  const salt = random(saltBytes);
  const derived = await derive(password, salt, iterations);
  return ["pbkdf2-sha256", iterations, toBase64url(salt), toBase64url(derived)].join(":");
}

/**
 * Takes as long for a wrong one as for the right one.
 *
 * @param kept of {@link hashPassword}; what is none is nobody's password
 */
export async function isPassword(password: string, kept: string): Promise<boolean> {
  const parsed = v.safeParse(hash, kept);
  if (!parsed.success) return false;
  const [, count, salt, expected] = parsed.output;
  return areSameBytes(await derive(password, salt, count), expected);
}

async function derive(password: string, salt: Uint8Array, count: number): Promise<Uint8Array> {
  // The same letters in another Unicode form are the same password (RFC 8265 section 4.2.1).
  const raw = new TextEncoder().encode(password.normalize("NFC"));
  const key = await crypto.subtle.importKey("raw", raw, "PBKDF2", false, ["deriveBits"]);
  const parameters = { name: "PBKDF2", hash: "SHA-256", salt: Uint8Array.from(salt), iterations: count };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, hashBytes * 8));
}
