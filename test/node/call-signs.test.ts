import { describe, expect, test } from "vitest";
import { parseHandMessage } from "../../web/elements/hands/hand-message.ts";
import { Allowance } from "../../web/room/allowance.ts";
import { parseSign, reactionSigns } from "../../web/elements/reactions/reactions.ts";

const junk = [
  undefined,
  null,
  7,
  "raise",
  [],
  {},
  { do: 1 },
  { do: "jump" },
  { do: "put-down" },
  { sign: {} },
];

describe("what other pages say about hands and reactions", () => {
  test("is read where it makes sense", () => {
    expect(parseHandMessage({ do: "raise", heldMs: 20 })).toEqual({ do: "raise", heldMs: 20 });
    expect(parseHandMessage({ do: "lower", more: 1 })).toEqual({ do: "lower" });
    expect(parseHandMessage({ do: "ask" })).toEqual({ do: "ask" });
    expect(parseHandMessage({ do: "put-down", sid: "PA1" })).toEqual({ do: "put-down", sid: "PA1" });
    for (const sign of reactionSigns) expect(parseSign({ sign })).toBe(sign);
  });

  test.for(junk)("and dropped where it does not: %o", (body) => {
    expect(parseHandMessage(body)).toBeUndefined();
    expect(parseSign(body)).toBeUndefined();
  });

  test.for([-1, 1e12, "7", null, {}, Number.NaN])("a hand held for %o is none", (heldMs) => {
    expect(parseHandMessage({ do: "raise", heldMs })).toBeUndefined();
  });

  test.for(["👎", "<b>", "👍👍", "a".repeat(8_000)])("%s is no reaction of ours", (sign) => {
    expect(parseSign({ sign })).toBeUndefined();
  });
});

test("an allowance: five at once, then one each second, and five again after five seconds of rest", () => {
  const allowance = new Allowance(5, 1_000);
  const taken = (nowMs: number, tries: number) =>
    Array.from({ length: tries }, () => allowance.take(nowMs)).filter(Boolean).length;
  expect(taken(0, 9)).toBe(5);
  expect(taken(999, 3)).toBe(0);
  expect(taken(1_000, 3)).toBe(1);
  expect(taken(3_500, 9)).toBe(2);
  expect(taken(60_000, 9)).toBe(5);
});
