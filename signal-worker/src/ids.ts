import { limits } from "#protocol/limits";

/** @returns fresh random bytes, as many as asked for. A parameter, so that rules stay pure. */
export type RandomBytes = (count: number) => Uint8Array;

export const cryptoRandom: RandomBytes = (count) => crypto.getRandomValues(new Uint8Array(count));

/** @returns the prefix and 32 hex digits, as Twilio's SIDs are. */
export function newSid(prefix: "RM" | "PA" | "KN", random: RandomBytes): string {
  const digits = Array.from(random(16), (byte) => byte.toString(16).padStart(2, "0"));
  // Joined: a text that `+` makes is in two parts, and all JSON that it is in takes three times as long (measured).
  return [prefix, ...digits].join("");
}

/** 32 letters and digits, so that a byte's low five bits pick one evenly. PeerJS takes them all in an id. */
const alphabet = "abcdefghijklmnopqrstuvwxyz234567";

/** @returns a name for one participant on the wire: 100 random bits. */
export function newPeerId(random: RandomBytes): string {
  return Array.from(random(limits.idChars), (byte) => alphabet.charAt(byte & 31)).join("");
}

/** @returns the swarm's name on the wire: the first 20 hex digits of the room's SID. */
export function infoHashOf(roomSid: string): string {
  return roomSid.slice(2, 2 + limits.idChars);
}

export function isRoomSid(name: string): boolean {
  return /^RM[0-9a-f]{32}$/.test(name);
}
