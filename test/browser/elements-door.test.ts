import { afterEach, beforeEach, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { MeshcallError } from "../../web/room/errors.ts";
import { FakeCall } from "../fakes/fake-call.ts";
import {
  clearPage,
  expectAccessible,
  expectFocus,
  expectNoOverflow,
  openCall,
  words,
} from "./elements-page.ts";

beforeEach(() => page.viewport(1000, 700));
afterEach(clearPage);

const button = (name: string) => page.getByRole("button", { name, exact: true });
const heading = (name: string) => page.getByRole("heading", { name });
const pinField = () => page.getByRole("textbox", { name: "PIN" });
const status = (text: string) => page.getByRole("status").getByText(text, { exact: false });

test("a room with a PIN asks for it, says when it is wrong, and lets in with the right one, by keyboard alone", async () => {
  const call = new FakeCall();
  call.pin = "1234";
  openCall({}, call);
  await button("Join").click();
  await expect.element(heading("This call has a PIN")).toBeVisible();
  await expectFocus(pinField());
  await expectAccessible();
  await userEvent.keyboard("9999{Enter}");
  await expect
    .element(page.getByRole("alert"))
    .toHaveTextContent("That PIN is wrong. Check it, and try again.");
  await expectAccessible();
  await pinField().fill("1234");
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByRole("toolbar")).toBeVisible();
});

test("too many wrong PINs: when to try again; and there is a way back", async () => {
  const call = new FakeCall();
  call.pin = "1234";
  openCall({ pin: "1" }, call);
  call.refuse = new MeshcallError(54032);
  await button("Join").click();
  await expect
    .element(page.getByRole("alert"))
    .toHaveTextContent("Too many wrong PINs. Wait a minute, then try again.");
  await button("Cancel").click();
  await expect.element(button("Join")).toBeVisible();
});

test("a page that knows the PIN gives it", async () => {
  const call = new FakeCall();
  call.pin = "1234";
  openCall({ pin: "1234" }, call);
  await button("Join").click();
  await expect.element(page.getByRole("toolbar")).toBeVisible();
});

test("who knocks waits, and comes in when a host lets them", async () => {
  const call = new FakeCall();
  call.refuse = "knock";
  openCall({}, call);
  await button("Join").click();
  await expect.element(heading("Waiting to be let in")).toBeVisible();
  await expect.element(status("You have knocked")).toBeInTheDocument();
  await expectAccessible();
  for (const width of [1000, 375]) {
    await page.viewport(width, 700);
    await expectNoOverflow();
  }
  call.letIn();
  await expect.element(page.getByRole("toolbar")).toBeVisible();
});

test("who waits may go away", async () => {
  const call = new FakeCall();
  call.refuse = "knock";
  openCall({}, call);
  await button("Join").click();
  await button("Leave").click();
  await expect.element(button("Join")).toBeVisible();
  expect(call.canceled).toBe(true);
});

test.for([
  [54033, "You were not let in", "Knock again"],
  [54034, "This call is locked", "Try again"],
  [54035, "You cannot join this call", undefined],
  [54041, "This call asks for an invitation", undefined],
  [54047, "This call is for members", undefined],
  [54048, "This call is full", "Try again"],
  [54046, "Too many are joining at once", "Try again"],
] as const)("not let in with %i: what happened and what to do", async ([code, what, action]) => {
  const call = new FakeCall();
  call.refuse = new MeshcallError(code);
  openCall({}, call);
  await button("Join").click();
  await expect.element(heading(what)).toBeVisible();
  await expect.element(words(`Code ${code}`)).toBeVisible();
  await expectAccessible();
  call.refuse = undefined;
  if (action === undefined) return;
  await button(action).click();
  await expect.element(page.getByRole("toolbar")).toBeVisible();
});

test("put out by a host: said so, and a way to ask again", async () => {
  const call = new FakeCall();
  openCall({}, call);
  await button("Join").click();
  await expect.element(page.getByRole("toolbar")).toBeVisible();
  call.putOut(54036);
  await expect.element(heading("You were taken out of the call")).toBeVisible();
  await expect.element(button("Join again")).toBeVisible();
});

test("an attendee has nothing to send with, and is told so", async () => {
  const call = new FakeCall();
  call.role = "attendee";
  openCall({ "join-as": "attendee" }, call);
  await button("Join").click();
  await expect.element(words("You are watching")).toBeVisible();
  expect(button("Microphone").elements()).toHaveLength(0);
  expect(button("Camera").elements()).toHaveLength(0);
  expect(button("Share screen").elements()).toHaveLength(0);
  const bea = call.person("Bea");
  await expect.element(page.getByText("Bea", { exact: true })).toBeVisible();
  expect(
    page.getByRole("list", { name: "People in the call" }).getByRole("listitem").elements(),
  ).toHaveLength(1);
  await expectAccessible();

  // the chat is theirs all the same, though they publish nothing
  await button("Chat").click();
  bea.say("any questions?");
  await expect.element(page.getByText("any questions?")).toBeVisible();
  await userEvent.keyboard("one{Enter}");
  await expect.poll(() => call.said).toContainEqual(expect.stringContaining("one"));
  expect(call.published.size).toBe(0);
});

test("muted by a host: it is said, and undone where the room lets one", async () => {
  const call = new FakeCall();
  openCall({}, call);
  await button("Join").click();
  await expect.element(page.getByRole("toolbar")).toBeVisible();
  call.standing({ silenced: { audio: true, video: false } });
  await expect.element(words("A host has muted you. Nobody hears you.")).toBeVisible();
  await expect.element(status("A host has muted you")).toBeInTheDocument();
  await expectAccessible();
  await expect.element(button("Microphone")).toHaveAttribute("aria-pressed", "false");
  await button("Speak again").click();
  await expect.poll(() => call.acts.at(-1)).toMatchObject({ do: "silence", audio: false });
  call.rules({ selfUnmute: false });
  await expect.element(button("Speak again")).not.toBeInTheDocument();
});
