import { afterEach, expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { FakeCall } from "../fakes/fake-call.ts";
import { clearPage, expectAccessible, expectNoOverflow, openJoined, words } from "./elements-page.ts";

afterEach(() => clearPage());

const log = () => page.getByRole("region", { name: "What happened" });

async function openNotes(): Promise<void> {
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Notes of the call" }).click();
  await expect.element(log()).toBeVisible();
}

async function asHost(): Promise<FakeCall> {
  const call = new FakeCall();
  call.role = "host";
  return openJoined({}, call);
}

it("is accessible, and a host's begin with the call", async () => {
  const call = await asHost();
  await vi.dynamicImportSettled();
  const bea = call.person("Bea");
  const stop = bea.talk();
  bea.captionLine("Typed by Bea.");
  await openNotes();
  await expect.element(log().getByText("Bea joined")).toBeVisible();
  await expect.element(log().getByText("Typed by Bea.")).toBeVisible();
  await page.getByRole("textbox", { name: "Add a note" }).fill("Decided: the second plan");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect.element(log().getByText("Decided: the second plan")).toBeVisible();
  await expectAccessible();
  await expect.element(log().getByText("Bea spoke", { exact: false })).toBeVisible(); // long enough to be noted
  stop();
  bea.leave();
  await expect.element(log().getByText("Bea spoke", { exact: false })).toBeVisible();
  await expect.element(log().getByText("Bea left")).toBeVisible();
});

it("can be saved as JSON, and as WebVTT that the browser reads", async () => {
  const call = await asHost();
  await vi.dynamicImportSettled();
  call.person("Bea <b> & --> co").captionLine("one --> two");
  await openNotes();
  await expect.element(log().getByText("one --> two")).toBeVisible();
  const saved: Blob[] = [];
  vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
    saved.push(blob as Blob);
    return "data:,";
  });
  await page.getByRole("button", { name: "Save as JSON" }).click();
  await page.getByRole("button", { name: "Save as WebVTT" }).click();
  vi.restoreAllMocks();
  const [json, webVtt] = await Promise.all(saved.map((blob) => blob.text()));
  expect(JSON.parse(json!)).toMatchObject({
    timeline: 1,
    events: expect.arrayContaining([expect.objectContaining({ what: "joined" })]),
  });
  const video = document.createElement("video");
  const track = document.createElement("track");
  track.src = URL.createObjectURL(new Blob([webVtt!], { type: "text/vtt" }));
  video.append(track);
  document.body.append(video);
  track.track.mode = "hidden";
  await new Promise((settle, fail) => {
    track.addEventListener("load", settle);
    track.addEventListener("error", fail);
  });
  const texts = [...(track.track.cues ?? [])].map((cue) => (cue as VTTCue).getCueAsHTML().textContent);
  expect(texts).toContain("one --> two");
  expect(texts).toContain("[Bea <b> & --> co joined]");
});

it("can still be saved when the call is over", async () => {
  const call = await asHost();
  await vi.dynamicImportSettled();
  call.person("Bea");
  await openNotes();
  await expect.element(log().getByText("Bea joined")).toBeVisible();
  call.room.disconnect();
  const saved: Blob[] = [];
  vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
    saved.push(blob as Blob);
    return "data:,";
  });
  await page.getByRole("button", { name: "Save as JSON" }).click();
  vi.restoreAllMocks();
  const file: unknown = JSON.parse(await saved[0]!.text());
  expect(file).toMatchObject({
    endedAt: expect.any(String),
    events: expect.arrayContaining([expect.objectContaining({ what: "joined" })]),
  });
  await expectAccessible();
});

it("is for hosts where there is one, and for everybody where there is none", async () => {
  const call = await openJoined();
  const bea = call.person("Bea");
  await openNotes();
  await expect.element(log().getByText("Bea is here")).toBeVisible();
  call.standing({ role: "host" }, bea.peerId);
  await expect.element(words("Keeping notes is for hosts here.")).toBeVisible();
  await page.getByRole("button", { name: "Close notes" }).click();
  await page.getByRole("button", { name: "More", exact: true }).click();
  await expect.element(page.getByRole("menuitem", { name: "Captions" })).toBeVisible();
  expect(page.getByRole("menuitem", { name: "Notes of the call" }).query()).toBeNull();
});

it("fits a phone", async () => {
  await page.viewport(320, 640);
  const call = await asHost();
  call.person("Maximiliane von Hohenberg-Lichtenau-und-noch-mehr");
  await openNotes();
  await expectNoOverflow();
});
