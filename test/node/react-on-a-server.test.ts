import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { propertyNames } from "virtual:element-names";
import { inRepository } from "../../scripts/repository.ts";

test("a server renders the tag, and defines nothing", async () => {
  const { MeshCall, MeshPeople } = await import("../../web/react.ts");
  expect(typeof document).toBe("undefined");
  const html = renderToString(
    createElement(MeshCall, { room: "standup", className: "wide", onMeshJoined: () => undefined }),
  );
  expect(html).toMatch(/^<mesh-call [^>]*class="wide"[^>]*><\/mesh-call>$/);
  expect(html).not.toContain("onMeshJoined");
  expect(renderToString(createElement(MeshPeople))).toMatch(/^<mesh-people[^>]*><\/mesh-people>$/);
});

test("each element that the package names has its component", async () => {
  const components = await import("../../web/react.ts");
  const entry = readFileSync(inRepository("web/elements.ts"), "utf8");
  const elements = [...entry.matchAll(/export type \{ (Mesh\w+) \}/g)].map(([, name = ""]) => name);
  expect(Object.keys(components).toSorted()).toEqual(elements.toSorted());
  for (const [name, component] of Object.entries(components)) {
    expect(component).toHaveProperty("displayName", name);
    const tag = name.replaceAll(/(?<=.)[A-Z]/g, "-$&").toLowerCase();
    expect(propertyNames[tag], tag).toBeDefined();
  }
});
