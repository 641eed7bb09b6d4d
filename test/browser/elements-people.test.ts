import { afterEach, beforeEach, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { FakeCall } from "../fakes/fake-call.ts";
import {
  clearPage,
  expectAccessible,
  expectFocus,
  expectNoOverflow,
  openJoined,
  words,
} from "./elements-page.ts";

beforeEach(() => page.viewport(1000, 700));
afterEach(clearPage);

const button = (name: string) => page.getByRole("button", { name, exact: true });
const panel = () => page.getByRole("complementary", { name: "People" });
const status = (text: string) => page.getByRole("status").getByText(text, { exact: false });

async function openHosted(): Promise<FakeCall> {
  const call = new FakeCall();
  call.role = "host";
  return openJoined({}, call);
}

test("lists who is in, oneself first, and closes with the keyboard where it was", async () => {
  const call = await openJoined();
  call.person("Bea");
  await button("People").click();
  await expect.element(panel().getByText("Anna (you)")).toBeVisible();
  await expect.element(panel().getByText("Bea", { exact: true })).toBeVisible();
  await expectFocus(button("Close people"));
  await expectAccessible();
  expect(panel().getByRole("button", { name: "More for Bea" }).elements()).toHaveLength(0);
  await userEvent.keyboard("{Enter}");
  await expect.element(panel()).not.toBeInTheDocument();
  await expectFocus(button("People"));
});

test("somebody knocks: said, counted on the button, and let in or turned away by keyboard alone", async () => {
  const call = await openHosted();
  call.knocks("Cem", "Dora");
  await expect.element(status("Dora wants to come in")).toBeInTheDocument();
  await expect.element(button("People")).toHaveAttribute("aria-description", "2 people wait to be let in");
  await button("People").click();
  await expect.element(button("Let in Cem")).toBeVisible();
  await expectAccessible();
  await userEvent.keyboard("{Tab}{Enter}");
  await expect.poll(() => call.acts.at(-1)).toMatchObject({ do: "admit" });
  call.knocks("Dora");
  await button("Turn away Dora").click();
  await expect.poll(() => call.acts.at(-1)).toMatchObject({ do: "turnAway" });
  call.knocks();
  await expect.element(words("Waiting to be let in")).not.toBeInTheDocument();
});

test("a host mutes, stops video, makes hosts, and asks once more before somebody is put out", async () => {
  const call = await openHosted();
  const bea = call.person("Bea");
  await button("People").click();
  await button("More for Bea").click();
  await button("Mute").click();
  await expect.poll(() => call.acts.at(-1)).toMatchObject({ do: "silence", audio: true });
  call.standing({ silenced: { audio: true, video: false } }, bea.peerId);
  await expect.element(panel().getByText("Muted by a host")).toBeVisible();
  await button("Let speak again").click();
  await expect.poll(() => call.acts.at(-1)).toMatchObject({ do: "silence", audio: false });
  await button("Stop video").click();
  await expect.poll(() => call.acts.at(-1)).toMatchObject({ do: "silence", video: true });
  await button("Make host").click();
  await expect.poll(() => call.acts.at(-1)).toMatchObject({ do: "setRole", role: "host" });
  await button("Put out of the call").click();
  await expect.element(page.getByRole("dialog", { name: "Put Bea out of the call?" })).toBeVisible();
  await expectAccessible();
  await userEvent.keyboard("{Escape}");
  await expect.element(page.getByRole("dialog")).not.toBeInTheDocument();
  expect(call.acts.at(-1)).toMatchObject({ do: "setRole" });
  await button("Put out of the call").click();
  await page.getByRole("checkbox", { name: "Keep them out" }).click();
  await button("Put out").click();
  await expect.poll(() => call.acts.at(-1)).toMatchObject({ do: "kick", keepOut: true });
});

test("a host locks the room, has newcomers knock, sets and removes a PIN, and ends the call for everybody", async () => {
  const call = await openHosted();
  await button("People").click();
  await page.getByRole("checkbox", { name: "Lock the call" }).click();
  await expect.poll(() => call.acts.at(-1)).toEqual({ do: "lock", locked: true });
  call.rules({ isLocked: true });
  await expect.element(page.getByRole("checkbox", { name: "Lock the call" })).toBeChecked();
  await page.getByRole("checkbox", { name: "Newcomers knock" }).click();
  await expect.poll(() => call.acts.at(-1)).toEqual({ do: "edit", changes: { admission: "knock" } });
  await page.getByRole("textbox", { name: "New PIN" }).fill("4711");
  await button("Set").click();
  await expect.poll(() => call.acts.at(-1)).toEqual({ do: "edit", changes: { pin: "4711" } });
  call.rules({ isLocked: true }, true);
  await button("Remove").click();
  await expect.poll(() => call.acts.at(-1)).toEqual({ do: "edit", changes: { pin: null } });
  await expectAccessible();
  await button("End for everybody").click();
  await button("End the call").click();
  await expect.poll(() => call.acts.at(-1)).toEqual({ do: "end" });
});

test("what is refused is said, and nothing changes", async () => {
  const call = await openHosted();
  await button("People").click();
  call.refuseAct = 54037;
  await page.getByRole("checkbox", { name: "Lock the call" }).click();
  await expect.element(page.getByRole("alert")).toHaveTextContent("You may not do that any more.");
  await expect.element(page.getByRole("checkbox", { name: "Lock the call" })).not.toBeChecked();
});

test("who becomes host in mid-call is told, and can", async () => {
  const call = await openJoined();
  call.person("Bea");
  await button("People").click();
  expect(button("More for Bea").elements()).toHaveLength(0);
  call.standing({ role: "host" });
  await expect.element(status("You run this call now")).toBeInTheDocument();
  await expect.element(button("More for Bea")).toBeVisible();
  await expect.element(page.getByRole("checkbox", { name: "Lock the call" })).toBeVisible();
});

test("on a phone it covers the call and nothing overflows", async () => {
  const call = await openHosted();
  call.person("Bea with a name that is a good deal longer than any name plate");
  call.knocks("Cem with a name that is a good deal longer than any name plate");
  await page.viewport(375, 700);
  await button("People").click();
  await expect.element(panel()).toBeVisible();
  await expectNoOverflow();
  await expectAccessible();
});
