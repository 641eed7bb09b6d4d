import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { defineSettings } from "../../web/elements/devices/define-settings.ts";
import { FakeCall } from "../fakes/fake-call.ts";
import { FakeDevices } from "../fakes/fake-devices.ts";
import {
  clearPage,
  deep,
  expectAccessible,
  expectNoOverflow,
  join,
  openCall,
  openJoined,
  words,
} from "./elements-page.ts";

beforeEach(() => page.viewport(1000, 800));
afterEach(() => {
  vi.restoreAllMocks();
  clearPage();
});

const button = (name: string) => page.getByRole("button", { name, exact: true });
const choice = (name: string) => page.getByRole("combobox", { name, exact: true });
const aSwitch = (name: string) => page.getByRole("switch", { name });

/** The labels that Chromium's fake devices have once one was opened. */
async function fakeDevices(): Promise<FakeDevices> {
  for (const track of (await navigator.mediaDevices.getUserMedia({ audio: true, video: true })).getTracks())
    track.stop();
  return new FakeDevices();
}

async function openSettings(call = new FakeCall()): Promise<FakeCall> {
  await openJoined({}, call);
  await defineSettings();
  const settings = document.createElement("mesh-settings");
  settings.room = call.room;
  document.body.prepend(settings);
  await expect.element(choice("Microphone")).toBeEnabled();
  return call;
}

async function openDevices(): Promise<void> {
  await page.getByText("Devices", { exact: true }).click();
  await expect.element(choice("Microphone")).toBeEnabled();
}

function chosen(name: string): string {
  const element = choice(name).element();
  return element instanceof HTMLSelectElement ? (element.selectedOptions[0]?.label ?? "") : "";
}

test("settings around one room: everything by keyboard, accessible, and no wider than a phone", async () => {
  await openSettings();
  await expectAccessible("mesh-settings");
  choice("Microphone").element().focus();
  for (const name of ["Reduce background noise", "Remove echo", "Keep my voice equally loud"]) {
    await userEvent.tab();
    expect(deepFocus()).toBe(aSwitch(name).element());
  }
  await userEvent.keyboard(" ");
  await expect.element(aSwitch("Keep my voice equally loud")).not.toBeChecked();
  await page.viewport(320, 800);
  await expectNoOverflow();
});

test("the test sound goes through the speaker that was chosen, and it is asked whether it was heard", async () => {
  const sinks: string[] = [];
  const setSinkId = HTMLMediaElement.prototype.setSinkId;
  vi.spyOn(HTMLMediaElement.prototype, "setSinkId").mockImplementation(function (
    this: HTMLMediaElement,
    id: string,
  ) {
    sinks.push(id);
    return setSinkId.call(this, id);
  });
  await openSettings();
  const select = choice("Speaker").element() as HTMLSelectElement;
  const last = select.options[select.options.length - 1]!;
  await choice("Speaker").selectOptions(last);
  sinks.length = 0;
  await button("Play a test sound").click();
  await expect.element(page.getByText("Playing…")).toBeVisible();
  await expect.element(words("Did you hear it?")).toBeVisible();
  expect(sinks).toEqual([last.value]);
});

test("a browser that keeps the page silent: said so, and what to do", async () => {
  await openSettings();
  vi.spyOn(HTMLMediaElement.prototype, "play").mockRejectedValue(new DOMException("", "NotAllowedError"));
  await button("Play a test sound").click();
  await expect.element(words("The browser keeps this page silent.")).toBeVisible();
});

test("who does not want to see themselves as in a mirror", async () => {
  await openSettings();
  const ownVideo = () =>
    deep(document)
      .find((each) => each.matches("mesh-tile[own]"))!
      .shadowRoot!.querySelector("video")!;
  expect(getComputedStyle(ownVideo()).transform).toBe("matrix(-1, 0, 0, 1, 0, 0)");
  await aSwitch("Mirror my video").click();
  await expect.poll(() => getComputedStyle(ownVideo()).transform).toBe("none");
});

