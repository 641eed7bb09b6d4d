import { writeFileSync } from "node:fs";
import { create, ts } from "@custom-elements-manifest/analyzer";
import { litPlugin } from "@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js";
import type {
  ClassDeclaration,
  ClassMember,
  CssPart,
  CustomElement,
  Export,
  Package,
} from "custom-elements-manifest/schema";
import { inRepository } from "../repository.ts";
import type { SourceFiles } from "../source-files.ts";
import {
  customPropertiesIn,
  elementFiles,
  elementSources,
  eventClasses,
  type ElementSource,
} from "./element-sources.ts";
import { htmlData } from "./html-data.ts";

export type ElementDeclaration = ClassDeclaration & CustomElement & { tagName: string };

/** The module of the package that all elements come from. */
const modulePath = "dist/elements.js";

/**
 * The Custom Elements Manifest of what the package ships: each element with what it inherits, and nothing private. Made of
 * types and JSDoc; parts that an element hands on of others are found in its templates.
 */
export function elementsManifest(files: SourceFiles = elementFiles()): Package {
  const key = [...files].flat().join();
  if (made?.key !== key) made = { key, manifest: makeManifest(files) };
  return made.manifest;
}

/** Of the sources as they were last: the compiler takes seconds, and a build asks three times. */
let made: { key: string; manifest: Package } | undefined;

function makeManifest(files: SourceFiles): Package {
  const elements = describeElements(files);
  const exports: Export[] = elements.map(({ tagName, name }) => ({
    kind: "custom-element-definition",
    name: tagName,
    declaration: { name, module: modulePath },
  }));
  return {
    schemaVersion: "1.0.0",
    readme: "README.md",
    modules: [{ kind: "javascript-module", path: modulePath, declarations: elements, exports }],
  };
}

/** In the order of their tags. */
export function elementsOf(manifest: Package): ElementDeclaration[] {
  return manifest.modules.flatMap(({ declarations = [] }) => declarations.filter(isElement));
}

/** Writes the manifest into `dist/`, and the same for editors that complete HTML. */
export function writeElementsManifest(): void {
  const manifest = elementsManifest();
  const write = (name: string, value: unknown): void =>
    writeFileSync(inRepository(`dist/${name}`), `${JSON.stringify(value, undefined, 1)}\n`);
  write("custom-elements.json", manifest);
  write("html-custom-data.json", htmlData(elementsOf(manifest)));
}

function describeElements(files: SourceFiles): ElementDeclaration[] {
  const classes = analyzedClasses(files);
  const events = eventClasses(files);
  const sources = elementSources(files);
  const defaults = customPropertiesIn(files);
  const elements = sources.map((source) => described(source, classes, events, defaults));
  const sourceByTag = new Map(sources.map((source) => [source.tag, source]));
  const elementByTag = new Map(elements.map((element) => [element.tagName, element]));
  /** What an element hands on of those inside is described where it comes from. */
  const wordsOf = (tag: string, part: string): string | undefined => {
    const known = elementByTag.get(tag)?.cssParts?.find(({ name }) => name === part)?.description;
    const origin = sourceByTag.get(tag)?.forwarded.get(part);
    return known ?? (origin && origin.tag !== tag ? wordsOf(origin.tag, origin.part) : undefined);
  };
  return elements.map((element) => {
    const own = element.cssParts ?? [];
    const names = [...(sourceByTag.get(element.tagName)?.forwarded.keys() ?? [])];
    const more = names.filter((name) => !own.some((part) => part.name === name));
    const forwarded = more.map((name) => ({ name, ...orNothing(wordsOf(element.tagName, name)) }));
    return { ...element, cssParts: [...own, ...forwarded].sort(byName) };
  });
}

