import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import {
  clearPage,
  deep,
  expectAccessible,
  expectNoOverflow,
  meshCall,
  openJoined,
  expectFocus,
  words,
} from "./elements-page.ts";

beforeEach(() => page.viewport(1000, 700));
afterEach(clearPage);

const button = (name: string) => page.getByRole("button", { name, exact: true });
const longName = "Bea with a name that is a good deal longer than any name plate";
const heading = (name: string) => page.getByRole("heading", { name });
/** What is on a tile; screen readers are told some of it besides. */
const onTile = (text: string) =>
  page.getByRole("list", { name: "People in the call" }).getByText(text, { exact: false });
const people = () => page.getByRole("list", { name: "People in the call" }).getByRole("listitem");

test("alone, then together, then alone again", async () => {
  const call = await openJoined();
  await expect.element(heading("Nobody else is here yet")).toBeVisible();
  await expectAccessible();
  const bea = call.person("Bea");
  await expect.element(heading("Nobody else is here yet")).not.toBeInTheDocument();
  await expect.element(page.getByText("Bea", { exact: true })).toBeVisible();
  await expect
    .element(page.getByRole("status").getByText("Bea joined", { exact: false }))
    .toBeInTheDocument();
  await expectAccessible();
  bea.leave();
  await expect.element(heading("Nobody else is here yet")).toBeVisible();
});

test("the other is large and oneself small, also on a phone", async () => {
  const call = await openJoined({ style: "--mesh-height: 100vh" });
  call.person("Bea");
  for (const [width, height] of [
    [1000, 700],
    [375, 812],
  ] as const) {
    await page.viewport(width, height);
    await expect.poll(() => people().elements().length).toBe(2);
    const [other, own] = people()
      .elements()
      .map((element) => element.getBoundingClientRect());
    expect(own!.width).toBeLessThan(other!.width / 2);
    expect(own!.right).toBeLessThanOrEqual(other!.right);
    expect(own!.bottom).toBeLessThanOrEqual(other!.bottom);
  }
});

test("microphone and camera: the label stays, aria-pressed tells, the others are told", async () => {
  const call = await openJoined();
  const enabled = (kind: string) =>
    [...call.published.values()].find(({ info }) => info.kind === kind)?.info.enabled;
  for (const [name, kind] of [
    ["Microphone", "audio"],
    ["Camera", "video"],
  ] as const) {
    await expect.element(button(name)).toHaveAttribute("aria-pressed", "true");
    await button(name).click();
    await expect.element(button(name)).toHaveAttribute("aria-pressed", "false");
    expect(enabled(kind)).toBe(false);
    await button(name).click();
    await expect.element(button(name)).toHaveAttribute("aria-pressed", "true");
    await expect.poll(() => enabled(kind)).toBe(true);
  }
});

test("camera off gives the device back; camera on opens it again", async () => {
  const call = await openJoined();
  const source = () =>
    [...call.published.values()].find(({ info }) => info.kind === "video")?.mediaStreamTrack;
  await button("Camera").click();
  expect(source()?.readyState).toBe("ended");
  await button("Camera").click();
  await expect.poll(() => source()?.readyState).toBe("live");
});

test("the toolbar is one stop of Tab, with arrows inside", async () => {
  await openJoined();
  const toolbar = page.getByRole("toolbar", { name: "Call controls" });
  expect(
    toolbar
      .getByRole("button")
      .elements()
      .filter((element) => element.matches("[tabindex='0']")),
  ).toHaveLength(1);
  await userEvent.click(button("Microphone"));
  const rest = [
    "Camera",
    "Share screen",
    "Raise hand",
    "React",
    "Chat",
    "People",
    "Devices",
    "More",
    "Leave",
  ];
  for (const name of [...rest, "Microphone"]) {
    await userEvent.keyboard("{ArrowRight}");
    await expectFocus(button(name));
  }
  await userEvent.keyboard("{End}");
  await expectFocus(button("Leave"));
  await userEvent.keyboard("{Home}");
  await expectFocus(button("Microphone"));
});

test("somebody's muted microphone, camera and lost link show on the tile", async () => {
  const call = await openJoined();
  const bea = call.person("Bea Lind");
  bea.switch("microphone", false);
  await expect.element(words("Microphone off")).toBeInTheDocument();
  bea.switch("camera", false);
  await expect.element(page.getByText("BL", { exact: true })).toBeVisible();
  bea.link("recovering");
  await expect.element(people().first().getByText("Reconnecting…")).toBeVisible();
  bea.link("open");
  await expect.element(words("Reconnecting…")).not.toBeInTheDocument();
});

test("the ring follows the voice and renders nothing anew", async () => {
  const call = await openJoined();
  const bea = call.person("Bea");
  await expect.element(page.getByText("Bea", { exact: true })).toBeVisible();
  const tile = deep(document).find((element) => element.matches("mesh-tile:not([own])"));
  const mutations = vi.fn<() => void>();
  new MutationObserver(mutations).observe(tile!.shadowRoot!, {
    subtree: true,
    childList: true,
    attributes: true,
  });
  bea.speaks(true);
  expect(tile!.hasAttribute("speaking")).toBe(true);
  bea.speaks(false);
  expect(tile!.hasAttribute("speaking")).toBe(false);
  await Promise.resolve();
  expect(mutations).not.toHaveBeenCalled();
});

test("the others are heard through an audio element, and video is muted", async () => {
  const call = await openJoined();
  call.person("Bea");
  const heard = () =>
    deep(document).filter((element) => element instanceof HTMLAudioElement && !element.muted);
  await expect.poll(() => heard().length).toBe(1);
  const videos = deep(document).filter((element) => element instanceof HTMLVideoElement);
  expect(videos.length).toBe(2);
  expect(videos.every((element) => element instanceof HTMLVideoElement && element.muted)).toBe(true);
});

