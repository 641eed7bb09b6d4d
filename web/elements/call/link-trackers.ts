import type { TrackerOptions } from "../../room/connect-options.ts";
import { key, presentSecret } from "./link-secret.ts";

/** 128 bits: nobody guesses them, and the link stays short enough to be sent. */
const secretBytes = 16;

/**
 * @param addresses the attribute `trackers`: addresses with spaces between them
 * @returns them and the secret of the link, which is put into the page's address; undefined when there are none
 */
export function linkTrackers(addresses: string | null): Pick<TrackerOptions, "urls" | "secret"> | undefined {
  const urls = addresses?.split(/\s+/).filter(Boolean) ?? [];
  return urls.length === 0 ? undefined : { urls, secret: linkSecret() };
}

/**
 * The secret in the page's fragment, `#mesh=…`, which browsers send to no server. Made and put there when it is missing:
 * from then on the page's address is the invitation. What else is in the fragment stays.
 */
function linkSecret(): string {
  const present = presentSecret();
  if (present !== undefined) return present;
  const parts = location.hash.slice(1).split("&");
  const others = parts.filter((part) => part !== "" && !part.startsWith(`${key}=`));
  const secret = crypto
    .getRandomValues(new Uint8Array(secretBytes))
    .reduce((text, byte) => text + byte.toString(16).padStart(2, "0"), "");
  // no entry of its own in the history: going back must not lead to a link without it
  history.replaceState(history.state, "", `#${[...others, `${key}=${secret}`].join("&")}`);
  return secret;
}
