import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { captionLook } from "../../web/elements/captions/caption-look.ts";
import { FakeSpeech } from "../fakes/fake-speech.ts";
import type { FakePerson } from "../fakes/fake-person.ts";
import {
  clearPage,
  deep,
  expectAccessible,
  expectFocus,
  expectNoOverflow,
  openJoined,
  words,
} from "./elements-page.ts";
import type { FakeCall } from "../fakes/fake-call.ts";

let call: FakeCall;
let bea: FakePerson;
beforeEach(async () => {
  await page.viewport(1280, 800);
  call = await openJoined();
  bea = call.person("Bea");
});
afterEach(() => {
  clearPage();
  captionLook.forget();
  vi.unstubAllGlobals();
});

const region = () => page.getByRole("region", { name: "Captions", exact: true });
const field = () => page.getByRole("textbox", { name: "Everybody reads along, letter by letter" });
/** What went out over the captions' track, parsed. */
const sent = () =>
  call.sent.map((text): unknown => JSON.parse(text)).filter((each) => "line" in Object(each));
const announced = () => deep(document).find((element) => element.matches(".announced"))?.textContent ?? "";

async function openTranscript(): Promise<void> {
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Captions" }).click();
  await expect.element(page.getByRole("complementary", { name: "Captions" })).toBeVisible();
}

it("is accessible: what others type and say, and the transcript", async () => {
  bea.captionLine("Typed by Bea.");
  bea.captionLine("Heard of Bea", { kind: "spoken", isDone: false });
  await expect.element(region()).toBeVisible();
  await expectAccessible();
  await openTranscript();
  await expect
    .element(page.getByRole("region", { name: "Transcript" }).getByText("Typed by Bea."))
    .toBeVisible();
  await expectAccessible();
});

