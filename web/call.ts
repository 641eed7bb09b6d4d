/**
 * What the elements need of the SDK to join: loaded when somebody is about to.
 * @module
 */
export { connect } from "./connect.ts";
export { fetchToken } from "./signaling/fetch-token.ts";
