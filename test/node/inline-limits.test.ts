import { expect, test } from "vitest";
import { limits } from "../../signal-worker/protocol/limits.ts";
import { withLimits } from "../../scripts/vite-plugin-inline-limits.ts";

test("a size of the wire stands where it is asked for", () => {
  const head = 'import { heartbeat, limits } from "#protocol/limits";\n';
  expect(
    withLimits("/web/mesh/control.ts", `${head}v.maxLength(limits.sdpChars * 2, my.limits.sdpChars);`),
  ).toBe(`${head}v.maxLength(${limits.sdpChars} * 2, my.limits.sdpChars);`);
  const own = 'import { limits } from "./limits.ts";\nlimits.sdpChars;';
  expect(withLimits("/signal-worker/protocol/announce.ts", own)).toContain(`\n${limits.sdpChars};`);
  expect(withLimits("/web/files/wire.ts", own), "limits of another part").toBe(own);
});
