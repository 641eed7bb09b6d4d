/**
 * Whether the signal-worker may be made to call an address. It sees names and literal addresses, not what a
 * name resolves to: Cloudflare reaches no private network anyway, and workerd's `internet` connects to public
 * addresses alone (docs/deploy.md).
 */

/** A URL in a request or a log should not be longer; browsers and servers agree on about as much. */
const addressChars = 2_048;

/**
 * @param isDevelopment lets in http and addresses of this machine and its network.
 * @returns the address, normalised and without its fragment, or undefined where no webhook goes there.
 */
export function callbackAddress(text: string, isDevelopment: boolean): string | undefined {
  const url = text.length > addressChars ? null : URL.parse(text);
  if (url === null) return undefined;
  if (url.protocol !== "https:" && !(isDevelopment && url.protocol === "http:")) return undefined;
  if (!isDevelopment && isPrivateHost(url.hostname)) return undefined;
  if (!canDecode(url.username) || !canDecode(url.password)) return undefined;
  url.hash = "";
  return url.href;
}

/** Whom a webhook goes to: receivers are told apart by their origin. */
export function receiverOf(address: string): string {
  return URL.parse(address)?.origin ?? "";
}

/** @returns the address as a log may hold it: neither credentials nor query, which may be secrets too. */
export function shownAddress(address: string): string {
  const url = URL.parse(address);
  return url === null ? "" : url.origin + url.pathname;
}

/**
 * @param hostname of a parsed URL, where `0x7f.1` has become `127.0.0.1` already.
 * @returns whether it means this machine or a network that is not public.
 */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/\.$/, "");
  if (host.startsWith("[")) return isPrivateIpv6(host.slice(1, -1));
  const ipv4 = ipv4Of(host);
  if (ipv4 !== undefined) return isPrivateIpv4(ipv4);
  // A name without a dot is one of the local network; so are those that RFC 6761, 6762, 8375 and 9476 set apart.
  return (
    !host.includes(".") || /\.(localhost|local|internal|lan|home\.arpa|test|invalid|alt|onion)$/.test(host)
  );
}

function canDecode(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function ipv4Of(host: string): number | undefined {
  if (!/^\d+\.\d+\.\d+\.\d+$/.test(host)) return undefined;
  return host.split(".").reduce((value, part) => value * 256 + Number(part), 0);
}

/** First address and prefix length: what IANA's registry of special IPv4 addresses calls not globally reachable. */
const privateIpv4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3], // multicast, reserved, broadcast
];

function isPrivateIpv4(address: number): boolean {
  return privateIpv4.some(([first, prefixBits]) => {
    const block = 2 ** (32 - prefixBits);
    return Math.floor(address / block) === Math.floor((ipv4Of(first) ?? 0) / block);
  });
}

/** Only 2000::/3 is given out at all (RFC 4291 section 2.4), and some of it carries IPv4 or is for documents. */
function isPrivateIpv6(address: string): boolean {
  const groups = ipv6Groups(address);
  const [first = 0, second = 0] = groups;
  const last = (groups[6] ?? 0) * 65_536 + (groups[7] ?? 0);
  // 64:ff9b::/96 is an IPv4 address seen through NAT64 (RFC 6052).
  if (first === 0x64 && second === 0xff9b && groups.slice(2, 6).every((group) => group === 0))
    return isPrivateIpv4(last);
  if (first < 0x2000 || first > 0x3fff) return true;
  // 6to4 (RFC 3056) and Teredo (RFC 4380) lead to an IPv4 address; nobody serves webhooks there.
  if (first === 0x2002 || (first === 0x2001 && second === 0)) return true;
  return first === 0x2001 && second === 0x0db8;
}

/** @param address as a URL has it: compressed, all in hexadecimal. */
function ipv6Groups(address: string): number[] {
  const [head = "", tail] = address.split("::");
  const parse = (part: string) =>
    part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16));
  const [before, after] = [parse(head), parse(tail ?? "")];
  const gap = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array.from({ length: gap }, () => 0), ...after];
}
