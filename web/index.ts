/**
 * What `import … from "meshcall"` gives: the SDK, and all of it as the default export, since applications written for
 * Twilio Video import that.
 * @module
 */
export * from "./sdk.ts";
export * as default from "./sdk.ts";
