declare module "*.wasm?deflated" {
  /** The compiled kernel, `deflate-raw`; scripts/vite-plugin-inline-wasm.ts puts it here. */
  export const deflatedBase64: string;
}
