/**
 * The kernel without SIMD. A file of its own, which only a browser loads that needs it.
 * @module
 */
export { deflatedBase64 } from "../../wasm/build/kernel-scalar.wasm?deflated";
