import { beforeEach, expect, it, vi } from "vitest";

/** Each test has a module of its own: a logger is of the whole page. */
let Logger: typeof import("../../web/logger.ts").Logger;
let log: typeof import("../../web/room/log.ts");
beforeEach(async () => {
  vi.restoreAllMocks();
  vi.resetModules();
  log = await import("../../web/room/log.ts");
  ({ Logger } = await import("../../web/logger.ts"));
});

it("without a Logger, warnings and errors go to the console, and `logLevel` says from when on", () => {
  const spies = (["debug", "info", "warn", "error"] as const).map((method) =>
    vi.spyOn(console, method).mockImplementation(() => undefined),
  );
  const counts = () => spies.map((spy) => spy.mock.calls.length);
  const say = (): void => {
    for (const method of ["debug", "info", "warn", "error"] as const) log.log(method, "said", { data: 1 });
  };
  say();
  expect(counts()).toEqual([0, 0, 1, 1]);
  expect(spies[2]!.mock.calls[0]).toEqual(["Meshcall: said", { data: 1 }]);
  log.setLogLevel("debug");
  say();
  expect(counts()).toEqual([1, 1, 2, 2]);
  log.setLogLevel("off");
  say();
  expect(counts()).toEqual([1, 1, 2, 2]);
});

it("a method factory of the page's gets each line as Twilio's does", () => {
  const lines: unknown[][] = [];
  const logger = Logger.getLogger("twilio-video");
  const { methodFactory } = logger;
  logger.methodFactory = (method, level, name) => {
    expect([typeof methodFactory(method, level, name), name]).toEqual(["function", "twilio-video"]);
    return (...line: unknown[]) => void lines.push([method, ...line]);
  };
  logger.setLevel("info");
  log.log("debug", "not this");
  log.log("info", "event", { group: "signaling", name: "open" });
  expect(lines).toEqual([
    [
      "info",
      expect.stringMatching(/^\d{4}-.*Z$/),
      "info",
      "[meshcall]",
      "event",
      { group: "signaling", name: "open" },
    ],
  ]);
  logger.disableAll();
  log.log("error", "nor this");
  expect(lines).toHaveLength(1);
});

it("levels, names and mistakes are loglevel's", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  expect(Logger.getLevel()).toBe(Logger.levels.WARN);
  const mine = Logger.getLogger("mine");
  expect(Logger.getLogger("mine")).toBe(mine);
  expect(Object.keys(Logger.getLoggers())).toEqual(["mine"]);
  mine.warn("heard");
  mine.info("not heard");
  mine.setLevel("ERROR", false);
  mine.warn("not heard");
  expect(warn.mock.calls).toEqual([["heard"]]);
  for (const wrong of ["loud", 9])
    expect(() => Reflect.apply(mine.setLevel, mine, [wrong])).toThrow(TypeError);
  for (const wrong of ["", undefined, 5])
    expect(() => Reflect.apply(Logger.getLogger, Logger, [wrong])).toThrow(TypeError);
});
