import { expect, test } from "vitest";
import { initials, toneOf } from "../../web/elements/stage/avatar.ts";
import { layoutOf } from "../../web/elements/stage/tiles.ts";
import { FakeCall } from "../fakes/fake-call.ts";

async function joined(): Promise<FakeCall> {
  const call = new FakeCall();
  await call.services.connect("token", { tracks: [] });
  return call;
}

test("one is alone, two are a pair, three are a grid, a screen goes first", async () => {
  const call = await joined();
  expect(layoutOf(call.room).as).toBe("alone");
  const bea = call.person("Bea");
  expect(layoutOf(call.room)).toMatchObject({ as: "pair", other: { name: "Bea" }, own: { own: true } });
  const cleo = call.person("Cleo");
  const grid = layoutOf(call.room);
  expect(grid.as === "grid" && grid.people.map(({ name }) => name)).toEqual(["Bea", "Cleo", "Anna"]);
  cleo.shareScreen();
  expect(layoutOf(call.room)).toMatchObject({ as: "screen", screens: [{ name: "Cleo", source: "screen" }] });
  cleo.leave();
  bea.leave();
  expect(layoutOf(call.room).as).toBe("alone");
});

test("by choice two stand side by side, oneself is not shown, somebody is large", async () => {
  const call = await joined();
  call.person("Bea");
  const names = (wishes: Parameters<typeof layoutOf>[1]) => {
    const layout = layoutOf(call.room, wishes);
    return "people" in layout ? [layout.as, ...layout.people.map(({ name }) => name)] : [layout.as];
  };
  expect(names({ sideBySide: true })).toEqual(["grid", "Bea", "Anna"]);
  expect(names({ ownHidden: true })).toEqual(["grid", "Bea"]);
  const cleo = call.person("Cleo");
  expect(names({ large: "Bea" })).toEqual(["focus", "Bea", "Cleo", "Anna"]);
  expect(names({ ownHidden: true })).toEqual(["grid", "Bea", "Cleo"]);
  cleo.shareScreen();
  expect(layoutOf(call.room, { large: "speaker", pinned: "pinned" })).toMatchObject({ large: "pinned" });
  expect(names({ ownHidden: true })).toEqual(["screen", "Bea", "Cleo"]);
});

test("a camera that is off has no picture, a microphone that is off is marked", async () => {
  const call = await joined();
  const bea = call.person("Bea");
  const other = () => {
    const layout = layoutOf(call.room);
    return layout.as === "pair" ? layout.other : undefined;
  };
  expect(other()).toMatchObject({ microphoneOn: true });
  expect(other()?.video).not.toBeNull();
  bea.switch("camera", false);
  bea.switch("microphone", false);
  expect(other()).toMatchObject({ microphoneOn: false, video: null });
});

test.for([
  ["Anna", "A"],
  ["Anna Maria Berg", "AB"],
  ["  anna   berg ", "AB"],
  ["\u{1F600} Berg", "\u{1F600}B"],
  ["", ""],
])("initials of %j are %j", ([name, letters]) => {
  expect(initials(name!)).toBe(letters);
});

test("the same name has the same colour", () => {
  expect(toneOf("Anna", 6)).toBe(toneOf("Anna", 6));
  expect(
    new Set(["Anna", "Bea", "Cleo", "Dora", "Eva", "Finn", "Gus"].map((name) => toneOf(name, 6))).size,
  ).toBeGreaterThan(2);
});
