import type { Plugin } from "vite";

const name = "virtual:element-names";

/** The names that React's wrappers go by, out of the manifest: `web/react/element-names.d.ts`. */
export function elementNames(): Plugin {
  return {
    name: "meshcall:element-names",
    resolveId: { filter: { id: /^virtual:element-names$/ }, handler: () => `\0${name}` },
    load: {
      filter: { id: /^\0virtual:element-names$/ },
      handler: async () => {
        // the analyzer brings a compiler with it: only who builds this part waits for that
        const { elementsManifest, elementsOf } = await import("./manifest/elements-manifest.ts");
        const elements = elementsOf(elementsManifest());
        const properties = elements.map(({ tagName, members = [] }) => [
          tagName,
          members.flatMap((member) => (member.kind === "field" ? [member.name] : [])),
        ]);
        const events = new Set(elements.flatMap(({ events: own = [] }) => own.map((event) => event.name)));
        return `export const propertyNames = ${JSON.stringify(Object.fromEntries(properties))};
export const eventNames = ${JSON.stringify([...events].sort())};`;
      },
    },
  };
}
