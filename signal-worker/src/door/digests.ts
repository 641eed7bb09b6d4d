import type { RandomBytes } from "../ids.ts";
import { areSameBytes, toBase64url } from "./bytes.ts";

/**
 * What is compared with many at once, and so has no salt of its own: invitations, network addresses. The room's name at
 * its signal-worker is the salt of all (the object's id, which no other room has).
 */

export async function hashInvitation(invitation: string, salt: string): Promise<string> {
  return digest(`invitation ${salt} ${invitation}`);
}

/** @param address of {@link networkOf} */
export async function hashAddress(address: string, salt: string): Promise<string> {
  return digest(`address ${salt} ${address}`);
}

/** Both are digests: how long comparing takes tells nothing of what they are of. */
export function isSameDigest(one: string, other: string): boolean {
  const encoder = new TextEncoder();
  return areSameBytes(encoder.encode(one), encoder.encode(other));
}

/** 128 random bits, in letters that need no escape in an address. */
export function newInvitation(random: RandomBytes): string {
  return toBase64url(random(16));
}

/** How much of an invitation a list shows: of one of ours, 24 of its 128 bits. Of a short one, nothing. */
export function hintOf(invitation: string): string {
  return invitation.length >= 12 ? invitation.slice(0, 4) : "";
}

async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return toBase64url(new Uint8Array(bytes));
}