function analyzedClasses(files: SourceFiles): ReadonlyMap<string, ClassDeclaration & Partial<CustomElement>> {
  const modules = [...files].map(([path, text]) =>
    ts.createSourceFile(path, oneTagALine(text), ts.ScriptTarget.ESNext, true),
  );
  const { modules: read } = create({ modules, plugins: litPlugin() });
  const declarations = read.flatMap((module) => module.declarations ?? []);
  return new Map(declarations.flatMap((each) => (each.kind === "class" ? [[each.name, each]] : [])));
}

/** Several tags may share a line in our comments; the analyzer takes the rest of the line for the first one's text. */
function oneTagALine(text: string): string {
  return text.replaceAll(/(?<=^ \* @.*\S) (?=@(fires|slot|csspart|cssprop|attr|summary)\b)/gm, "\n * ");
}

function described(
  { tag, className, parts, events: made }: ElementSource,
  classes: ReadonlyMap<string, ClassDeclaration & Partial<CustomElement>>,
  events: ReadonlyMap<string, string>,
  defaults: ReadonlyMap<string, string>,
): ElementDeclaration {
  const found = classes.get(className);
  if (found === undefined) throw new Error(`The analyzer has not found ${className} of <${tag}>`);
  const documented = found.cssParts ?? [];
  const undocumented = parts.filter((part) => !documented.some(({ name }) => name === part));
  const description = found.description ?? "";
  const members = (found.members ?? []).filter(isPublic);
  const saidEvents = new Map((found.events ?? []).map((event) => [event.name, event]));
  for (const name of saidEvents.keys()) {
    if (name === undefined || !name.startsWith("mesh-")) saidEvents.delete(name); // an argument's name, or none
  }
  return {
    kind: "class",
    customElement: true,
    name: className,
    tagName: tag,
    summary: found.summary ?? description.split(/(?<=\.)\s/)[0] ?? "",
    description,
    superclass: { name: "LitElement", package: "lit" },
    attributes: (found.attributes ?? [])
      .filter(({ name, fieldName = name }) => members.some((member) => member.name === fieldName))
      // as Lit calls an attribute that is given no name
      .map((attribute) => ({ ...withoutOrigin(attribute), name: attribute.name.toLowerCase() }))
      .sort(byName),
    members: members.map(plainMember).sort(byName),
    events: [...new Set([...saidEvents.keys(), ...made])].sort().map((event) => {
      const type = events.get(event) ?? saidEvents.get(event)?.type?.text ?? "Event";
      const words = saidEvents.get(event)?.description ?? classes.get(type)?.description;
      return { name: event, type: { text: type }, ...orNothing(words) };
    }),
    slots: (found.slots ?? []).map((slot) => withoutOrigin(slot)),
    cssParts: [
      ...documented.map((part) => withoutOrigin(part)),
      ...undocumented.map((name): CssPart => ({ name })),
    ].sort(byName),
    cssProperties: (found.cssProperties ?? [])
      .map((property) => ({ ...withoutOrigin(property), default: defaults.get(property.name) ?? "" }))
      .sort(byName),
  };
}

function orNothing(description: string | undefined): { description?: string } {
  return description === undefined ? {} : { description };
}

function isPublic(member: ClassMember): boolean {
  const isHidden = (member.privacy ?? "public") !== "public" || member.static === true;
  return !isHidden && !/^[#_]/.test(member.name) && member.name !== "constructor";
}

function plainMember(member: ClassMember): ClassMember {
  const plain = withoutOrigin(member);
  delete plain.privacy;
  return plain;
}

function withoutOrigin<Item extends object>(item: Item): Item {
  const copy = { ...item };
  for (const name of ["inheritedFrom", "source", "resolveInitializer", "parsedType"])
    Reflect.deleteProperty(copy, name);
  return copy;
}

function byName(one: { name: string }, other: { name: string }): number {
  return one.name < other.name ? -1 : 1;
}

function isElement(declaration: object): declaration is ElementDeclaration {
  return "customElement" in declaration && "tagName" in declaration;
}
