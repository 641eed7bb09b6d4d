import { expect, it } from "vitest";
import { Emitter } from "../../web/room/emitter.ts";

/** What applications written for Node's EventEmitter call. */
it("has the methods of Node's EventEmitter that applications use", () => {
  const emitter = new Emitter<{ said: [word: string] }>();
  const heard: string[] = [];
  const third = (word: string): void => void heard.push(`third ${word}`);
  emitter.on("said", third);
  emitter.prependOnceListener("said", (word: string) => void heard.push(`second ${word}`));
  emitter.prependListener("said", (word: string) => void heard.push(`first ${word}`));
  expect(emitter.setMaxListeners(1).getMaxListeners()).toBe(Infinity);
  expect(emitter.listenerCount("said")).toBe(3);
  expect(emitter.rawListeners("said")).toHaveLength(3);
  expect(emitter.emit("said", "a")).toBe(true);
  emitter.emit("said", "b");
  expect(heard).toEqual(["first a", "second a", "third a", "first b", "third b"]);
  emitter.removeListener("said", third).emit("said", "c");
  expect(heard.at(-1)).toBe("first c");
  expect(emitter.removeAllListeners().emit("said", "d")).toBe(false);
  expect(emitter.eventNames()).toEqual([]);
});

it("an only listener that was put in front is heard too", () => {
  const emitter = new Emitter<{ said: [word: string] }>();
  const heard: string[] = [];
  emitter.prependListener("said", (word: string) => void heard.push(word));
  emitter.emit("said", "a");
  expect(heard).toEqual(["a"]);
});