describe("at the foot of the stage", () => {
  it("stands what others type, from the first letter on, with who types; and it covers no tile", async () => {
    expect(region().query()).toBeNull();
    bea.caption({
      is: "edits",
      kind: "typed",
      line: 1,
      version: 1,
      edits: [{ at: 0, removed: 0, inserted: "H" }],
    });
    await expect.element(region().getByText("H", { exact: true })).toBeVisible();
    bea.caption({
      is: "edits",
      kind: "typed",
      line: 1,
      version: 2,
      edits: [{ at: 1, removed: 0, inserted: "i" }],
    });
    await expect.element(region().getByText("Hi", { exact: true })).toBeVisible();
    await expect.element(region().getByText("Bea")).toBeVisible();
    const stage = document.querySelector("mesh-call")!.shadowRoot!.querySelector("mesh-stage")!;
    const foot = region().element().getBoundingClientRect();
    await expect.poll(() => stage.getBoundingClientRect().bottom).toBeLessThanOrEqual(foot.top);
  });

  it("is marked what a machine has heard, and is read out only what was typed, by sentences", async () => {
    bea.captionLine("What Bea says", { kind: "spoken" });
    await expect.element(region().getByText("automatic")).toBeVisible();
    bea.captionLine("One sentence. And an", { isDone: false });
    await expect.poll(announced).toBe("Bea types: One sentence.");
    bea.captionLine("One sentence. And another", { version: 2 });
    await expect.poll(announced).toBe("Bea types: One sentence.Bea types: And another");
  });

  it("is text, whatever somebody's page sends", async () => {
    bea.captionLine("<img src=x onerror=alert(1)> \u202e<b>bold</b>");
    await expect.element(region().getByText("<img src=x onerror=alert(1)>", { exact: false })).toBeVisible();
    expect(deep(region().element()).filter(({ localName }) => localName === "img")).toEqual([]);
  });

  it("one types oneself, and the keyboard comes back", async () => {
    bea.captionLine("Hello?");
    await region().getByRole("button", { name: "Type", exact: true }).click();
    await expectFocus(field());
    await userEvent.keyboard("Hi");
    document.execCommand("insertText", false, "👍🏽"); // the keyboard of the tests has no such key
    await userEvent.keyboard(" you");
    await expect.poll(() => JSON.stringify(sent().at(-1))).toContain("u");
    await userEvent.keyboard("{Backspace}{Backspace}{Backspace}all{Enter}");
    await expect
      .poll(() => sent().at(-1))
      .toMatchObject({ kind: "typed", line: 1, text: "Hi👍🏽 all", done: true });
    await expect.element(field()).toHaveValue("");
    await expect.element(region().getByText("Hi👍🏽 all")).toBeVisible();
    await userEvent.keyboard("{Escape}");
    await expectFocus(region().getByRole("button", { name: "Type", exact: true }));
  });

  it("leaves Enter to an input method, and sends what it composes as it stands", async () => {
    bea.captionLine("Hello?");
    await region().getByRole("button", { name: "Type", exact: true }).click();
    const input = field().element() as HTMLTextAreaElement;
    input.dispatchEvent(new CompositionEvent("compositionstart"));
    input.value = "かんじ";
    input.dispatchEvent(new InputEvent("input", { isComposing: true, bubbles: true }));
    input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true }));
    expect(input.value).toBe("かんじ");
    input.value = "漢字";
    input.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
    await expect.poll(() => JSON.stringify(sent())).toContain("漢字");
    expect(sent().some((message) => "done" in Object(message))).toBe(false);
  });

  it("takes a pasted text line by line", async () => {
    bea.captionLine("Hello?");
    await region().getByRole("button", { name: "Type", exact: true }).click();
    await field().fill("one\ntwo\nthree");
    await expect.element(field()).toHaveValue("three");
    await expect.element(region().getByText("two", { exact: true })).toBeVisible();
  });

  it("stands in the order in which it came, from the very first", async () => {
    for (const line of [1, 2, 3]) bea.captionLine(`Line ${line}`, { line });
    await openTranscript();
    await expect
      .poll(() =>
        page
          .getByRole("region", { name: "Transcript" })
          .element()
          .textContent.match(/Line \d/g),
      )
      .toEqual(["Line 1", "Line 2", "Line 3"]);
  });

  it("shows the newest line, also after the window has changed", async () => {
    for (const line of [1, 2, 3, 4])
      bea.captionLine(`Line ${line} is long enough for more than one row. `.repeat(2), { line });
    await page.viewport(375, 812);
    const newest = region().getByText("Line 4", { exact: false });
    await expect.element(newest).toBeVisible();
    await expect
      .poll(() => newest.element().getBoundingClientRect().bottom)
      .toBeLessThanOrEqual(region().element().getBoundingClientRect().bottom);
    await region().getByRole("button", { name: "Type", exact: true }).click();
    await expectAccessible(); // the field's own words too, on black
  });

  it("can be hidden, and is remembered so", async () => {
    bea.captionLine("Hello?");
    await region().getByRole("button", { name: "Hide captions" }).click();
    await expect.poll(() => region().query()).toBeNull();
    captionLook.forget();
    expect(captionLook.now.isShown).toBe(false);
    await openTranscript();
    await words("How captions look").click();
    await page.getByRole("checkbox", { name: "Show captions at the foot of the stage" }).click();
    await expect.element(region()).toBeVisible();
  });

  it("fits a phone, in every size", async () => {
    await page.viewport(320, 640);
    bea.captionLine("A-word-that-is-much-longer-than-a-phone-is-wide-and-has-no-place-to-break ".repeat(4));
    await expect.element(region()).toBeVisible();
    for (const size of ["small", "huge"] as const) {
      captionLook.change({ size });
      await expect.element(region()).toHaveClass(size);
      await expectNoOverflow();
    }
    await region().getByRole("button", { name: "Type", exact: true }).click();
    await expectNoOverflow();
  });

  it("says so where nothing can be sealed", async () => {
    call.sendFails = true;
    bea.captionLine("Hello?");
    await region().getByRole("button", { name: "Type", exact: true }).click();
    await userEvent.keyboard("a");
    await expect.element(words("The others may not see what you type.")).toBeVisible();
  });
});

