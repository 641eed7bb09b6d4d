/** In the fragment, before the secret. */
export const key = "mesh";
/** As the SDK wants it at least; a shorter one was cut off or made by hand. */
const secretCharsAtLeast = 16;

/** The secret in the page's fragment, if there is one. */
export function presentSecret(): string | undefined {
  for (const part of location.hash.slice(1).split("&")) {
    const [name, secret = ""] = part.split("=");
    if (name === key && secret.length >= secretCharsAtLeast) return secret;
  }
  return undefined;
}
