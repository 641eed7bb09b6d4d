import { expect, test } from "vitest";

test("importing the elements on a server does nothing and throws nothing", async () => {
  expect(typeof document).toBe("undefined");
  const elements = await import("../../web/elements.ts");
  expect(elements.MeshJoinedEvent.type).toBe("mesh-joined");
});
