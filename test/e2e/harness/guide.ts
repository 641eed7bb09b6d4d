/** A guide in docs/ whose code is run in real pages: blocks of "```js READER", each of one reader's page. */

declare global {
  interface Window {
    /** What the guide's code said with `log(…)`. */
    logged: unknown[][];
    /** Runs the reader's blocks, one with each `next()`. */
    parts: AsyncGenerator<undefined>;
  }
}

export interface GuideBlock {
  reader: string;
  code: string;
}

/** In their order. */
export function blocksOf(guide: string): GuideBlock[] {
  return [...guide.matchAll(/^```js (\w+)\n(.*?)^```$/gms)].map(([, reader = "", code = ""]) => ({
    reader,
    code,
  }));
}

/** @returns a script: a generator that runs one part at a time, so that later parts know what earlier ones have named */
export function runnable(parts: readonly string[]): string {
  const body = parts
    .join("\nyield;\n")
    .replaceAll(/^import (\{.*\}) from "meshcall";$/gm, 'const $1 = await import("/meshcall.js");')
    .replaceAll(/^import (\{.*\}) from "meshcall\/rooms";$/gm, 'const $1 = await import("/rooms.js");');
  return `window.logged = [];
    const log = (...words) => window.logged.push(words);
    window.parts = (async function* () {\n${body}\n})();`;
}
