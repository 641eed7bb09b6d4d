import { expect, it } from "vitest";
import { errorTable, isErrorCode } from "#protocol/errors";
import { errorOf, MeshcallError } from "../../web/room/errors.ts";

it("knows every code of the table and no other, from the wire too", () => {
  const known = Array.from({ length: 60_000 }, (_, code) => code).filter(isErrorCode);
  expect(known).toEqual(Object.keys(errorTable).map(Number));
  for (const other of [undefined, "54030", 54030.5, Number.NaN, -1, "toString"])
    expect(isErrorCode(other)).toBe(false);
});

it("an error has its message and its remedy, also where the text is loaded first", async () => {
  for (const [key, [reason, message, remedy]] of Object.entries(errorTable)) {
    const code = Number(key);
    if (!isErrorCode(code)) throw new Error(`${key} is no code`);
    const error = await errorOf(code);
    expect(error).toBeInstanceOf(MeshcallError);
    expect(error).toMatchObject({ code, reason, message, remedy, name: "TwilioError" });
    expect(error.constructor.name).toBe(`${reason}Error`);
  }
});