describe("the transcript", () => {
  it("has every line with its time, and can be copied, saved as WebVTT, and emptied", async () => {
    bea.captionLine("First.");
    bea.captionLine("Second & <third>.", { kind: "spoken" });
    await openTranscript();
    const saved: Blob[] = [];
    vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
      saved.push(blob as Blob);
      return "data:,";
    });
    await page.getByRole("button", { name: "Save as WebVTT" }).click();
    await page.getByRole("button", { name: "Save as text" }).click();
    vi.restoreAllMocks();
    const [webVtt, text] = await Promise.all(saved.map((blob) => blob.text()));
    expect(await cuesOf(webVtt!)).toEqual([
      "<v.typed Bea>First.",
      "<v.spoken Bea>Second &amp; &lt;third&gt;.",
    ]);
    expect(text).toMatch(/^.+ Bea: First\.\n.+ Bea \(automatic\): Second & <third>\.\n$/);
    await page.getByRole("button", { name: "Clear" }).click();
    await expect.element(words("Nothing was captioned or typed yet.")).toBeVisible();
  });

  it("captions what one says, on this device, as long as the microphone is on", async () => {
    const speech = FakeSpeech.fresh();
    speech.answers = { available: "available" };
    vi.stubGlobal("SpeechRecognition", speech);
    document.querySelector("mesh-call")!.remove();
    call = await openJoined();
    bea = call.person("Bea");
    await openTranscript();
    await page.getByRole("button", { name: "Caption what I say" }).click();
    await expect.element(words("recognised on this device")).toBeVisible();
    expect(speech.all[0]?.startedWith).toBe(call.media.find(({ kind }) => kind === "audio"));
    speech.all[0]?.hear("hello wor");
    await expect.element(region().getByText("hello wor")).toBeVisible();
    speech.all[0]?.hear("Hello world.", true);
    await expect
      .poll(() => sent().at(-1))
      .toMatchObject({ kind: "spoken", text: "Hello world.", done: true });
    await page.getByRole("button", { name: "Microphone" }).click();
    await expect.element(words("Your microphone is off, so nothing is listened to.")).toBeVisible();
    expect(speech.all.filter(({ isOn }) => isOn)).toEqual([]);
    await page.getByRole("button", { name: "Microphone" }).click();
    await expect.element(words("recognised on this device")).toBeVisible();
    await page.getByRole("button", { name: "Stop captioning what I say" }).click();
    expect(speech.all.filter(({ isOn }) => isOn)).toEqual([]);
  });

  it("sends nothing that one says to the browser's maker before one has agreed to just that", async () => {
    const speech = FakeSpeech.fresh();
    vi.stubGlobal("SpeechRecognition", speech);
    document.querySelector("mesh-call")!.remove();
    call = await openJoined();
    await openTranscript();
    await page.getByRole("button", { name: "Caption what I say" }).click();
    await expect.element(words("It would send what you say to its maker")).toBeVisible();
    expect(speech.all).toEqual([]);
    await page.getByRole("button", { name: "No", exact: true }).click();
    expect(speech.all).toEqual([]);
    await page.getByRole("button", { name: "Caption what I say" }).click();
    await page.getByRole("button", { name: "Send it to the maker of my browser" }).click();
    await expect.element(words("What you say is sent to the maker of your browser")).toBeVisible();
    expect(speech.all).toHaveLength(1);
  });
});

/** The cues that the browser's own parser finds in a file. */
async function cuesOf(webVtt: string): Promise<string[]> {
  const video = document.createElement("video");
  const track = document.createElement("track");
  track.src = URL.createObjectURL(new Blob([webVtt], { type: "text/vtt" }));
  video.append(track);
  document.body.append(video);
  track.track.mode = "hidden";
  await new Promise((settle, fail) => {
    track.addEventListener("load", settle);
    track.addEventListener("error", fail);
  });
  return [...(track.track.cues ?? [])].map((cue) => (cue as VTTCue).text);
}

describe("over what fills the screen", () => {
  const over = () => deep(document).find((element) => element.matches("mesh-captions[over]"));

  it("stands what others type, in the full screen of one tile too; read out once", async () => {
    bea.captionLine("Typed before.");
    await expect.element(region()).toBeVisible();
    await userEvent.click(page.getByRole("button", { name: "Options for Bea" }), { force: true });
    await page.getByRole("button", { name: "Full screen" }).click();
    await expect.poll(() => over()?.shadowRoot?.textContent).toContain("Typed before.");
    const tile = deep(document).find((element) => element.matches("mesh-tile:fullscreen"))!;
    expect(tile.shadowRoot!.contains(over()!)).toBe(true);
    bea.captionLine("And now.", { line: 2 });
    await expect.poll(() => over()?.shadowRoot?.textContent).toContain("And now.");
    const { top, bottom, left, right } = over()!.getBoundingClientRect();
    expect(Math.min(top, left)).toBeGreaterThan(0);
    expect([bottom < innerHeight, right < innerWidth]).toEqual([true, true]);
    expect(over()!.shadowRoot!.querySelector(".announced")).toBeNull();
    await expect.poll(announced).toContain("And now.");
    await document.exitFullscreen();
    await expect.poll(over).toBeUndefined();
  });

  it("stands it in the full screen of the stage alone, and goes with the room", async () => {
    bea.captionLine("Typed by Bea.");
    await expect.element(region()).toBeVisible();
    const stage = document.querySelector("mesh-call")!.shadowRoot!.querySelector("mesh-stage")!;
    const button = document.createElement("button");
    button.textContent = "Stage";
    button.onclick = () => void stage.requestFullscreen();
    document.body.append(button);
    await page.getByRole("button", { name: "Stage" }).click();
    await expect.poll(() => over()?.shadowRoot?.textContent).toContain("Typed by Bea.");
    expect(stage.shadowRoot!.contains(over()!)).toBe(true);
    call.room.disconnect();
    await expect.poll(over).toBeUndefined();
    button.remove();
  });
});
