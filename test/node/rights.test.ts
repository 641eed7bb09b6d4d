import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { actNames } from "#protocol/act";
import { inRepository } from "../../scripts/repository.ts";
import { rights } from "../../signal-worker/src/room/rights.ts";
import { actTable } from "../fakes/access-table.ts";

const words = { yes: "yes", self: "oneself", no: "" } as const;

test("who may do what is in the docs as it is in the code", () => {
  const table = actTable(readFileSync(inRepository("docs/access.md"), "utf8"));
  expect([...table.keys()].toSorted()).toEqual([...actNames].toSorted());
  for (const name of actNames) {
    const row = table.get(name);
    for (const [who, column] of Object.entries({ secret: "room's secret" }).concat(
      ["attendee", "publisher", "host", "account"].map((same) => [same, same]),
    )) {
      const right = Object.entries(rights[name]).find(([one]) => one === who)?.[1] ?? "no";
      const cell = row?.[column] ?? "";
      const context = `${name} by ${who}`;
      if (right === "no") expect(cell, context).toMatch(/^540\d\d$/);
      else expect(cell, context).toBe(words[right]);
    }
  }
});
