import { describe, expect, it } from "vitest";
import type { SubscribeRule } from "#protocol/subscribe-rule";
import { isSubscribed, type RuledTrack } from "../../web/room/subscribe-rules.ts";

const publisher = { sid: "PA1", identity: "ana" };
const camera: RuledTrack = { publisher, track: { sid: "MT1", name: "camera", kind: "video" } };
const microphone: RuledTrack = { publisher, track: { sid: "MT2", name: "microphone", kind: "audio" } };
const screen: RuledTrack = {
  publisher,
  track: { sid: "MT3", name: "screen", kind: "video", priority: "high" },
};
const bensCamera: RuledTrack = { ...camera, publisher: { sid: "PA2", identity: "ben" } };

const everything: SubscribeRule = { type: "include", all: true };

describe("subscribe rules", () => {
  it.each<[string, SubscribeRule[], RuledTrack[]]>([
    ["none", [], []],
    ["everything", [everything], [camera, microphone, screen, bensCamera]],
    ["nothing", [everything, { type: "exclude", all: true }], []],
    ["sound alone", [{ type: "include", kind: "audio" }], [microphone]],
    [
      "all but one person, by identity",
      [everything, { type: "exclude", publisher: "ben" }],
      [camera, microphone, screen],
    ],
    ["all but one person, by SID", [everything, { type: "exclude", publisher: "PA1" }], [bensCamera]],
    ["a track by its name", [{ type: "include", track: "camera" }], [camera, bensCamera]],
    ["a track by its SID", [{ type: "include", track: "MT3" }], [screen]],
    [
      "all filters of a rule at once",
      [{ type: "include", publisher: "ana", kind: "video" }],
      [camera, screen],
    ],
    ["what is published as important", [{ type: "include", priority: "high" }], [screen]],
    [
      "what is published as usual",
      [{ type: "include", priority: "standard" }],
      [camera, microphone, bensCamera],
    ],
    [
      "rules one after the other",
      [everything, { type: "exclude", kind: "video" }, { type: "include", publisher: "ben" }],
      [microphone, bensCamera],
    ],
  ])("give %s", (_what, rules, expected) => {
    const given = [camera, microphone, screen, bensCamera].filter((track) => isSubscribed(rules, track));
    expect(given).toEqual(expected);
  });
});
