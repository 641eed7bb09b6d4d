import { signatureOf } from "../signal-worker/src/webhooks/signature.ts";

/**
 * Whether a status callback comes from your signal-worker. `validateRequest` of Twilio's helper library says the
 * same.
 *
 * @param authToken of the account.
 * @param signature the header `X-Twilio-Signature`.
 * @param url the whole address that was called, query included, as the signal-worker sees it: behind a proxy
 * that is not what your server listens on.
 * @param parameters of the form; none for GET.
 */
export async function isWebhookSigned(
  authToken: string,
  signature: string | null | undefined,
  url: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  const expected = await signatureOf(authToken, url, parameters);
  const given = signature ?? "";
  if (given.length !== expected.length) return false;
  // Looks at every character, so that the time it takes tells nothing.
  let difference = 0;
  for (let at = 0; at < expected.length; at++) difference |= expected.charCodeAt(at) ^ given.charCodeAt(at);
  return difference === 0;
}
