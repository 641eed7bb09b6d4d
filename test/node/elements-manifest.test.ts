import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  customPropertiesIn,
  elementFiles,
  elementSources,
  eventClasses,
} from "../../scripts/manifest/element-sources.ts";
import {
  elementsManifest,
  elementsOf,
  type ElementDeclaration,
} from "../../scripts/manifest/elements-manifest.ts";
import { htmlData } from "../../scripts/manifest/html-data.ts";
import { inRepository } from "../../scripts/repository.ts";

const files = elementFiles();
const sources = elementSources(files);
const manifest = elementsManifest(files);
const elements = elementsOf(manifest);
const entry = readFileSync(inRepository("web/elements.ts"), "utf8");
const guide = readFileSync(inRepository("docs/elements.md"), "utf8");

/** What Lit itself made of the class, which the analyzer has only read. */
async function classOf({ name }: ElementDeclaration): Promise<{
  observedAttributes: string[];
  elementProperties: Map<string, { state?: boolean }>;
}> {
  const [path = ""] = [...files].find(([, text]) => text.includes(`class ${name} `)) ?? [];
  const module: Record<string, never> = await import(/* @vite-ignore */ inRepository(path));
  return module[name]!;
}

function names(items: readonly { name: string }[] | undefined): string[] {
  return (items ?? []).map(({ name }) => name).sort();
}

describe("the manifest", () => {
  test("has every element, and defines it", () => {
    expect(elements.length).toBeGreaterThan(8);
    expect(elements.map(({ tagName }) => tagName)).toEqual(sources.map(({ tag }) => tag));
    expect(names(manifest.modules[0]?.exports)).toEqual(elements.map(({ tagName }) => tagName));
  });

  test("has every event that a page can listen to, with its class", () => {
    const known = new Map(
      elements.flatMap(({ events = [] }) => events.map(({ name, type }) => [name, type.text])),
    );
    const typed = eventClasses(files);
    expect([...typed.keys()].filter((name) => !known.has(name))).toEqual([]);
    for (const [name, type] of typed) expect(known.get(name), name).toBe(type);
  });

  test("has every custom property that the styles read, and no other", () => {
    const documented = new Set(elements.flatMap(({ cssProperties }) => names(cssProperties)));
    expect([...documented].sort()).toEqual([...customPropertiesIn(files).keys()].sort());
  });

  test("is made for editors too", () => {
    expect(htmlData(elements)).toMatchObject({
      version: 1.1,
      tags: expect.arrayContaining([
        expect.objectContaining({
          name: "mesh-call",
          attributes: expect.arrayContaining([
            expect.objectContaining({ name: "theme", values: [{ name: "light" }, { name: "dark" }] }),
            expect.objectContaining({ name: "skip-lobby", valueSet: "v" }),
          ]),
        }),
      ]),
    });
  });
});

describe.each(elements.map((element) => [element.tagName, element] as const))("<%s>", (tag, element) => {
  const source = sources.find((each) => each.tag === tag)!;

  test("says what it is", () => {
    expect(element.summary).toMatch(/\w/);
    expect(element.description).toMatch(/\w/);
  });

  test("has the attributes that the class observes, each with its type", async () => {
    const { observedAttributes } = await classOf(element);
    expect(names(element.attributes)).toEqual(observedAttributes.toSorted());
    expect(element.attributes?.filter(({ type }) => type === undefined)).toEqual([]);
  });

  test("has the properties that a page may set, and nothing private", async () => {
    const { elementProperties } = await classOf(element);
    const settable = [...elementProperties].flatMap(([name, { state }]) => (state ? [] : [name]));
    const internal = [...elementProperties].flatMap(([name, { state }]) => (state ? [name] : []));
    expect(names(element.members)).toEqual(expect.arrayContaining(settable));
    expect(names(element.members).filter((name) => internal.includes(name) || /^[#_]/.test(name))).toEqual(
      [],
    );
    const lits = ["render", "update", "updated", "willUpdate", "connectedCallback", "styles", "properties"];
    expect(names(element.members).filter((name) => lits.includes(name))).toEqual([]);
  });

  test("has the events that it makes, each with words", () => {
    expect(names(element.events)).toEqual(expect.arrayContaining([...source.events]));
    expect(element.events?.filter(({ description = "" }) => !/\w/.test(description))).toEqual([]);
    expect(element.events?.filter(({ description = "" }) => description.includes("@"))).toEqual([]);
  });

  test("has the parts of its templates, each with words", () => {
    const parts = [...new Set([...source.parts, ...source.forwarded.keys()])].sort();
    expect(names(element.cssParts)).toEqual(parts);
    expect(element.cssParts?.filter(({ description = "" }) => !/\w/.test(description))).toEqual([]);
  });
});

describe("docs/elements.md", () => {
  test("has every element that the package names", () => {
    const named = elements.filter(({ name }) => entry.includes(`export type { ${name} }`));
    expect(named.length).toBeGreaterThan(10);
    expect(
      named.filter(({ tagName }) => !guide.includes(`\`<${tagName}>\``)).map(({ tagName }) => tagName),
    ).toEqual([]);
  });

  const call = elements.find(({ tagName }) => tagName === "mesh-call")!;

  test.each([
    ["attribute", names(call.attributes)],
    ["event", names(call.events)],
    ["part", names(call.cssParts)],
    ["custom property", [...customPropertiesIn(files).keys()]],
    ["slot", names(call.slots)],
  ])("has each %s of <mesh-call>", (_kind, known) => {
    expect(known.filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
  });

  test("names no custom property, event or tag that there is not", () => {
    const known = new Set([
      ...elements.map(({ tagName }) => tagName),
      ...elements.flatMap(({ events }) => names(events)),
    ]);
    const said = [...guide.matchAll(/`<?(mesh-[a-z-]+)/g)].map(([, name = ""]) => name);
    expect(said.filter((name) => !known.has(name))).toEqual([]);
    const properties = [...guide.matchAll(/--mesh-[a-z-]+/g)].map(([name]) => name);
    expect(properties.filter((name) => !customPropertiesIn(files).has(name))).toEqual([]);
  });
});
