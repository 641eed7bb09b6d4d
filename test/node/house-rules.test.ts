import { describe, expect, test } from "vitest";
import { houseRuleViolations } from "../../scripts/house-rules.ts";
import { readSourceFiles } from "../../scripts/source-files.ts";

describe("house rules", () => {
  test("every source file keeps them", () => {
    const files = readSourceFiles(["web", "signal-worker", "wasm", "scripts", "test"]);
    expect(files.size).toBeGreaterThan(10);
    expect(houseRuleViolations(files)).toEqual([]);
  });

  const refused: readonly (readonly [file: string, source: string, violation: string])[] = [
    ["web/room/LocalTrack.ts", "", "its name is not kebab-case"],
    ["web/room/track-utils.ts", "", "its name says nothing"],
    ["web/room/room.ts", "export class RoomManager {}", "RoomManager says nothing"],
    ["web/room/room.ts", "export default 1;", "it exports a default"],
    ["web/room/room.ts", "let x: any;", "it says any"],
    ["web/room/room.ts", "let x = y!;", "it has a non-null !"],
    ["web/room/room.ts", "enum X { a }", "it has an enum"],
    ["web/room/room.ts", "\n".repeat(401), "it has 401 lines"],
  ];
  test.each(refused)("refuses %s %j", (file, source, violation) => {
    expect(houseRuleViolations(new Map([[file, source]]))).toEqual([`${file}: ${violation}`]);
  });

  test("a test may use !, and the signal-worker's entry has the default export that its runtime asks for", () => {
    const files = new Map([
      ["test/node/a.test.ts", "let x = y!;"],
      ["signal-worker/src/index.ts", "export default {};"],
    ]);
    expect(houseRuleViolations(files)).toEqual([]);
  });
});