test("echo cancellation can be switched off in mid-call, and stays off the next time", async () => {
  const asked = vi.spyOn(navigator.mediaDevices, "getUserMedia");
  const call = await openSettings();
  const audio = () => [...call.published.values()].find(({ info }) => info.kind === "audio");
  const before = audio()?.mediaStreamTrack;
  await aSwitch("Remove echo").click();
  await expect.poll(() => audio()?.mediaStreamTrack).not.toBe(before);
  expect(audio()?.mediaStreamTrack?.readyState).toBe("live");
  expect(asked.mock.lastCall?.[0]).toMatchObject({
    audio: { echoCancellation: false, noiseSuppression: true },
  });
  document.body.replaceChildren();
  openCall({}, call);
  await expect
    .poll(() => asked.mock.lastCall?.[0])
    .toMatchObject({ video: {}, audio: { echoCancellation: false } });
});

test("what was chosen is taken the next time, and forgotten when it is gone", async () => {
  const devices = await fakeDevices();
  const [, other = ""] = await devices.labels("audioinput");
  const call = openCall();
  await openDevices();
  await choice("Microphone").selectOptions(other);
  await expect.poll(() => chosen("Microphone")).toBe(other);
  await expect.poll(() => localStorage.getItem("meshcall.devices") ?? "").toContain(other);

  document.body.replaceChildren();
  openCall({}, call);
  await openDevices();
  await expect.poll(() => chosen("Microphone")).toBe(other);

  document.body.replaceChildren();
  devices.without(other);
  openCall({}, call);
  await openDevices();
  await expect.poll(() => localStorage.getItem("meshcall.devices")).not.toContain(other);
});

test("who came with their camera off comes so the next time", async () => {
  const call = openCall();
  await expect.element(button("Camera")).toHaveAttribute("aria-pressed", "true");
  await button("Camera").click();
  await join();
  document.body.replaceChildren();
  openCall({}, call);
  await expect.element(words("Your camera is off")).toBeVisible();
  await expect.element(button("Microphone")).toHaveAttribute("aria-pressed", "true");
});

test("a device that is plugged in is offered, and used only by who says so", async () => {
  const devices = await fakeDevices();
  const [first = "", other = ""] = await devices.labels("audioinput");
  devices.without(other);
  await openJoined();
  await expect.poll(() => devices.reads).toBeGreaterThan(0);
  devices.plug(other);
  await expect.element(words(`${other} is plugged in`)).toBeVisible();
  await expectAccessible();
  await button("Not now").click();
  await expect.element(words("is plugged in")).not.toBeInTheDocument();

  devices.unplug(other);
  devices.plug(other);
  devices.rattle();
  devices.unplug(other);
  await expect.poll(() => devices.reads).toBeGreaterThan(2);
  devices.plug(other);
  await button("Use it").click();
  await expect.element(words(`Now using ${other}`)).toBeVisible();
  expect(first).not.toBe(other);
});

test("a microphone that is pulled out: another one goes on, and it is said", async () => {
  const devices = await fakeDevices();
  const [, other = ""] = await devices.labels("audioinput");
  const call = openCall();
  await openDevices();
  await choice("Microphone").selectOptions(other);
  await expect.poll(() => chosen("Microphone")).toBe(other);
  await join();
  devices.unplug(other);
  await expect.element(words("Your microphone went away. Now using")).toBeVisible();
  const audio = [...call.published.values()].find(({ info }) => info.kind === "audio");
  expect(audio?.mediaStreamTrack?.readyState).toBe("live");
  expect(audio?.mediaStreamTrack?.label).not.toBe(other);
  expect(localStorage.getItem("meshcall.devices")).not.toContain(other);
});

test("a storm of changes is read as one", async () => {
  const devices = await fakeDevices();
  const [, other = ""] = await devices.labels("audioinput");
  devices.without(other);
  openCall();
  await expect.poll(() => devices.reads).toBeGreaterThan(0);
  const before = devices.reads;
  devices.plug(other);
  for (let more = 0; more < 50; more++) devices.rattle();
  await expect.element(words(`${other} is plugged in`)).toBeVisible();
  expect(devices.reads - before).toBeLessThanOrEqual(2);
});

test("what is there from the beginning is not offered", async () => {
  const devices = await fakeDevices();
  openCall();
  await expect.poll(() => devices.reads).toBeGreaterThan(0);
  await openDevices(); // by now the list was read
  expect(words("is plugged in").elements()).toEqual([]);
});

function deepFocus(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}
