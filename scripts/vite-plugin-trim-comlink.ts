import type { Plugin } from "vite";

/**
 * Parts of comlink 4.4.2 that Meshcall never runs, as patterns: page and kernel worker call functions and transfer bytes
 * and ports. They make no proxies of objects, set no fields, construct nothing, return nothing that cannot be sent, and the kernel is
 * never released.
 */
const cuts: readonly RegExp[] = [
  / *\["proxy", proxyTransferHandler\],\n/,
  / *case "GET"[^]*?break;\n/,
  / *case "SET"[^]*?break;\n/,
  / *case "CONSTRUCT"[^]*?break;\n/,
  / *case "ENDPOINT"[^]*?break;\n/,
  / *case "RELEASE"[^]*?break;\n/,
  / *if \(type === "RELEASE"[^]*?\n {12}\}\n/,
  / *\.catch\(\(error\) => \{\n *\/\/ Send Serialization[^]*?\n {8}\}\)/,
  / *if \(!isAllowedOrigin\([^]*?\n {8}\}\n/,
  /const proxyCounter = [^]*?\n {4}\}\);\n/,
  /(?<=function registerProxy\(proxy, ep\) \{\n)[^]*?(?=\n\}\n)/,
  /(?<=function unregisterProxy\(proxy\) \{\n)[^]*?(?=\n\}\n)/,
];

/** Leaves out of comlink what Meshcall never runs: half of it, and more in the kernel worker. */
export function trimComlink(): Plugin {
  return {
    name: "meshcall:trim-comlink",
    transform: {
      filter: { id: /\/comlink\/dist\/esm\/comlink\.mjs(\?|$)/ },
      handler: (source) => ({ code: trimmedComlink(source), map: null }),
    },
  };
}

/** @throws Error when the source is not the version that the patterns are of */
export function trimmedComlink(source: string): string {
  let text = source;
  for (const cut of cuts) {
    if (!cut.test(text)) throw new Error(`This is another comlink than 4.4.2: no ${String(cut)}`);
    text = text.replace(cut, "");
  }
  return text;
}
