/** `meshcall/server`: what your own server needs. Runs wherever there is Web Crypto: Node, Deno, Bun, Workers. */
export { AccessToken, VideoGrant, type AccessTokenOptions } from "./access-token.ts";
export { signToken, type ApiKey, type TokenAlgorithm, type TokenRequest } from "./sign-token.ts";
export { isWebhookSigned } from "./webhook.ts";
