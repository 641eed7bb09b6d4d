import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { page } from "vitest/browser";
import { MeshcallError } from "../../web/room/errors.ts";
import { FakeCall } from "../fakes/fake-call.ts";
import {
  clearPage,
  expectAccessible,
  join,
  meshCall,
  openCall,
  openJoined,
  expectFocus,
  words,
} from "./elements-page.ts";

beforeEach(() => page.viewport(1000, 700));
afterEach(() => {
  clearPage();
  vi.unstubAllGlobals();
});

const button = (name: string) => page.getByRole("button", { name, exact: true });

test.for([
  [53105, "This call is full", "Wait until somebody leaves", "Try again"],
  [53000, "The call server does not answer", "Check your connection", "Try again"],
  [53006, "The call server is busy", "Wait a few seconds", "Try again"],
  [20104, "Your pass to this call has run out", "Reload this page", "Try again"],
  [20107, "The call did not let you in", "tell whoever runs this page", "Try again"],
  [53201, "Your name cannot be used", "choose a shorter one", "Change name"],
  [54000, "Calls are not set up here yet", "Tell whoever runs this page", "Try again"],
] as const)(
  "not let in with %i: what happened, what to do, and a way on",
  async ([code, what, todo, action]) => {
    const call = new FakeCall();
    call.refuse = new MeshcallError(code);
    openCall({}, call);
    const errors = vi.fn<(error: unknown) => void>();
    meshCall().addEventListener("mesh-error", (event) => errors(event.error));
    await button("Join").click();
    await expect.element(page.getByRole("heading", { name: what })).toBeVisible();
    await expect.element(words(todo)).toBeVisible();
    await expect.element(words(`Code ${code}`)).toBeVisible();
    expect(errors).toHaveBeenCalledWith(call.refuse);
    await expectAccessible();
    call.refuse = undefined;
    await button(action).click();
    if (action === "Change name") await join();
    await expect.element(page.getByRole("toolbar")).toBeVisible();
  },
);

test("an error that is nobody's code still has words", async () => {
  const call = new FakeCall();
  call.refuse = new Error("odd");
  openCall({}, call);
  await button("Join").click();
  await expect.element(page.getByRole("heading", { name: "The call could not start" })).toBeVisible();
});

test("joined from another tab: steps aside, and comes back only when asked", async () => {
  const call = await openJoined();
  const before = call.room;
  call.putOut(53205);
  await expect.element(page.getByRole("heading", { name: "You joined from another tab" })).toBeVisible();
  await expectAccessible();
  expect(call.asked).toHaveLength(1);
  await button("Continue here").click();
  await expect.element(page.getByRole("toolbar")).toBeVisible();
  expect(call.room).not.toBe(before);
});

test("a dropped call says so and joins again, with the camera as it was", async () => {
  const call = await openJoined();
  await button("Camera").click();
  call.putOut(53001);
  await expect.element(page.getByRole("heading", { name: "The call was cut off" })).toBeVisible();
  await button("Join again").click();
  await expect.element(button("Camera")).toHaveAttribute("aria-pressed", "false");
});

test.for([
  [53118, "The call has ended"],
  [53216, "The call has ended"],
  [53204, "You are no longer in the call"],
] as const)("put out by %i: says so, and joins again when asked", async ([code, what]) => {
  const call = await openJoined();
  call.putOut(code);
  await expect.element(page.getByRole("heading", { name: what })).toBeVisible();
  await expectAccessible();
  await button("Join again").click();
  await expect.element(page.getByRole("toolbar")).toBeVisible();
});

test("leaving gives the devices back and offers to come again", async () => {
  const call = await openJoined();
  const sources = call.media;
  await button("Leave").click();
  await expect.element(page.getByRole("heading", { name: "You left the call" })).toBeVisible();
  await expectFocus(button("Join again"));
  expect(sources.map(({ readyState }) => readyState)).toEqual(["ended", "ended"]);
  await expectAccessible();
  await button("Join again").click();
  await expect.element(page.getByRole("toolbar")).toBeVisible();
});

test("joining can be called off", async () => {
  const call = new FakeCall();
  call.refuse = "wait";
  openCall({}, call);
  await button("Join").click();
  await expect.element(page.getByRole("heading", { name: "Joining…" })).toBeVisible();
  await expectAccessible();
  await expect.poll(() => call.asked.length).toBe(1);
  await button("Cancel").click();
  await expect.element(button("Join")).toBeVisible();
  expect(call.canceled).toBe(true);
});

test("without a room it says what is missing", async () => {
  openCall({ room: "" });
  await expect.element(page.getByRole("heading", { name: "No call chosen" })).toBeVisible();
});

test("a page that is no secure context names https and localhost", async () => {
  vi.stubGlobal("isSecureContext", false);
  openCall();
  await expect.element(words("https://")).toBeVisible();
  await expectAccessible();
});

test("a browser without WebRTC is told which ones have it", async () => {
  vi.stubGlobal("RTCPeerConnection", undefined);
  openCall();
  await expect.element(page.getByText("Use a current Chrome, Edge, Firefox or Safari.")).toBeVisible();
});

test("skip-lobby goes straight in", async () => {
  const call = openCall({ "skip-lobby": "" });
  await expect.element(page.getByRole("toolbar")).toBeVisible();
  expect(call.asked[0]?.name).toBe("Anna");
});

test("a name that nobody typed is not taken for theirs the next time", async () => {
  const call = openCall({ "skip-lobby": "" });
  await expect.element(page.getByRole("toolbar")).toBeVisible();
  document.body.replaceChildren();
  openCall({}, call);
  meshCall().name = null;
  await expect.element(page.getByLabelText("Your name")).toHaveValue("");
});

test("a token of the page's own is used as it is", async () => {
  const call = await openJoined({ token: "own" });
  expect(call.asked).toEqual([]);
});

test("another room ends the call and shows the other's lobby", async () => {
  const call = await openJoined();
  meshCall().setAttribute("room", "retro");
  await expect.element(words("retro")).toBeVisible();
  expect(call.room.state).toBe("disconnected");
});

test("two calls on one page do not disturb each other", async () => {
  const first = await openJoined();
  const second = openCall({ room: "retro" });
  await button("Join").click();
  await expect.poll(() => page.getByRole("toolbar").elements().length).toBe(2);
  first.room.disconnect();
  await expect.element(words("You left the call")).toBeVisible();
  expect(second.room.state).toBe("connected");
});

test("events tell the page, in order, through the shadow tree", async () => {
  const seen: string[] = [];
  for (const type of [
    "mesh-state",
    "mesh-joined",
    "mesh-participant-joined",
    "mesh-participant-left",
    "mesh-left",
  ] as const) {
    document.body.addEventListener(type, (event) => seen.push("state" in event ? event.state : event.type));
  }
  const call = await openJoined();
  expect(meshCall().currentRoom).toBe(call.room);
  call.person("Bea").leave();
  meshCall().leave();
  expect(seen).toEqual([
    "lobby",
    "connecting",
    "in-call",
    "mesh-joined",
    "mesh-participant-joined",
    "mesh-participant-left",
    "left",
    "mesh-left",
  ]);
});
