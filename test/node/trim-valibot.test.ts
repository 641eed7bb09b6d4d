import { readFileSync } from "node:fs";
import * as whole from "valibot";
import { expect, test } from "vitest";
import { trimmedValibot } from "../../scripts/vite-plugin-trim-valibot.ts";
import { inRepository } from "../../scripts/repository.ts";

const source = readFileSync(inRepository("node_modules/valibot/dist/index.mjs"), "utf8");

/** valibot as it is built in, from its text. */
async function load(text: string): Promise<typeof whole> {
  return await import(`data:text/javascript;base64,${Buffer.from(text).toString("base64")}`);
}

/** Everything that pages parse with, in one. */
const schemaOf = (v: typeof whole) =>
  v.variant("is", [
    v.object({
      is: v.literal("list"),
      items: v.pipe(
        v.array(v.union([v.pipe(v.string(), v.minLength(2), v.regex(/^a/)), v.number()])),
        v.maxLength(2),
      ),
      size: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(9)), 3),
    }),
    v.object({
      is: v.picklist(["one", "two"]),
      by: v.nullish(v.boolean()),
      what: v.custom<object>((value) => typeof value === "object" && value !== null),
      when: v.exactOptional(v.nullable(v.pipe(v.number(), v.finite()))),
      rest: v.partial(v.object({ text: v.pipe(v.string(), v.length(1)), any: v.unknown() })),
    }),
    v.object({
      is: v.literal("three"),
      pair: v.tuple([v.number(), v.nullable(v.string())]),
      by: v.record(v.pipe(v.string(), v.maxLength(1)), v.union([v.number(), v.boolean()])),
      size: v.pipe(
        v.nullish(v.number()),
        v.check((size) => size !== 2),
      ),
    }),
  ]);

test("valibot without its reasons says yes and no as before, and reads the same", async () => {
  const trimmed = await load(trimmedValibot(source));
  const [ours, theirs] = [schemaOf(trimmed), schemaOf(whole)];
  const values: unknown[] = [
    undefined,
    null,
    1,
    -1,
    2.5,
    Infinity,
    NaN,
    "",
    "a",
    "ab",
    "b",
    true,
    [],
    ["ab"],
    {},
    { text: "x" },
  ];
  const kinds: unknown[] = ["list", "one", "two", "three", undefined];
  let read = 0;
  for (const is of kinds)
    for (const first of values)
      for (const second of values)
        for (const json of [
          { is, items: [first, second], size: 2 },
          { is, items: first, size: second },
          { is, by: first, what: second, rest: {} },
          { is, what: {}, when: first, rest: second, more: 1 },
          { is, what: [], rest: { text: first, any: second } },
          { is, pair: [first, second], by: {} },
          { is, pair: first, by: { a: second }, size: null },
          { is, pair: [1, "x", 2], by: first, size: second },
          { is, pair: [1, null], by: { a: first, b: true, cd: second } },
          first,
        ]) {
          const [mine, whole_] = [trimmed.safeParse(ours, json), whole.safeParse(theirs, json)];
          expect([mine.success, mine.success && mine.output]).toEqual([
            whole_.success,
            whole_.success && whole_.output,
          ]);
          if (mine.success) read++;
        }
  expect(read).toBeGreaterThan(100);
});

test("what schemas are made of can be read, to make others of it", async () => {
  const { literal, object, pipe, check } = await load(trimmedValibot(source));
  const content = pipe(
    object({ is: literal("one") }),
    check(() => true),
  );
  expect(content.pipe[0].entries.is.literal).toBe("one");
});

test("another version of valibot fails the build instead of a call", () => {
  expect(() =>
    trimmedValibot(source.replace("function _standardSchema(schema)", "function _other(schema)")),
  ).toThrow(/another valibot/);
});
