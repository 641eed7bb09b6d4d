import { createRequire } from "node:module";
import { expect, it } from "vitest";
import { errorTable } from "#protocol/errors";
import meshcallByDefault, * as meshcall from "../../web/index.ts";
import { errorOf } from "../../web/room/errors.ts";

const require = createRequire(import.meta.url);

it("has every export that twilio-video has at run time, of the same kind", () => {
  const twilio = require("twilio-video") as Record<string, unknown>;
  for (const [name, value] of Object.entries(twilio)) {
    expect(meshcall, name).toHaveProperty(name);
    expect(typeof Reflect.get(meshcall, name), name).toBe(typeof value);
    expect(Reflect.get(meshcallByDefault, name), name).toBe(Reflect.get(meshcall, name));
  }
  expect(meshcall.isSupported).toBe(false); // on a server, as Twilio's
});

it("errors have the codes, names, messages and class names of Twilio's", async () => {
  const classes = Object.values(
    require("twilio-video/es5/util/twilio-video-errors.js") as Record<
      string,
      new () => Error & { code?: number }
    >,
  ).filter(({ name }) => name.endsWith("Error"));
  const twilios = new Map(
    classes.map((TwilioClass) => {
      const error = new TwilioClass();
      return [error.code, error];
    }),
  );
  let compared = 0;
  for (const code of Object.keys(errorTable).map(Number)) {
    const twilio = twilios.get(code);
    if (twilio === undefined) continue;
    compared++;
    const error = await errorOf(code as keyof typeof errorTable);
    expect([error.name, error.message, error.code, error.constructor.name]).toEqual([
      "TwilioError",
      twilio.message,
      code,
      twilio.constructor.name,
    ]);
    expect(error).toBeInstanceOf(meshcall.TwilioError);
    expect(error).toBeInstanceOf(Error);
  }
  expect(compared).toBeGreaterThanOrEqual(25);
});
