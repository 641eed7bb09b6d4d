import type { Plugin } from "vite";

/**
 * Parts of valibot 1.5.0 that a page never runs, as patterns: its parsers say yes or no, and what they read. Why not is
 * told to nobody, so issues have no texts and no paths here: there is one, or none.
 */
const cuts: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [
    /(?<=\nfunction _addIssue\(context, label, dataset, config\$1, other\) \{\n)[^]*?(?=\n\}\n)/,
    '\tif (context.kind === "schema") dataset.typed = false;\n\tdataset.issues ??= [];',
  ],
  [/(?<=\nfunction _standardSchema\(schema\) \{\n)[^]*?(?=\n\}\n)/, "\treturn schema;"],
  [/(?<=\nfunction getGlobalConfig\(config\$1\) \{\n)[^]*?(?=\n\}\n)/, "\treturn config$1 ?? {};"],
  [/\t+const pathItem = \{[^]*?\n\t+\};\n/g, ""],
  [/\t+for \(const issue of \w+\.issues\) \{\n[^]*?\.issues\?\.push\(issue\);\n\t+\}\n/g, ""],
  // What an issue would say; nothing else reads them.
  [/\n\t+reference: [\w$]+,/g, ""],
  [/\n\t+expects: [^\n]+,(?=\n)/g, ""],
  [/\n\t+message: message\$1,/g, ""],
  [/\n\t+async: false,/g, ""],
  [/, \{ received: [^\n]+ \}\);/g, ");"],
  [/, \{ issues: [^\n]+ \}\);/g, ");"],
  [/, \{\n(\t+)input: (?:void 0|input\[)[^]*?\n\t+\}\);/g, ");"],
  [/\n\t+if \(invalidDiscriminatorKey !== currentKey[^]*?\.expects\);(?=\n\t+break;)/, ""],
];

/** Leaves out of valibot what says why something was refused: a good third. */
export function trimValibot(): Plugin {
  return {
    name: "meshcall:trim-valibot",
    transform: {
      filter: { id: /\/valibot\/dist\/index\.mjs(\?|$)/ },
      handler: (source) => ({ code: trimmedValibot(source), map: null }),
    },
  };
}

/** @throws Error when the source is not the version that the patterns are of */
export function trimmedValibot(source: string): string {
  let text = source;
  for (const [pattern, instead] of cuts) {
    const next = text.replace(pattern, () => instead);
    if (next === text) throw new Error(`This is another valibot than 1.5.0: no ${String(pattern)}`);
    text = next;
  }
  return text;
}
