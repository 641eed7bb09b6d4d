import { afterEach, beforeEach, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { MeshJoinEvent } from "../../web/elements/events.ts";
import { provideCallServices } from "../../web/elements/provided.ts";
import { FakeCall } from "../fakes/fake-call.ts";
import {
  clearPage,
  deep,
  expectAccessible,
  expectFocus,
  expectNoOverflow,
  join,
  meshCall,
  openCall,
  words,
} from "./elements-page.ts";

beforeEach(() => page.viewport(1000, 700));
afterEach(clearPage);

const button = (name: string) => page.getByRole("button", { name, exact: true });
const heading = (name: string) => page.getByRole("heading", { name });

function openLobby(call = new FakeCall()): HTMLElementTagNameMap["mesh-lobby"] {
  provideCallServices(call.services);
  const lobby = document.createElement("mesh-lobby");
  lobby.setAttribute("room", "standup");
  lobby.setAttribute("name", "Anna");
  document.body.append(lobby);
  return lobby;
}

function part(selector: string): Element {
  const found = deep(document).find((each) => each.matches(selector));
  if (found === undefined) throw new Error(`no ${selector}`);
  return found;
}

function place(selector: string): string {
  const { left, top, width, height } = part(selector).getBoundingClientRect();
  return [left, top, width, height].map(Math.round).join(" ");
}

test.for([
  [["Bea"], 1, "Bea is in the call"],
  [["Bea", "Cleo"], 2, "Bea and Cleo are in the call"],
  [["Bea", "Cleo", "Dan", "Eva", "Finn"], 5, "Bea, Cleo, and 3 others are in the call"],
  [[], 0, "Nobody is in the call yet"],
  [undefined, 1, "1 person is in the call"],
  [undefined, 4, "4 people are in the call"],
] as const)("who is in: %o of %i", async ([names, count, said]) => {
  const call = new FakeCall();
  call.present = names === undefined ? undefined : [...names];
  call.presentCount = count;
  openCall({}, call);
  await expect.element(words(said)).toBeVisible();
});

test("of a room that tells nothing, nothing is said", async () => {
  const call = openCall();
  await expect.poll(() => call.asked.length).toBe(1);
  expect(words("in the call").elements()).toEqual([]);
});

test("the question who is in is the one for the token too; another name asks anew", async () => {
  const call = new FakeCall();
  call.presentCount = 2;
  openCall({}, call);
  await expect.element(words("2 people are in the call")).toBeVisible();
  await join();
  expect(call.asked).toHaveLength(1);
  document.body.replaceChildren();
  openCall({}, call);
  await page.getByLabelText("Your name").fill("Cleo");
  await join();
  expect(call.asked.at(-1)?.name).toBe("Cleo");
});

test("nothing moves while the camera starts, nor when it is told who is in", async () => {
  const call = new FakeCall();
  call.presentCount = 2;
  openCall({}, call);
  await expect.element(button("Join")).toBeVisible();
  const before = [place(".preview"), place(".join"), place(".level")];
  await expect.element(words("2 people are in the call")).toBeVisible();
  await expect
    .poll(() => part("mesh-tile").shadowRoot?.querySelector("video")?.videoWidth)
    .toBeGreaterThan(0);
  expect([place(".preview"), place(".join"), place(".level")]).toEqual(before);
});

test("who knocks keeps their own picture, in its place, and its switches", async () => {
  const call = new FakeCall();
  call.refuse = "knock";
  openCall({}, call);
  await expect.element(button("Camera")).toHaveAttribute("aria-pressed", "true");
  const [tile, where] = [part("mesh-tile"), place(".preview")];
  await button("Join").click();
  await expect.element(heading("Waiting to be let in")).toBeVisible();
  await expectFocus(button("Leave"));
  expect(part("mesh-tile")).toBe(tile);
  expect(place(".preview")).toBe(where);
  await button("Camera").click();
  await expect.element(words("Your camera is off")).toBeVisible();
  await expectAccessible();
  await page.viewport(320, 700);
  await expectNoOverflow();
});

test("called off with the lobby skipped: the lobby, and nobody is let in against their will", async () => {
  const call = new FakeCall();
  call.refuse = "wait";
  openCall({ "skip-lobby": "" }, call);
  await button("Cancel").click();
  await expect.element(button("Join")).toBeVisible();
  expect(meshCall().currentRoom).toBeUndefined();
});

test("the network check is in the lobby, and keeps nobody from joining", async () => {
  const call = openCall();
  await page.getByText("Check my network", { exact: true }).click();
  await button("Start the check").click();
  await expect.poll(() => call.networkTests.length).toBe(1);
  await expectAccessible();
  await page.viewport(320, 700);
  await expectNoOverflow();
  await join();
  expect(call.networkTests[0]?.isStopped).toBe(true);
});

test("who only watches has no preview", async () => {
  openCall({ "join-as": "attendee" });
  await expect.element(words("Nobody sees or hears you.")).toBeVisible();
  expect(deep(document).some((each) => each.matches("mesh-tile"))).toBe(false);
  await expectAccessible();
});

test("a lobby alone on a page opens devices and hands them over; joining is the page's", async () => {
  const lobby = openLobby();
  const joined = new Promise<MeshJoinEvent>((settle) => lobby.addEventListener("mesh-join", settle));
  await expect.element(button("Camera")).toHaveAttribute("aria-pressed", "true");
  await expect.element(words("Starting your camera")).not.toBeInTheDocument();
  await expectAccessible("mesh-lobby");
  await expectFocus(button("Join"));
  await userEvent.keyboard("{Enter}");
  const { room, name, identity, tracks } = await joined;
  expect({ room, name }).toEqual({ room: "standup", name: "Anna" });
  expect(identity).not.toBe("");
  expect(tracks.map(({ kind }) => kind).sort()).toEqual(["audio", "video"]);
  lobby.remove();
  await Promise.resolve();
  expect(tracks.map(({ isStopped }) => isStopped)).toEqual([false, false]);
  for (const track of tracks) track.stop();
});

test("a lobby alone that is taken out gives the devices back, and fits a phone", async () => {
  await page.viewport(320, 700);
  const opened: MediaStreamTrack[] = [];
  const call = new FakeCall();
  const { createLocalTracks } = call.services;
  call.services.createLocalTracks = async (options) => {
    const tracks = await createLocalTracks(options);
    opened.push(...tracks.map(({ mediaStreamTrack }) => mediaStreamTrack));
    return tracks;
  };
  const lobby = openLobby(call);
  await expect.poll(() => opened.length).toBe(2);
  await expect.element(button("Join")).toBeVisible();
  await expectNoOverflow();
  lobby.remove();
  await expect.poll(() => opened.map(({ readyState }) => readyState)).toEqual(["ended", "ended"]);
});
