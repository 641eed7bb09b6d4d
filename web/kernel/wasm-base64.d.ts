declare module "*/kernel.wasm?base64" {
  /** The compiled kernel; scripts/vite-plugin-inline-wasm.ts puts it here. */
  export const base64: string;
}
