import type { IceConfig, IceSource } from "./ice.ts";

/**
 * coturn's "TURN REST API" (draft-uberti-behave-turn-rest-00): the user name carries its own expiry, the
 * password signs it. Nothing is asked of the server.
 */
export function coturnSource({ urls, secret, lifeSeconds }: NonNullable<IceConfig["turn"]>): IceSource {
  return async (identity, nowMs) => {
    const username = `${Math.floor(nowMs / 1000) + lifeSeconds}:${identity}`;
    return [{ urls: [...urls], username, credential: await hmacSha1Base64(secret, username) }];
  };
}

async function hmacSha1Base64(secret: string, message: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-1" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["sign"]);
  const signature = await crypto.subtle.sign("HMAC", key, encoder.encode(message));
  return btoa(String.fromCharCode(...new Uint8Array(signature)));
}
