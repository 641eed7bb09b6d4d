import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { CallAttributes } from "../../web/elements/call/call-attributes.ts";
import { defineElements } from "../../web/elements/define-elements.ts";
import { define } from "../../web/elements/define.ts";
import { provideCallServices } from "../../web/elements/provided.ts";
import { FakeCall } from "../fakes/fake-call.ts";
import {
  clearPage,
  deep,
  expectAccessible,
  join,
  meshCall,
  openCall,
  openJoined,
  words,
} from "./elements-page.ts";

beforeEach(() => page.viewport(1000, 700));
afterEach(clearPage);

const button = (name: string) => page.getByRole("button", { name, exact: true });
const region = (room: string) => page.getByRole("region", { name: `Video call ${room}` });

/** Two calls on the page, each on a network of its own. */
async function twoCalls(): Promise<{ first: FakeCall; second: FakeCall }> {
  const calls: FakeCall[] = [];
  for (const room of ["red", "blue"]) {
    const call = openCall({ room, style: "--mesh-height: 20rem" });
    await region(room).getByRole("button", { name: "Join", exact: true }).click();
    await expect.element(region(room).getByRole("toolbar")).toBeVisible();
    calls.push(call);
  }
  return { first: calls[0]!, second: calls[1]! };
}

describe("two calls on one page", () => {
  test("each has its own people, chat, devices and panels", async () => {
    const { first, second } = await twoCalls();
    await expectAccessible();
    first.person("Bea");
    second.person("Cem");
    await expect.element(region("red").getByText("Bea", { exact: true })).toBeVisible();
    await expect.element(region("blue").getByText("Cem", { exact: true })).toBeVisible();
    expect(region("red").getByText("Cem", { exact: true }).elements()).toHaveLength(0);
    await region("red").getByRole("button", { name: "Microphone", exact: true }).click();
    const pressed = (room: string) =>
      region(room).getByRole("button", { name: "Microphone", exact: true }).element().ariaPressed;
    expect(pressed("red")).toBe("false");
    expect(pressed("blue")).toBe("true");
    const enabled = (call: FakeCall) =>
      [...call.published.values()].find(({ info }) => info.kind === "audio")?.info.enabled;
    expect([enabled(first), enabled(second)]).toEqual([false, true]);
    await region("blue").getByRole("button", { name: "Chat", exact: true }).click();
    await expect.element(region("blue").getByRole("log")).toBeVisible();
    expect(region("red").getByRole("log").elements()).toHaveLength(0);
  });

  test("one that is taken out ends alone and gives back its own devices", async () => {
    const { first, second } = await twoCalls();
    const sources = (call: FakeCall) =>
      [...call.published.values()].flatMap(({ mediaStreamTrack }) => mediaStreamTrack ?? []);
    const [own, others] = [sources(first), sources(second)];
    meshCall().remove();
    await expect.poll(() => first.room.state).toBe("disconnected");
    expect(own.map(({ readyState }) => readyState)).toEqual(["ended", "ended"]);
    expect(second.room.state).toBe("connected");
    expect(others.map(({ readyState }) => readyState)).toEqual(["live", "live"]);
  });

  test("ask for devices one after the other", async () => {
    let open = 0;
    let most = 0;
    const call = new FakeCall();
    const { createLocalTracks } = call.services;
    call.services.createLocalTracks = async (options) => {
      most = Math.max(most, ++open);
      try {
        return await createLocalTracks(options);
      } finally {
        open--;
      }
    };
    openCall({ room: "red" }, call);
    openCall({ room: "blue" }, call);
    await expect
      .poll(() => page.getByRole("button", { name: "Camera", pressed: true }).elements().length)
      .toBe(2);
    await expect.poll(() => document.querySelectorAll("mesh-call").length).toBe(2);
    expect(most).toBe(1);
  });
});

describe("moved in the page", () => {
  const places = {
    append: (element: Element, place: Element) => place.append(element),
    moveBefore: (element: Element, place: Element) => {
      // newer than the type library
      const move: unknown = Reflect.get(place, "moveBefore");
      if (typeof move === "function") move.call(place, element, null);
      else place.append(element);
    },
    "another document": (element: Element) => {
      const frame = document.body.appendChild(document.createElement("iframe"));
      Object.assign(frame.style, { width: "900px", height: "600px" });
      frame.contentDocument!.body.append(element);
    },
  };

  test.for(Object.keys(places) as (keyof typeof places)[])("in the lobby, with %s", async (how) => {
    const call = openCall();
    const element = meshCall();
    await expect.element(page.getByRole("button", { name: "Camera", pressed: true })).toBeVisible();
    const lobby = element.shadowRoot!.querySelector("mesh-lobby")!;
    const video = () => deep(lobby.shadowRoot!).find((each) => each instanceof HTMLVideoElement);
    const source = () => {
      const stream = video()?.srcObject;
      return stream instanceof MediaStream ? stream.getVideoTracks()[0] : undefined;
    };
    await expect.poll(() => source()?.readyState).toBe("live");
    const camera = source();
    places[how](element, document.body.appendChild(document.createElement("section")));
    await element.updateComplete;
    expect(element.currentState).toBe("lobby");
    expect(element.shadowRoot!.querySelector("mesh-lobby")).toBe(lobby);
    expect(call.canceled).toBe(false);
    await expect.poll(() => video()?.paused).toBe(false);
    expect(source()).toBe(camera);
    expect(camera?.readyState).toBe("live");
    expect(video()!.getBoundingClientRect().width).toBeGreaterThan(100);
  });

  test.for(Object.keys(places) as (keyof typeof places)[])("in a call, with %s", async (how) => {
    const call = await openJoined();
    call.person("Bea");
    const element = meshCall();
    const states: string[] = [];
    element.addEventListener("mesh-state", ({ state }) => states.push(state));
    element.addEventListener("mesh-left", () => states.push("gone"));
    await expect.element(page.getByText("Bea", { exact: true })).toBeVisible();
    places[how](element, document.body.appendChild(document.createElement("section")));
    await element.updateComplete;
    expect(states).toEqual([]);
    expect(element.currentRoom).toBe(call.room);
    expect(call.room.state).toBe("connected");
    const stage = element.shadowRoot!.querySelector("mesh-stage")!;
    const heard = [...stage.shadowRoot!.querySelectorAll("audio")];
    expect(heard).toHaveLength(1);
    call.person("Cem");
    await expect.poll(() => stage.shadowRoot!.querySelectorAll("mesh-tile").length).toBe(3);
    // it looks as before, in the other document too
    const [tile] = stage.shadowRoot!.querySelectorAll("mesh-tile");
    expect(getComputedStyle(tile!.shadowRoot!.querySelector("video")!).objectFit).not.toBe("fill");
    expect(tile!.getBoundingClientRect().width).toBeGreaterThan(100);
    element.remove();
    await expect.poll(() => call.room.state).toBe("disconnected");
  });
});

