/**
 * Where the signal-worker is: the address given, else `<meta name="meshcall-server">`, else the page's origin.
 * @throws TypeError when the address is no http or https URL
 */
export function serverUrl(given: string | undefined): URL {
  const named = given || document.querySelector<HTMLMetaElement>('meta[name="meshcall-server"]')?.content;
  // A program that is no page has no location, and gives the address as a whole.
  const url = new URL(named || location.origin, globalThis.location?.href);
  if (url.protocol === "ws:") url.protocol = "http:";
  if (url.protocol === "wss:") url.protocol = "https:";
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new TypeError(`The signal-worker's address must be http or https: ${url.href}`);
  }
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

/** @param room left out: the token's room */
export function announceUrl(server: URL, room: string | undefined): URL {
  const url = new URL("rooms/announce", server);
  url.protocol = server.protocol === "https:" ? "wss:" : "ws:";
  if (room !== undefined) url.searchParams.set("room", room);
  return url;
}
