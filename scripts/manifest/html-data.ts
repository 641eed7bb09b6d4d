import type { ElementDeclaration } from "./elements-manifest.ts";

/** VS Code's custom data, version 1.1: what an editor says of a tag and its attributes. */
export function htmlData(elements: readonly ElementDeclaration[]): object {
  const tags = elements.map(({ tagName, description = "", attributes = [] }) => ({
    name: tagName,
    description,
    attributes: attributes.map((attribute) => {
      const values = [...(attribute.type?.text ?? "").matchAll(/(["'])(.*?)\1/g)].map(([, , name = ""]) => ({
        name,
      }));
      return {
        name: attribute.name,
        ...(attribute.description === undefined ? {} : { description: attribute.description }),
        ...(attribute.type?.text === "boolean" ? { valueSet: "v" } : {}),
        ...(values.length === 0 ? {} : { values }),
      };
    }),
  }));
  return { version: 1.1, tags };
}
