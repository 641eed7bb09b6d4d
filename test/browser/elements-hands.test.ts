import { afterEach, beforeEach, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { FakeCall } from "../fakes/fake-call.ts";
import { clearPage, expectAccessible, expectNoOverflow, openJoined } from "./elements-page.ts";

beforeEach(() => page.viewport(1000, 700));
afterEach(clearPage);

const button = (name: string) => page.getByRole("button", { name, exact: true });
const status = (text: string) => page.getByRole("status").getByText(text, { exact: false });
const people = () => page.getByRole("complementary", { name: "People" });
const hands = () => people().getByRole("region", { name: "Raised hands" }).getByRole("listitem");
const tiles = () => page.getByRole("list", { name: "People in the call" }).getByRole("listitem");
const raised = (call: FakeCall) => call.said.filter((text) => text.includes('"raise"'));

async function openHosted(): Promise<FakeCall> {
  const call = new FakeCall();
  call.role = "host";
  return openJoined({}, call);
}

test("one's own hand: the button, the others and the list know; pressed again it is down", async () => {
  const call = await openJoined();
  call.person("Bea");
  await button("Raise hand").click();
  await expect.element(button("Raise hand")).toHaveAttribute("aria-pressed", "true");
  await expect.element(tiles().getByRole("img", { name: "Hand raised" })).toBeVisible();
  await expect.poll(() => raised(call)).not.toHaveLength(0);
  await expectAccessible();
  await button("People").click();
  await expect.element(hands().getByText("Anna (you)", { exact: true })).toBeVisible();
  await hands().getByRole("button", { name: "Lower" }).click();
  await expect.element(button("Raise hand")).toHaveAttribute("aria-pressed", "false");
  await expect.element(tiles().getByRole("img", { name: "Hand raised" })).not.toBeInTheDocument();
  await expect.poll(() => call.said.some((text) => text.includes('"lower"'))).toBe(true);
});

test("others' hands are said, and stand in the order in which they went up", async () => {
  const call = await openJoined();
  const bea = call.person("Bea");
  const cem = call.person("Cem");
  bea.sendMessage("meshcall.hand", { do: "raise", heldMs: 0 });
  await expect.element(status("Bea raises a hand")).toBeInTheDocument();
  // Cem's is up for longer: this page has come later
  cem.sendMessage("meshcall.hand", { do: "raise", heldMs: 60_000 });
  await expect.element(status("Cem raises a hand")).toBeInTheDocument();
  await button("People").click();
  await expect.element(hands().nth(0).getByText("Cem", { exact: true })).toBeVisible();
  await expect.element(hands().nth(1).getByText("Bea", { exact: true })).toBeVisible();
  await expectAccessible();
  cem.leave();
  await expect.poll(() => hands().elements().length).toBe(1);
  bea.sendMessage("meshcall.hand", { do: "lower" });
  await expect.poll(() => hands().elements().length).toBe(0);
});

test("who comes in later is told of a hand that is up", async () => {
  const call = await openJoined();
  call.person("Bea");
  await button("Raise hand").click();
  await expect.poll(() => raised(call)).not.toHaveLength(0);
  const toCemAlone = (): boolean => raised(call).some((text) => text.includes('"alone":true'));
  expect(toCemAlone()).toBe(false);
  call.person("Cem");
  await expect.poll(toCemAlone).toBe(true);
});

test("a host takes anybody's hand down; nobody else's word counts", async () => {
  const call = await openHosted();
  const bea = call.person("Bea");
  const cem = call.person("Cem");
  bea.sendMessage("meshcall.hand", { do: "raise", heldMs: 0 });
  await button("People").click();
  await expect.element(hands().getByText("Bea", { exact: true })).toBeVisible();
  const sid = [...call.room.participants.keys()][0];
  cem.sendMessage("meshcall.hand", { do: "put-down", sid });
  cem.sendMessage("meshcall.hand", { do: "raise", heldMs: 0 });
  await expect.poll(() => hands().elements().length).toBe(2);
  await button("Lower the hand of Bea").click();
  await expect.poll(() => hands().elements().length).toBe(1);
  await expect.poll(() => call.said.some((text) => text.includes('"put-down"'))).toBe(true);
});

test("a host takes one's own down, and it is said", async () => {
  const call = await openJoined();
  const bea = call.person("Bea");
  await button("Raise hand").click();
  call.standing({ role: "host" }, bea.peerId);
  await expect.poll(() => [...call.room.participants.values()][0]?.role).toBe("host");
  bea.sendMessage("meshcall.hand", { do: "put-down", sid: call.room.localParticipant.sid });
  await expect.element(button("Raise hand")).toHaveAttribute("aria-pressed", "false");
  await expect.element(status("A host has lowered your hand")).toBeInTheDocument();
});

test("a reaction goes to all, is seen here too, and the menu stays for the next", async () => {
  const call = await openJoined();
  call.person("Bea");
  await button("React").click();
  await expectAccessible();
  await page.getByRole("menuitem", { name: "Applause" }).click();
  await expect.element(page.getByText("👏").last()).toBeInTheDocument();
  await expect.poll(() => call.said.some((text) => text.includes("👏"))).toBe(true);
  await expect.element(page.getByRole("menu", { name: "React" })).toBeVisible();
  await userEvent.keyboard("{ArrowRight}{Enter}");
  await expect.poll(() => call.said.some((text) => text.includes("😂"))).toBe(true);
  await userEvent.keyboard("{Escape}");
  await expect.element(page.getByRole("menu", { name: "React" })).not.toBeInTheDocument();
});

test("what several people send is said in one sentence; too many and unknown signs are not shown", async () => {
  const call = await openJoined();
  const bea = call.person("Bea");
  const cem = call.person("Cem");
  for (let sent = 0; sent < 12; sent++) bea.sendMessage("meshcall.reaction", { sign: "👏" });
  cem.sendMessage("meshcall.reaction", { sign: "👏" });
  bea.sendMessage("meshcall.reaction", { sign: "<b>no</b>" });
  await expect.poll(() => page.getByText("👏").elements().length).toBe(6);
  await expect.element(status("Applause: Bea and Cem.")).toBeInTheDocument();
  await expectAccessible();
  await expect.poll(() => page.getByText("👏").elements().length).toBe(0);
});

test("at 320 px hand and reactions are in the menu, and nothing overflows", async () => {
  await page.viewport(320, 640);
  const call = await openJoined({ style: "--mesh-height: 640px" });
  const bea = call.person("Bea with a name that is a good deal longer than any name plate");
  await button("More").click();
  await page.getByRole("menuitem", { name: "Heart" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Raise hand" }).click();
  bea.sendMessage("meshcall.reaction", { sign: "🎉" });
  await expect.element(page.getByText("🎉").last()).toBeInTheDocument();
  await expectNoOverflow();
  await button("More").click();
  await expect
    .element(page.getByRole("menuitemcheckbox", { name: "Raise hand" }))
    .toHaveAttribute("aria-checked", "true");
  await expectAccessible();
});