test("sound that the browser refuses starts with a tap", async () => {
  const play = vi.spyOn(HTMLAudioElement.prototype, "play");
  play.mockRejectedValueOnce(new DOMException("", "NotAllowedError"));
  const call = await openJoined();
  call.person("Bea");
  const tap = page.getByRole("button", { name: "Tap to hear the others" });
  await tap.click();
  await expect.element(tap).not.toBeInTheDocument();
  play.mockRestore();
});

test("somebody's screen is large, with the people beside it", async () => {
  const call = await openJoined();
  const bea = call.person("Bea");
  bea.shareScreen();
  await expect.element(onTile("Bea’s screen")).toBeVisible();
  const sizes = people()
    .elements()
    .map((element) => element.getBoundingClientRect().width);
  expect(Math.max(...sizes)).toBeGreaterThan(2 * Math.min(...sizes));
  await expectAccessible();
  bea.stopScreen();
  await expect.element(onTile("Bea’s screen")).not.toBeInTheDocument();
});

test("sharing the own screen says so and stops in two places", async () => {
  const call = await openJoined();
  const shared = () => [...call.published.values()].find(({ info }) => info.name === "screen");
  await button("Share screen").click();
  await expect.element(words("You are sharing your screen")).toBeVisible();
  await expect.element(button("Share screen")).toHaveAttribute("aria-pressed", "true");
  expect(shared()).toBeDefined();
  await button("Stop sharing").click();
  await expect.element(button("Share screen")).toHaveAttribute("aria-pressed", "false");
  expect(shared()).toBeUndefined();
  await button("Share screen").click();
  await expect.poll(shared).toBeDefined();
  shared()!.mediaStreamTrack!.dispatchEvent(new Event("ended")); // the browser's own "stop sharing"
  await expect.poll(shared).toBeUndefined();
});

test("the devices panel opens, has the devices, and Escape brings the keyboard back", async () => {
  await openJoined();
  await button("Devices").click();
  const camera = page.getByRole("combobox", { name: "Camera" });
  await expectFocus(camera);
  await expectAccessible();
  await userEvent.keyboard("{Escape}");
  await expect.element(camera).not.toBeInTheDocument();
  await expectFocus(button("Devices"));
});

test.for([
  ["audio", "Microphone", "Your microphone went away"],
  ["video", "Camera", "Your camera went away"],
] as const)("an unplugged device (%s) is told, and the call goes on", async ([kind, label, what]) => {
  const call = await openJoined();
  call.person("Bea");
  const source = [...call.published.values()].find(({ info }) => info.kind === kind)!.mediaStreamTrack!;
  source.stop();
  source.dispatchEvent(new Event("ended"));
  await expect.element(page.getByRole("heading", { name: what })).toBeVisible();
  await expect.element(page.getByText("Bea", { exact: true })).toBeVisible();
  await button("Try again").click();
  await expect.element(words("went away")).not.toBeInTheDocument();
  await expect.element(button(label)).toHaveAttribute("aria-pressed", "true");
});

test("a signal-worker out of reach is a small matter while somebody is linked, and a large one alone", async () => {
  const call = await openJoined();
  const bea = call.person("Bea");
  call.signaling("away");
  const away = words("Call server out of reach. The call goes on.");
  await expect.element(away.first()).toBeVisible(); // and said
  bea.leave();
  await expect.element(page.getByRole("heading", { name: "Reconnecting…" })).toBeVisible();
  await expectAccessible();
  call.signaling("open");
  await expect.element(page.getByRole("heading", { name: "Reconnecting…" })).not.toBeInTheDocument();
  await expect.element(page.getByRole("status").getByText("Connected again")).toBeInTheDocument();
});

test.for([320, 375])("fits %i px, alone, together and with a screen", async (widthPx) => {
  await page.viewport(widthPx, 700);
  const call = await openJoined({ style: "--mesh-height: 700px" });
  await expectNoOverflow();
  const bea = call.person(longName);
  await expect.element(page.getByText(longName, { exact: true })).toBeVisible();
  await expectNoOverflow();
  bea.shareScreen();
  await expect.element(onTile("’s screen")).toBeVisible();
  await expectNoOverflow();
  await button("More").click();
  await page.getByRole("menuitem", { name: "Devices" }).click();
  await expectNoOverflow();
  await button("Close devices").click();
  await button("Chat").click();
  await expectNoOverflow();
  await button("Close chat").click();
});

test("moved in the page, the call goes on; removed, it ends and the devices are given back", async () => {
  const call = await openJoined();
  call.person("Bea");
  const left = vi.fn<(event: Event) => void>();
  meshCall().addEventListener("mesh-left", left);
  const element = meshCall();
  const elsewhere = document.body.appendChild(document.createElement("section"));
  elsewhere.append(element);
  await element.updateComplete;
  await expect.element(page.getByText("Bea", { exact: true })).toBeVisible();
  expect(call.room.state).toBe("connected");
  expect(left).not.toHaveBeenCalled();
  const published = () =>
    [...call.published.values()].flatMap(({ mediaStreamTrack }) => mediaStreamTrack ?? []);
  await expect.poll(published).toHaveLength(2);
  const sources = published();
  element.remove();
  await expect.poll(() => call.room.state).toBe("disconnected");
  expect(sources.map(({ readyState }) => readyState)).toEqual(["ended", "ended"]);
  expect(left).toHaveBeenCalledOnce();
});
