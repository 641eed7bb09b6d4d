import { captionLook } from "../../web/elements/captions/caption-look.ts";
import type { CaptionLook } from "../../web/elements/captions/caption-look.ts";
import { FakeSpeech } from "../fakes/fake-speech.ts";
import { atEnd, newCall, openWith, press, said, shown, unfold, type Scene } from "./scene.ts";

function withLook(look: Partial<CaptionLook> = {}): void {
  captionLook.forget();
  captionLook.change(look);
  atEnd(() => captionLook.forget());
}

/** Two who type and one who is captioned. */
async function openCaptioned(look: Partial<CaptionLook> = {}) {
  withLook(look);
  const opened = await openWith(3);
  const [tomas, mei, amara] = opened.people;
  tomas?.captionLine("I cannot hear you well today, so I type. Can you read it?");
  mei?.captionLine("Yes, we read it. Let us begin with the plan for the garden.", { kind: "spoken" });
  amara?.captionLine("صباح الخير، هذا سطر بالعربية", { line: 1 });
  tomas?.captionLine("Good, the plan is on page tw", { line: 2, isDone: false });
  tomas?.caption({
    is: "edits",
    kind: "typed",
    line: 2,
    version: 2,
    edits: [{ at: 28, removed: 0, inserted: "o" }],
  });
  await said("we read it");
  return opened;
}

/** A browser that recognises speech as `answers` say. */
function withSpeech(available: unknown): typeof FakeSpeech {
  const speech = FakeSpeech.fresh();
  speech.answers = { available };
  putSpeech(speech);
  return speech;
}

/** In the place of the browser's own. */
function putSpeech(speech: typeof FakeSpeech | undefined): void {
  for (const name of ["SpeechRecognition", "webkitSpeechRecognition"]) {
    const before = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, { value: speech, configurable: true, writable: true });
    atEnd(() => {
      if (before === undefined) Reflect.deleteProperty(globalThis, name);
      else Object.defineProperty(globalThis, name, before);
    });
  }
}

async function openTranscript(): Promise<void> {
  await press("More");
  await press("Captions");
  await shown("mesh-transcript");
}

export const captionScenes: Record<string, Scene> = {
  captions: async () => {
    await openCaptioned();
  },
  "captions-page-colours": async () => {
    await openCaptioned({ contrast: "page" });
  },
  "captions-huge-yellow": async () => {
    await openCaptioned({ contrast: "yellow", size: "huge" });
  },
  "captions-typing": async () => {
    await openCaptioned();
    await press("Type");
    await shown(".region textarea");
  },
  "captions-transcript": async () => {
    await openCaptioned();
    await openTranscript();
  },
  "captions-look": async () => {
    await openCaptioned({ contrast: "yellow" });
    await openTranscript();
    await unfold("How captions look");
    await said("Yellow on black");
  },
  "captions-empty": async () => {
    withSpeech("available");
    await openWith(1);
    await openTranscript();
    await said("Nothing was captioned");
  },
  "captions-of-my-own": async () => {
    const speech = withSpeech("available");
    await openCaptioned();
    await openTranscript();
    await press("Caption what I say");
    await said("recognised on this device");
    speech.all[0]?.hear("and this is what the browser has he");
    await said("the browser has he");
  },
  "captions-asks": async () => {
    withSpeech("unavailable");
    await openCaptioned();
    await openTranscript();
    await press("Caption what I say");
    await said("to its maker");
  },
  "captions-fetching": async () => {
    withSpeech("downloadable").answers = {
      available: "downloadable",
      install: new Promise(() => undefined),
    };
    await openCaptioned();
    await openTranscript();
    await press("Caption what I say");
    await said("fetching this language");
  },
  "captions-silent": async () => {
    withSpeech("available");
    await openCaptioned();
    await press("Microphone");
    await openTranscript();
    await press("Caption what I say");
    await said("nothing is listened to");
  },
  "captions-none": async () => {
    putSpeech(undefined);
    await openWith(1);
    await openTranscript();
    await press("Caption what I say");
    await said("recognises no speech");
  },
  notes: async () => {
    withLook();
    const { people } = await openWith(3, newCall({ role: "host" }));
    const [tomas, mei] = people;
    await press("More");
    await press("Notes of the call");
    await shown("mesh-timeline");
    tomas?.captionLine("The plan is on page two.");
    mei?.sendMessage("meshcall.hand", { do: "raise", heldMs: 0 });
    people[2]?.shareScreen();
    await said("shared a screen");
    people[2]?.leave();
    await said("left");
  },
};