test("another copy of Meshcall on the page changes nothing", async () => {
  const before = customElements.get("mesh-call");
  defineElements();
  class Other extends HTMLElement {}
  define("mesh-call", Other);
  expect(customElements.get("mesh-call")).toBe(before);
  await openJoined();
});

test("attributes and properties say the same", () => {
  provideCallServices(new FakeCall().services);
  const element = document.createElement("mesh-call");
  const differ = Object.entries(CallAttributes.properties).filter(([property, options]) => {
    const attribute = "attribute" in options ? options.attribute : property;
    if (typeof attribute !== "string") return false;
    const type: unknown = "type" in options ? options.type : String;
    element.setAttribute(attribute, type === Number ? "3" : "word");
    const expected = type === Number ? 3 : type === Boolean ? true : "word";
    return Reflect.get(element, property) !== expected;
  });
  expect(differ.map(([property]) => property)).toEqual([]);
});

test("a page that sets properties alone has its call", async () => {
  const call = new FakeCall();
  provideCallServices(call.services);
  const element = document.createElement("mesh-call");
  Object.assign(element, { room: "standup", name: "Anna", skipLobby: true });
  document.body.append(element);
  await expect.element(page.getByRole("toolbar")).toBeVisible();
  expect(element.currentState).toBe("in-call");
  expect(call.asked[0]).toMatchObject({ room: "standup", name: "Anna" });
});

test("the page is told of everything, in order, by typed events", async () => {
  const told: string[] = [];
  const events = [
    "mesh-state",
    "mesh-joined",
    "mesh-participant-joined",
    "mesh-message",
    "mesh-panel",
    "mesh-device",
    "mesh-connection",
    "mesh-participant-left",
    "mesh-left",
  ] as const;
  const listener = (event: Event): void => {
    const values = Object.entries(event)
      .filter(([name, value]) => name !== "isTrusted" && typeof value !== "object" && value !== undefined)
      .map(([, value]) => String(value));
    told.push([event.type, ...values].join(" "));
  };
  for (const type of events) document.body.addEventListener(type, listener);
  const call = openCall();
  await expect.poll(() => told.filter((each) => each.startsWith("mesh-device"))).toHaveLength(2);
  await join();
  const bea = call.person("Bea");
  bea.say("hello");
  await button("Chat").click();
  await expect.element(page.getByRole("log").getByText("hello")).toBeVisible();
  await page.getByRole("textbox", { name: "Message" }).fill("good morning");
  await userEvent.keyboard("{Enter}");
  await userEvent.keyboard("{Escape}");
  await button("Microphone").click();
  bea.leave();
  await button("Leave").click();
  await expect.element(words("You left the call")).toBeVisible();
  for (const type of events) document.body.removeEventListener(type, listener);
  expect(told).toEqual([
    "mesh-state lobby",
    "mesh-device microphone true",
    "mesh-device camera true",
    "mesh-state connecting",
    "mesh-state in-call",
    "mesh-joined",
    "mesh-participant-joined",
    "mesh-message hello Bea",
    "mesh-panel chat",
    "mesh-message good morning",
    "mesh-panel none",
    "mesh-device microphone false",
    "mesh-participant-left",
    "mesh-device camera false",
    "mesh-state left",
    "mesh-left",
  ]);
});

test("what a call needs starts to load with the first sign that somebody will join, and not before", async () => {
  const call = new FakeCall();
  const load = vi.fn<() => Promise<void>>(async () => undefined);
  call.services.load = load;
  openCall({}, call);
  await expect.element(button("Join")).toBeVisible();
  expect(load).not.toHaveBeenCalled();
  await userEvent.hover(button("Join"));
  await expect.poll(() => load.mock.calls.length).toBe(1);
  await join();
  expect(load).toHaveBeenCalledOnce();
});

test("a call that cannot be loaded says so and can be tried again", async () => {
  const call = new FakeCall();
  let isOnline = false;
  call.services.load = async () => {
    if (!isOnline) throw new TypeError("Failed to fetch dynamically imported module");
  };
  openCall({}, call);
  await button("Join").click();
  await expect.element(page.getByRole("heading", { name: "The call could not be loaded" })).toBeVisible();
  await expectAccessible();
  await button("Try again").click();
  await expect.element(page.getByRole("heading", { name: "The call could not be loaded" })).toBeVisible();
  isOnline = true;
  await button("Try again").click();
  await expect.element(page.getByRole("toolbar")).toBeVisible();
});
