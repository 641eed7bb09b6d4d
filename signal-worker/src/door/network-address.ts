/**
 * Where a request comes from, as the proxy in front says: Cloudflare's in `CF-Connecting-IP`, one's own in the header that
 * `ADDRESS_HEADER` names.
 */

/** Longer than any address. */
const addressChars = 64;

/**
 * @param value of that header; of several, the last is what the nearest proxy saw.
 * @returns what stands for one customer: an IPv4 address, or the /64 of an IPv6 one (RFC 6177: nobody gets less).
 * Empty: not known.
 */
export function networkOf(value: string | undefined): string {
  const address = value?.split(",").at(-1)?.trim().toLowerCase() ?? "";
  if (address.length > addressChars) return "";
  const mapped = /^(?:::ffff:)(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (/^\d+\.\d+\.\d+\.\d+$/.test(address)) return address;
  return /^[0-9a-f:.]+$/.test(address) && address.includes(":") ? firstHalf(address) : "";
}

/** The first four groups of an IPv6 address, whichever way it is written (RFC 4291 section 2.2). */
function firstHalf(address: string): string {
  const [head = "", tail] = address.split("::");
  const groups = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const zeros = Array<string>(Math.max(0, 8 - groups.length - after.length)).fill("0");
  return [...groups, ...(tail === undefined ? [] : zeros), ...after]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}

function groupsOf(text: string): string[] {
  // An IPv4 address at the end takes the place of two groups, neither of which is among the first four.
  return text === "" ? [] : text.split(":").flatMap((group) => (group.includes(".") ? ["0", "0"] : [group]));
}
