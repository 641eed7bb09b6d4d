import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";

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
