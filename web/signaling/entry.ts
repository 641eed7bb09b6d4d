import { subprotocol } from "#protocol/limits";
import { roles } from "#protocol/role";
import type { EntryOptions } from "../room/connect-options.ts";

/**
 * What the door may ask for besides the token, as subprotocols: base64url of UTF-8, in no URL, log or console.
 * @throws TypeError for what is no text or no role
 */
export function entryProtocols({ pin, invitation, privateId, role, publish }: EntryOptions): string[] {
  const protocols = [
    [subprotocol.pinPrefix, "pin", pin],
    [subprotocol.invitationPrefix, "invitation", invitation],
    [subprotocol.privateIdPrefix, "privateId", privateId],
  ].flatMap(([prefix, name, value]: (string | undefined)[]) => {
    const text: unknown = value;
    if (text === undefined || text === "") return []; // nothing was typed
    if (typeof text !== "string") throw new TypeError(`Expected \`${name}\` to be a string`);
    return `${prefix}${base64Url(text)}`;
  });
  if (role !== undefined) {
    if (!roles.includes(role)) throw new TypeError(`Expected \`role\` to be one of ${roles.join(", ")}`);
    protocols.push(subprotocol.rolePrefix + role);
  }
  if (publish === false) protocols.push(subprotocol.passive);
  return protocols;
}

/** RFC 4648 section 5, without padding. */
function base64Url(text: string): string {
  const binary = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
