import { describe, expect, test } from "vitest";
import { houseRuleViolations } from "../../scripts/house-rules.ts";
import { readSourceFiles } from "../../scripts/source-files.ts";

describe("house rules", () => {
  test("every source file keeps them", () => {
    const files = readSourceFiles(["web", "signal-worker", "server", "wasm", "scripts", "test"]);
    expect(files.size).toBeGreaterThan(10);
    expect(houseRuleViolations(files)).toEqual([]);
  });

  const refused: readonly (readonly [file: string, violation: string, source: string])[] = [
    ["web/room/LocalTrack.ts", "its name is not kebab-case", ""],
    ["web/room/track-utils.ts", "its name says nothing", ""],
    ["web/room/room.ts", "RoomManager says nothing", "export class RoomManager {}"],
    ["web/room/room.ts", "it exports a default", "export default 1;"],
    ["web/room/room.ts", "it says any", "let x: any;"],
    ["web/room/room.ts", "it has a non-null !", "let x = y!;"],
    ["web/room/room.ts", "it has an enum", "enum X { a }"],
    ["web/room/room.ts", "it has 401 lines", "\n".repeat(401)],
  ];
  test.each(refused)("refuses: %s: %s", (file, violation, source) => {
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
