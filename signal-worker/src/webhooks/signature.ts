/**
 * `X-Twilio-Signature`: base64 of the HMAC-SHA1, keyed with the account's auth token, of the address and of
 * each parameter's name and value, in the order of the names.
 *
 * @param url as the receiver sees it, query included.
 * @param parameters of a form; none for GET, where they are in the address.
 */
export async function signatureOf(
  authToken: string,
  url: string,
  parameters: Readonly<Record<string, string>>,
): Promise<string> {
  const encoder = new TextEncoder();
  const key = await crypto.subtle.importKey(
    "raw",
    encoder.encode(authToken),
    { name: "HMAC", hash: "SHA-1" },
    false,
    ["sign"],
  );
  const signed = Object.keys(parameters)
    .sort()
    .reduce((text, name) => text + name + (parameters[name] ?? ""), url);
  const signature = await crypto.subtle.sign("HMAC", key, encoder.encode(signed));
  return btoa(String.fromCharCode(...new Uint8Array(signature)));
}
