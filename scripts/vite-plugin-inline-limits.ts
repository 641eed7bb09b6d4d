import type { Plugin } from "vite";
import { limits } from "../signal-worker/protocol/limits.ts";

/** From within the protocol, and from without; other parts have limits of their own. */
const imported = {
  inside: /^import \{[^}]*\blimits\b[^}]*\} from "\.\/limits\.ts";$/m,
  outside: /^import \{[^}]*\blimits\b[^}]*\} from "#protocol\/limits";$/m,
};

/** Has each size of the wire where it is asked for: of the list of all, a page asks for half. */
export function inlineLimits(): Plugin {
  return {
    name: "meshcall:inline-limits",
    enforce: "pre",
    transform: {
      filter: { id: /\.ts(\?|$)/, code: /\blimits\./ },
      handler: (source, id) => ({ code: withLimits(id, source), map: null }),
    },
  };
}

/** The text of a module with the values of `limits` in the place of their names. */
export function withLimits(path: string, source: string): string {
  const isOurs = imported[path.includes("/signal-worker/protocol/") ? "inside" : "outside"].test(source);
  if (!isOurs) return source;
  const values: Readonly<Record<string, number>> = limits;
  return source.replaceAll(/(?<![\w$.])limits\.(\w+)/g, (text, name: string) => String(values[name] ?? text));
}
