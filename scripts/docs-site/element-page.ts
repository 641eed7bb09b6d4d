import type { ElementDeclaration } from "../manifest/elements-manifest.ts";
import type { Page } from "./layout.ts";
import { anchorOf, codeBlock, escapeHtml, renderLine, type Heading } from "./markdown.ts";

type Cell = string | undefined;

/**
 * What the manifest says of one element.
 * @param group the heading in the list of pages
 */
export function elementPage(element: ElementDeclaration, group: string): Page {
  const { tagName, description = "", attributes = [], events = [], slots = [], cssParts = [] } = element;
  const attributeNames = new Map(attributes.map(({ name, fieldName }) => [fieldName ?? name, name]));
  const fields = (element.members ?? []).filter((member) => member.kind === "field");
  const methods = (element.members ?? []).flatMap((member) => (member.kind === "method" ? [member] : []));
  const opening = /`(<mesh-[^`]*>)`/.exec(element.summary ?? "")?.[1] ?? `<${tagName}>`;
  const sections = [
    section(
      "Attributes and properties",
      ["property", "attribute", "type", ""],
      fields.map((field) => [
        code(field.name),
        code(attributeNames.get(field.name)),
        code(field.type?.text),
        words(field.description ?? attributes.find(({ fieldName }) => fieldName === field.name)?.description),
      ]),
    ),
    section(
      "Methods",
      ["method", ""],
      methods.map(({ name, parameters = [], description: text }) => [
        code(`${name}(${parameters.map((each) => each.name + (each.optional ? "?" : "")).join(", ")})`),
        words(text),
      ]),
    ),
    section(
      "Events",
      ["event", "class", ""],
      events.map((event) => [code(event.name), code(event.type.text), words(event.description)]),
    ),
    section(
      "Slots",
      ["slot", ""],
      slots.map((slot) => [code(slot.name || "(default)"), words(slot.description)]),
    ),
    section(
      "Parts",
      ["part", ""],
      cssParts.map((part) => [code(part.name), words(part.description)]),
    ),
    section(
      "Custom properties",
      ["property", "left out", ""],
      (element.cssProperties ?? []).map((each) => [
        code(each.name),
        code(each.default),
        words(each.description),
      ]),
    ),
  ].filter((each) => each !== undefined);
  return {
    path: `docs/elements/${tagName}.html`,
    title: `<${tagName}>`,
    group,
    html: `<h1><code>&lt;${tagName}&gt;</code></h1>
${description
  .split(/\n\n/)
  .map((part) => `<p>${renderLine(part)}</p>`)
  .join("\n")}
${codeBlock(`${opening}</${tagName}>`, "html")}${sections.map(({ html }) => html).join("\n")}`,
    headings: sections.map(({ heading }) => heading),
  };
}

function section(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
): { html: string; heading: Heading } | undefined {
  if (rows.length === 0) return undefined;
  const heading = { level: 2, id: anchorOf(title), text: title };
  const head = columns
    .map((column) => (column === "" ? "<td></td>" : `<th scope="col">${escapeHtml(column)}</th>`))
    .join("");
  const body = rows
    .map((cells) => `<tr>${cells.map((cell) => `<td>${cell ?? ""}</td>`).join("")}</tr>`)
    .join("\n");
  const html = `<h2 id="${heading.id}">${title}</h2>
<div class="table" tabindex="0" role="group" aria-label="${title}"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
  return { html, heading };
}

function code(text: string | undefined): Cell {
  return text === undefined || text === "" ? undefined : `<code>${escapeHtml(text)}</code>`;
}

function words(text: string | undefined): Cell {
  return text === undefined ? undefined : renderLine(text.replace(/^- /, "").replaceAll("\n", " "));
}
