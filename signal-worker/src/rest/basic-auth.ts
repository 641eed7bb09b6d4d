import type { Account } from "../account/accounts.ts";
import { isSameText } from "../door/same-text.ts";

/** Who asks: `SK…:secret` of one of an account's keys, or `AC…:auth token`. */

/** The longest header that is looked at: two SIDs' worth of user, and any secret somebody can have meant. */
const headerChars = 1_024;

/** RFC 7617. @returns undefined for anything that is not Basic with a colon in it */
export function parseBasic(header: string | undefined): { user: string; password: string } | undefined {
  if (header === undefined || header.length > headerChars) return undefined;
  const encoded = /^basic +([A-Za-z0-9+/]+=*)$/i.exec(header.trim())?.[1];
  if (encoded === undefined) return undefined;
  try {
    const text = new TextDecoder().decode(Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0)));
    const colon = text.indexOf(":");
    return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
  } catch {
    return undefined; // no base64 after all
  }
}

/** @returns the account, or undefined for whoever is none of ours. Takes as long for a wrong secret as for a right one. */
export async function authenticate(
  accounts: readonly Account[],
  header: string | undefined,
): Promise<Account | undefined> {
  const given = parseBasic(header);
  if (given === undefined) return undefined;
  const found = credentialOf(accounts, given.user);
  // Somebody unknown is compared with what nobody has.
  const isRight = await isSameText(given.password, found?.secret ?? crypto.randomUUID());
  return isRight ? found?.account : undefined;
}

function credentialOf(
  accounts: readonly Account[],
  user: string,
): { account: Account; secret: string } | undefined {
  for (const account of accounts) {
    const secret =
      account.sid === user ? account.authToken : account.keys.find(({ sid }) => sid === user)?.secret;
    if (secret !== undefined) return { account, secret };
  }
  return undefined;
}
