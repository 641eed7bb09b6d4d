import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { timelineJson, timelineWebVtt } from "../../web/timeline/export-timeline.ts";
import { mayKeepNotes } from "../../web/timeline/may-keep-notes.ts";
import { noteChars, timelineOf, type Timeline } from "../../web/timeline/timeline.ts";
import { Utterances } from "../../web/timeline/utterances.ts";
import { CaptionWorld, type CaptionPage } from "../fakes/caption-world.ts";

describe("utterances", () => {
  const said = (times: readonly [atMs: number, isSpeaking: boolean][]) => {
    const utterances = new Utterances();
    const over = times.flatMap(([atMs, isSpeaking]) => utterances.hear(isSpeaking, atMs) ?? []);
    return [...over, ...[utterances.finish() ?? []].flat()].map(({ startMs, endMs }) => [startMs, endMs]);
  };
  const speech = (fromMs: number, toMs: number): [number, boolean][] =>
    Array.from({ length: (toMs - fromMs) / 100 + 1 }, (_, at) => [fromMs + at * 100, true]);

  it("go over short pauses, and end with long ones", () => {
    const times = [
      ...speech(1_000, 3_000),
      [3_100, false],
      ...speech(4_400, 6_000),
      [6_100, false],
      [8_000, false],
    ] as const;
    expect(said([...times, ...speech(9_000, 10_000)] as never)).toEqual([
      [1_000, 6_000],
      [9_000, 10_000],
    ]);
  });
  it("are no coughs", () => expect(said([...speech(1_000, 1_200), [5_000, false]])).toEqual([]));
  it("end with the last report where reports stop", () =>
    expect(said([...speech(1_000, 2_000), ...speech(60_000, 61_000)])).toEqual([
      [1_000, 2_000],
      [60_000, 61_000],
    ]));
});

let world: CaptionWorld;
let ana: CaptionPage;
let notes: Timeline;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"], now: 1_800_000_000_000 });
  world = new CaptionWorld(Math.random);
  ana = world.join("ana");
  notes = timelineOf(ana.room);
  notes.follow(ana.captions);
});
afterEach(() => vi.useRealTimers());

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const told = () => notes.events.map((event) => `${event.what} ${event.who?.name ?? ""}`.trim());

async function speaks({ peerId }: CaptionPage, ms: number): Promise<void> {
  for (let at = 0; at < ms; at += 100) {
    ana.mesh.tell({ fact: "level", peerId, level: { levelDbov: -20, speaking: true } });
    await pass(100);
  }
  ana.mesh.tell({ fact: "level", peerId, level: { levelDbov: -90, speaking: false } });
}

function shares({ peerId }: CaptionPage, isOn: boolean): void {
  const screen = { sid: "MTs", kind: "video", name: "screen", enabled: true } as const;
  ana.mesh.tell({ fact: "tracks", peerId, tracks: isOn ? [screen] : [] });
}

it("says when somebody has begun to speak, and each second that they go on", async () => {
  const ben = world.join("ben");
  let lastSpoken: string | undefined;
  const seen: string[] = [];
  notes.on("changed", () => {
    const spoken = notes.events.find(({ what }) => what === "spoke");
    const shown = spoken && `${Math.floor((spoken.endMs - spoken.startMs) / 1_000)} s`;
    if (shown !== undefined && shown !== lastSpoken) seen.push(shown);
    lastSpoken = shown;
  });
  await speaks(ben, 2_500);
  expect(seen).toEqual(["0 s", "1 s", "2 s"]);
});

it("tells who was there, came, spoke, shared, typed and went", async () => {
  const ben = world.join("ben");
  await speaks(ben, 2_000);
  await pass(2_000);
  shares(ben, true);
  shares(ben, true);
  shares(ben, false);
  ben.captions.typed("I have it");
  ben.captions.endLine();
  await vi.dynamicImportSettled(); // what publishes data
  await pass(10);
  ana.room.emit("recordingStarted");
  notes.note(" Decided: the second plan ");
  notes.note("  ");
  world.leave(ben);
  expect(told()).toEqual([
    "present ana",
    "joined ben",
    "spoke ben",
    "shared ben",
    "stopped-sharing ben",
    "said ben",
    "recording-started",
    "note ana",
    "left ben",
  ]);
});

it("has what is being said, as far as it has come, and no longer than who says it is there", async () => {
  const ben = world.join("ben");
  await speaks(ben, 1_000);
  const spoke = notes.events.find(({ what }) => what === "spoke")!;
  expect(spoke.endMs - spoke.startMs).toBe(900);
  world.leave(ben);
  expect(notes.events.filter(({ what }) => what === "spoke")).toHaveLength(1);
  ana.room.disconnect();
  expect(notes.endMs).toBe(Date.now());
});

it("as JSON has times since the beginning", async () => {
  const ben = world.join("ben");
  await pass(1_000);
  await speaks(ben, 1_000);
  await pass(100);
  notes.note("three");
  const file: unknown = JSON.parse(timelineJson(notes));
  const who = { identity: "ben", name: "ben", sid: expect.stringMatching(/^PA/) };
  expect(file).toMatchObject({
    timeline: 1,
    room: "room",
    startedAt: "2027-01-15T08:00:00.000Z",
    events: [
      { what: "present", atMs: 0 },
      { what: "joined", who, atMs: 0 },
      { what: "spoke", who, atMs: 1_000, untilMs: 1_900 },
      { what: "note", text: "three", atMs: 2_100 },
    ],
  });
});

it("as WebVTT is escaped, whatever people are called and write", async () => {
  const eve = world.join("E<v>e & --> \n\nNOTE");
  eve.captions.typed("00:00.000 --> 00:01.000 <b>&amp;");
  eve.captions.endLine();
  await pass(10);
  const file = timelineWebVtt(notes);
  expect(
    file.startsWith("WEBVTT\n\nNOTE room 2027-01-15T08:00:00.000Z\n\n1\n00:00:00.000 --> 00:00:02.000\n"),
  ).toBe(true);
  expect(file).toContain("[E&lt;v&gt;e &amp; --&gt;  NOTE joined]");
  expect(file).toContain(
    "<v.typed E&lt;v&gt;e &amp; --&gt;  NOTE>00:00.000 --&gt; 00:01.000 &lt;b&gt;&amp;amp;",
  );
  const arrows = file.split("\n").filter((line) => line.includes("-->"));
  for (const line of arrows) expect(line).toMatch(/^\d\d:\d\d:\d\d\.\d{3} --> \d\d:\d\d:\d\d\.\d{3}$/);
});

it("keeps hours of everybody, and lets nobody take another's place", async () => {
  const ben = world.join("ben");
  notes.note("x".repeat(10_000));
  for (let at = 0; at < 10_000; at++) shares(ben, at % 2 === 0);
  expect(notes.events.length).toBeLessThan(3_100);
  expect(told()).toContain("present ana");
  const note = notes.events.find((event) => event.what === "note");
  expect(note).toMatchObject({ text: "x".repeat(noteChars) });
  notes.clear();
  expect(notes.events).toEqual([]);
});

it("is a host's, or everybody's where there is none", async () => {
  const ben = world.join("ben");
  expect(mayKeepNotes(ana.room)).toBe(true);
  const [remote] = [...ana.room.participants.values()];
  vi.spyOn(remote!, "role", "get").mockReturnValue("host");
  expect(mayKeepNotes(ana.room)).toBe(false);
  expect(mayKeepNotes(ben.room)).toBe(true);
  vi.spyOn(ana.room.localParticipant, "role", "get").mockReturnValue("host");
  expect(mayKeepNotes(ana.room)).toBe(true);
});
