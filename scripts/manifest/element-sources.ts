import { posix } from "node:path";
import { readSourceFiles, type SourceFiles } from "../source-files.ts";

/** One element as its sources have it: what JSDoc does not say, or could say wrongly. */
export interface ElementSource {
  tag: string;
  className: string;
  /** Values of `part` in its templates. */
  parts: readonly string[];
  /** Names of the events that its own file makes. */
  events: readonly string[];
  /** What it hands on of the elements in its templates: own name -> whose part, and its name there. */
  forwarded: ReadonlyMap<string, { tag: string; part: string }>;
}

/** The sources that elements are made of, by path in the repository. */
export function elementFiles(): SourceFiles {
  return readSourceFiles(["web/elements"]);
}

/** Every element that says its tag in `HTMLElementTagNameMap`, in the order of the tags. */
export function elementSources(files: SourceFiles = elementFiles()): ElementSource[] {
  const homes = new Map(
    [...files].flatMap(([path, text]) =>
      mapOf(text, "HTMLElementTagNameMap").map((entry) => [path, entry] as const),
    ),
  );
  const found = [...homes].map(([path, { key, value }]) => {
    const text = reach(path, files, new Set(homes.keys()));
    return {
      tag: key,
      className: value,
      parts: partsIn(text),
      events: eventsIn(files.get(path) ?? "", files),
      forwarded: forwardedIn(text),
    };
  });
  return found.sort((one, other) => one.tag.localeCompare(other.tag));
}

/** Event name -> class, as `HTMLElementEventMap` has them. */
export function eventClasses(files: SourceFiles = elementFiles()): ReadonlyMap<string, string> {
  const entries = [...files.values()].flatMap((text) => mapOf(text, "HTMLElementEventMap"));
  return new Map(entries.map(({ key, value }) => [key, value]));
}

/** The custom properties that a page may set, each with what holds where it does not. */
export function customPropertiesIn(files: SourceFiles = elementFiles()): ReadonlyMap<string, string> {
  const texts = [...files.values()];
  const uses = texts.flatMap((text) => [...text.matchAll(/var\(\s*(--mesh-[a-z-]+),\s*([^;]*)\);/g)]);
  return new Map(
    uses.map(([, name = "", otherwise = ""]) => [name, otherwise.replaceAll(/\s+/g, " ").trim()]),
  );
}

function mapOf(text: string, name: string): { key: string; value: string }[] {
  const body = new RegExp(`interface ${name} \\{([^}]*)\\}`).exec(text)?.[1] ?? "";
  return [...body.matchAll(/"([\w-]+)": (\w+)/g)].map(([, key = "", value = ""]) => ({ key, value }));
}

/** The text of a file and of all it imports, but for other elements: those are described for themselves. */
function reach(start: string, files: SourceFiles, homes: ReadonlySet<string>): string {
  const seen = new Set([start]);
  const texts: string[] = [];
  for (const path of seen) {
    const text = files.get(path) ?? "";
    texts.push(text);
    const running = text.replaceAll(/^import type [^;]*;/gm, "");
    for (const [, specifier = ""] of running.matchAll(/(?:from|import\(?)\s*"(\.[^"]+)"/g)) {
      const target = posix.join(posix.dirname(path), specifier);
      if (files.has(target) && !homes.has(target)) seen.add(target);
    }
  }
  return texts.join("\n");
}

function eventsIn(text: string, files: SourceFiles): string[] {
  const made = new Set([...text.matchAll(/new (Mesh\w+Event)\(/g)].map(([, name = ""]) => name));
  const typed = [...eventClasses(files)].flatMap(([name, type]) => (made.has(type) ? [name] : []));
  const plain = [...text.matchAll(/new Event\("(mesh-[\w-]+)"/g)].map(([, name = ""]) => name);
  return [...new Set([...typed, ...plain])].sort();
}

function partsIn(text: string): string[] {
  const values = [...text.matchAll(/\spart="([^"$]+)"/g)].flatMap(([, value = ""]) => value.split(/\s+/));
  return [...new Set(values)].sort();
}

function forwardedIn(text: string): ElementSource["forwarded"] {
  const forwarded = new Map<string, { tag: string; part: string }>();
  const add = (tag: string, list: string): void => {
    for (const pair of list.split(",")) {
      const [part = "", name = part] = pair.split(":").map((word) => word.trim());
      if (part !== "") forwarded.set(name, { tag, part });
    }
  };
  for (const { index, 1: list = "" } of text.matchAll(/exportparts="([^"]*)"/g)) {
    const opening = text.lastIndexOf("<mesh-", index);
    add(/^<([\w-]+)/.exec(text.slice(opening, index))?.[1] ?? "", list);
  }
  // of a table of elements that one template renders
  for (const [, tag = "", list = ""] of text.matchAll(/\btag: "(mesh-[\w-]+)",.*?\bparts: "([^"]*)"/gs))
    add(tag, list);
  return forwarded;
}
