import type { Plugin } from "vite";

/** What becomes of a value that is refused; of one that is read, each schema makes its value. */
const refused = "{ dataset.issues = true; return dataset; }";

/** Schemas made of others stop at the first thing that is wrong. */
const shortened: Readonly<Record<string, string>> = {
  object: `	return {
		entries: entries$1,
		"~run"(dataset) {
			const input = dataset.value;
			if (!input || typeof input !== "object") ${refused}
			const value = {};
			for (const key in this.entries) {
				const schema = this.entries[key];
				const mayMiss = schema.isOptional;
				if (key in input || (mayMiss && schema.default !== void 0)) {
					const read = schema["~run"]({ value: key in input ? input[key] : schema.default });
					if (read.issues) ${refused}
					value[key] = read.value;
				} else if (!mayMiss) ${refused}
			}
			dataset.value = value;
			return dataset;
		}
	};`,
  array: `	return {
		"~run"(dataset) {
			if (!Array.isArray(dataset.value)) ${refused}
			dataset.value = dataset.value.map((value) => {
				const read = item["~run"]({ value });
				dataset.issues ||= read.issues;
				return read.value;
			});
			return dataset;
		}
	};`,
  tuple: `	return {
		"~run"(dataset) {
			const input = dataset.value;
			if (!Array.isArray(input)) ${refused}
			dataset.value = items.map((item, index) => {
				const read = item["~run"]({ value: input[index] });
				dataset.issues ||= read.issues;
				return read.value;
			});
			return dataset;
		}
	};`,
  record: `	return {
		"~run"(dataset) {
			const input = dataset.value;
			if (!input || typeof input !== "object") ${refused}
			const value = {};
			for (const name in input) if (_isValidObjectKey(input, name)) {
				const [read, content] = [key["~run"]({ value: name }), value$1["~run"]({ value: input[name] })];
				if (read.issues || content.issues) ${refused}
				value[read.value] = content.value;
			}
			dataset.value = value;
			return dataset;
		}
	};`,
  union: `	return {
		"~run"(dataset) {
			for (const option of options) {
				const read = option["~run"]({ value: dataset.value });
				if (!read.issues) return read;
			}
			${refused}
		}
	};`,
  // the key is the first that each of them looks at
  variant: "	return union(options);",
  pipe: `	return {
		...pipe$1[0],
		pipe: pipe$1,
		"~run"(dataset) {
			for (const item of pipe$1) {
				dataset = item["~run"](dataset);
				if (dataset.issues) break;
			}
			return dataset;
		}
	};`,
  optional: `	return {
		isOptional: true,
		default: default_,
		"~run"(dataset) {
			if (dataset.value === void 0) dataset.value = default_;
			return dataset.value === void 0 ? dataset : wrapped["~run"](dataset);
		}
	};`,
  exactOptional: "	return { ...wrapped, isOptional: true };",
  nullable: `	return {
		"~run"(dataset) {
			return dataset.value === null ? dataset : wrapped["~run"](dataset);
		}
	};`,
  nullish: "	return optional(nullable(wrapped));",
  safeParse: `	const dataset = schema["~run"]({ value: input });
	return { success: !dataset.issues, output: dataset.value };`,
};

/**
 * What is left out of all others of valibot 1.5.0, as patterns: its parsers say yes or no, and what they read. Why not is
 * told to nobody.
 */
const cuts: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/(?<=\nfunction _standardSchema\(schema\) \{\n)[^]*?(?=\n\}\n)/, "\treturn schema;"],
  [/_addIssue\(this, "[^"]*", dataset, config\$1(?:, \{ received: [^\n]+ \})?\)/g, "dataset.issues = true"],
  [/(?<=\n\t+)if \(((?:(?!if \()[^\n])+)\) dataset\.typed = true;\n\t+else dataset/g, "if (!($1)) dataset"],
  [/\n\t+dataset\.typed = true;/g, ""],
  [/dataset\.typed && /g, ""],
  [/"~run"\(dataset, config\$1\)/g, '"~run"(dataset)'],
  [/\n\t+kind: "[^"]+",/g, ""],
  [/\n\t+type: "[^"]+",/g, ""],
  [/\n\t+reference: [\w$]+,/g, ""],
  [/\n\t+expects: [^\n]+,(?=\n)/g, ""],
  [/\n\t+message: message\$1,/g, ""],
  [/\n\t+async: false,/g, ""],
];

/** Leaves out of valibot what says why something was refused, and what no page asks it for: two thirds. */
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
  const bodies = Object.entries(shortened).map(
    ([name, body]) =>
      [new RegExp(`(?<=\\nfunction ${name}\\([^)]*\\) \\{\\n)[^]*?(?=\\n\\}\\n)`), body] as const,
  );
  for (const [pattern, instead] of [...bodies, ...cuts]) {
    const next = pattern.global ? text.replaceAll(pattern, instead) : text.replace(pattern, () => instead);
    if (next === text) throw new Error(`This is another valibot than 1.5.0: no ${String(pattern)}`);
    text = next;
  }
  return text;
}
