import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Recognition, type RecognitionState } from "../../web/captions/recognition.ts";
import { speechApi, type SpeechRecognitionOptions } from "../../web/captions/speech-api.ts";
import { FakeSpeech } from "../fakes/fake-speech.ts";

let speech: typeof FakeSpeech;
let microphone: MediaStreamTrack | undefined;
let states: RecognitionState[];
let heard: [text: string, isFinal: boolean][];
let recognition: Recognition;

beforeEach(() => {
  vi.useFakeTimers();
  speech = FakeSpeech.fresh();
  vi.stubGlobal("webkitSpeechRecognition", speech);
  microphone = { label: "one" } as MediaStreamTrack;
  states = [];
  heard = [];
  recognition = make();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function make(): Recognition {
  return new Recognition({
    api: speechApi(),
    microphone: () => microphone,
    onHeard: (text, isFinal) => heard.push([text, isFinal]),
    onState: (state) => states.push(state),
  });
}

it("listens on the device where the browser has the language there, and hands on what it hears", async () => {
  speech.answers = { available: "available" };
  await recognition.start({ lang: "en-GB" });
  expect(recognition.state).toEqual({ is: "on", place: "device" });
  expect(speech.asked).toEqual([
    { langs: ["en-GB"], processLocally: true },
  ] satisfies SpeechRecognitionOptions[]);
  const [only] = speech.all;
  expect(only).toMatchObject({ lang: "en-GB", processLocally: true, continuous: true, interimResults: true });
  expect(only?.startedWith).toBe(microphone);
  only?.hear("good mor");
  only?.hear("good morning");
  only?.hear("Good morning.", true);
  expect(heard).toEqual([
    ["good mor", false],
    ["good morning", false],
    ["Good morning.", true],
  ]);
});

it("has the browser fetch the language first", async () => {
  speech.answers = { available: "downloadable", install: true };
  await recognition.start({ lang: "de" });
  expect(states.map(({ is }) => is)).toEqual(["starting", "downloading", "on"]);
  expect(speech.all).toHaveLength(1);
});

it.each([
  ["has none on the device", { available: "unavailable" }],
  ["cannot fetch it", { available: "downloadable", install: false }],
  ["is forbidden to say", { available: new DOMException("policy", "NotAllowedError") }],
  ["says something else", { available: { yes: true } }],
  ["is too old to be asked", undefined],
])(
  "never sends a word to the browser's maker unless the person agrees: a browser that %s",
  async (_, answers) => {
    speech.answers = answers;
    recognition = make();
    await recognition.start({ lang: "en" });
    expect(recognition.state).toEqual({ is: "asks" });
    expect(speech.all).toEqual([]);
    await recognition.start({ lang: "en", agreesToMaker: true });
    expect(recognition.state).toEqual({ is: "on", place: "maker" });
    recognition.stop();
    await recognition.start({ lang: "en" });
    expect(recognition.state).toEqual({ is: "asks" }); // the leave was for that once
  },
);

it("does not believe a browser that has the language and no way to keep to it", async () => {
  speech.answers = { available: "available" };
  speech.keepsToDevice = false;
  await recognition.start({ lang: "en" });
  expect(recognition.state).toEqual({ is: "asks" });
  expect(speech.all.filter(({ isOn }) => isOn)).toEqual([]);
});

it("hears nothing while the microphone is off, and takes the new one when it is another", async () => {
  speech.answers = { available: "available" };
  await recognition.start({ lang: "en" });
  speech.all[0]?.hear("half a sen");
  microphone = undefined;
  recognition.review();
  expect(recognition.state).toEqual({ is: "waiting", place: "device" });
  expect(speech.all.filter(({ isOn }) => isOn)).toEqual([]);
  expect(heard.at(-1)).toEqual(["", true]); // what was said is all there will be
  microphone = { label: "two" } as MediaStreamTrack;
  recognition.review();
  recognition.review();
  expect(recognition.state).toEqual({ is: "on", place: "device" });
  expect(speech.all).toHaveLength(2);
  expect(speech.all[1]?.startedWith).toBe(microphone);
});

it("goes on after the browser has ended it, and never in a hurry", async () => {
  speech.answers = { available: "available" };
  await recognition.start({ lang: "en" });
  await vi.advanceTimersByTimeAsync(30_000);
  speech.all[0]?.fail("no-speech");
  speech.all[0]?.finish();
  await vi.advanceTimersByTimeAsync(300);
  expect(speech.all).toHaveLength(2);
  speech.all[1]?.finish(); // at once
  await vi.advanceTimersByTimeAsync(300);
  expect(speech.all).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(speech.all).toHaveLength(3);
});

it.each([
  ["not-allowed", "blocked"],
  ["service-not-allowed", "blocked"],
  ["language-not-supported", "language"],
  ["audio-capture", "microphone"],
])("gives up after %s", async (error, why) => {
  speech.answers = { available: "available" };
  await recognition.start({ lang: "en" });
  speech.all[0]?.fail(error);
  speech.all[0]?.finish();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(recognition.state).toEqual({ is: "failed", why });
  expect(speech.all).toHaveLength(1);
});

it("says so where the browser recognises nothing", async () => {
  vi.unstubAllGlobals();
  recognition = make();
  await recognition.start({ lang: "en" });
  expect(recognition.state).toEqual({ is: "failed", why: "browser" });
});

it("is off when it is switched off, also while it asks the browser, and hears nothing of an earlier one", async () => {
  speech.answers = { available: "available" };
  const starting = recognition.start({ lang: "en" });
  recognition.stop();
  await starting;
  expect(recognition.state).toEqual({ is: "off" });
  await recognition.start({ lang: "en" });
  recognition.stop();
  speech.all[0]?.hear("too late", true);
  speech.all[0]?.finish();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(heard).toEqual([["", true]]);
  expect(speech.all.filter(({ isOn }) => isOn)).toEqual([]);
});

it("takes nothing from a browser that hands over something else", async () => {
  speech.answers = { available: "available" };
  await recognition.start({ lang: "en" });
  for (const event of [undefined, 3, {}, { results: 3 }, { results: { length: 2 } }, { results: [[{}]] }])
    speech.all[0]?.onresult?.(event);
  expect(heard).toEqual([]);
});
