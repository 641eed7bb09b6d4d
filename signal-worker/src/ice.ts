import type { IceServerJson } from "#protocol/announce";
import type { Config } from "./env.ts";

/**
 * The servers a participant may use to find a path. TURN credentials are coturn's "TURN REST API"
 * (draft-uberti-behave-turn-rest-00): the user name carries its own expiry, the password signs it.
 */
export async function iceServers(
  { stunUrls, turn }: Pick<Config, "stunUrls" | "turn">,
  identity: string,
  nowMs: number,
): Promise<IceServerJson[]> {
  const servers: IceServerJson[] = stunUrls.length > 0 ? [{ urls: [...stunUrls] }] : [];
  if (turn !== undefined) {
    const username = `${Math.floor(nowMs / 1000) + turn.lifeSeconds}:${identity}`;
    servers.push({ urls: [...turn.urls], username, credential: await hmacSha1Base64(turn.secret, username) });
  }
  return servers;
}

async function hmacSha1Base64(secret: string, message: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-1" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["sign"]);
  const signature = await crypto.subtle.sign("HMAC", key, encoder.encode(message));
  return btoa(String.fromCharCode(...new Uint8Array(signature)));
}
