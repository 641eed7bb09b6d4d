import { afterEach, beforeEach, expect, test } from "vitest";
import { page } from "vitest/browser";
import { cannotRecord } from "../../web/recording/can-record.ts";
import { recordingOf } from "../../web/recording/recording-of.ts";
import { isHeld, readSheets, removeRecording } from "../../web/recording/store.ts";
import { unsavedRecordings } from "../../web/recording/unsaved.ts";
import type { FakeCall } from "../fakes/fake-call.ts";
import { clearPage, expectAccessible, expectNoOverflow, openCall, openJoined } from "./elements-page.ts";

const id = "00000000-0000-4000-8000-00000000000b";
const record = { do: "record", id, sinceMs: 0, asks: true, collects: true };

beforeEach(() => page.viewport(1000, 700));
afterEach(async () => {
  clearPage();
  // what is being written still is waited for
  const left = async (): Promise<unknown[]> => {
    for (const { id: kept } of await readSheets()) if (!(await isHeld(kept))) await removeRecording(kept);
    return readSheets();
  };
  await expect.poll(left, { timeout: 10_000 }).toHaveLength(0);
});

const button = (name: string) => page.getByRole("button", { name, exact: true });
const dialog = () => page.getByRole("dialog");
const text = (words: string | RegExp) => page.getByText(words, { exact: false });
const status = (words: string) => page.getByRole("status").getByText(words, { exact: false });
const saidOf = (call: FakeCall, what: string) => call.said.filter((each) => each.includes(`"do":"${what}"`));

async function openPanel(call: FakeCall): Promise<FakeCall> {
  await button("More").click();
  await page.getByRole("menuitem", { name: "Record this call" }).click();
  await expect.element(button("Start recording")).toBeVisible();
  return call;
}

test("who is asked says no, and may still change their mind; it is seen and said who records", async () => {
  const call = await openJoined();
  const bea = call.person("Bea");
  bea.sendMessage("meshcall.recording", record);
  await expect.element(dialog().getByText("Bea would like to record this call")).toBeVisible();
  await expect.element(status("Bea has started to record this call")).toBeInTheDocument();
  await expectAccessible();
  expect(call.room.isRecording).toBe(true);
  await dialog().getByRole("button", { name: "Leave me out" }).click();
  await expect.element(dialog()).not.toBeInTheDocument();
  await expect.poll(() => saidOf(call, "answer").some((each) => each.includes('"agrees":false'))).toBe(true);
  await expect.element(text("You are not in it")).toBeVisible();
  await expectNoOverflow();
  await button("Take me in").click();
  await expect.poll(() => saidOf(call, "answer").some((each) => each.includes('"agrees":true'))).toBe(true);
  bea.sendMessage("meshcall.recording", { do: "stop", id });
  await expect.element(text("Bea records this call")).not.toBeInTheDocument();
  await expect.element(status("The recording has ended")).toBeInTheDocument();
  expect(call.room.isRecording).toBe(false);
});

test("a recording ends with whoever makes it; nobody else's word about it counts", async () => {
  const call = await openJoined();
  const bea = call.person("Bea");
  const cem = call.person("Cem");
  bea.sendMessage("meshcall.recording", { ...record, asks: false, collects: false });
  await expect.element(text("Bea records this call")).toBeVisible();
  await expect.element(dialog()).not.toBeInTheDocument();
  cem.sendMessage("meshcall.recording", { do: "stop", id });
  cem.sendMessage("meshcall.recording", { do: "erase", id: "../.." });
  cem.sendMessage("meshcall.recording", { ...record, id: "x" });
  await expect.element(text("Bea records this call")).toBeVisible();
  await expect.element(text("Cem records")).not.toBeInTheDocument();
  bea.leave();
  await expect.element(text("Bea records this call")).not.toBeInTheDocument();
});

test("one's own: everybody is told, also who comes later; it is done, saved later, or deleted", async () => {
  expect(cannotRecord()).toBeUndefined();
  const call = await openPanel(await openJoined());
  call.person("Bea");
  await expectAccessible();
  await button("Start recording").click();
  await expect.element(text("You record this call")).toBeVisible();
  await expect.poll(() => saidOf(call, "record").length).toBeGreaterThan(0);
  await expect.element(text("Has not answered yet")).toBeVisible();
  const before = saidOf(call, "record").length;
  call.person("Cem");
  await expect.poll(() => saidOf(call, "record").length).toBeGreaterThan(before);
  await expect.poll(() => recordingOf(call.room).recorded?.bytes, { timeout: 10_000 }).toBeGreaterThan(1_000);
  await expect.element(text(/^[1-9][\d.]* (kB|MB)$/)).toBeVisible(); // from the first second on, never "0 MB"
  await expectAccessible();
  await button("Stop recording").first().click();
  await expect.element(text("Your recording is ready")).toBeVisible();
  await expect.poll(() => saidOf(call, "stop").length).toBeGreaterThan(0);
  await expectAccessible();
  await button("Delete").click();
  await button("Delete").click();
  await expect.element(text("Your recording is ready")).not.toBeInTheDocument();
  expect(await unsavedRecordings()).toHaveLength(0);
});

test("a lobby offers what was not saved", async () => {
  const call = await openPanel(await openJoined());
  await button("Start recording").click();
  await expect.element(text("You record this call")).toBeVisible();
  await recordingOf(call.room).stop();
  document.body.replaceChildren();
  openCall();
  await expect.element(text("Recordings that were not saved")).toBeVisible();
  await expectAccessible();
  await button("Delete").click();
  await button("Delete").click();
  await expect.element(text("Recordings that were not saved")).not.toBeInTheDocument();
});

test("who leaves while recording is offered what was recorded", async () => {
  await openPanel(await openJoined());
  await button("Start recording").click();
  await expect.element(text("You record this call")).toBeVisible();
  await page.getByRole("toolbar").getByRole("button", { name: "Leave", exact: true }).click();
  await expect.element(text("Recordings that were not saved")).toBeVisible();
  await expect.element(button("Save")).toBeVisible();
  await expectAccessible();
});
