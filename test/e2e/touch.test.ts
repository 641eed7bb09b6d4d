import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CallHarness } from "./harness/call-harness.ts";
import { Person } from "./harness/person.ts";

/** A phone in somebody's hand: nothing hovers, and a finger is broad. */
describe("a call on a phone", () => {
  let harness: CallHarness;
  let phone: Page;
  let ben: Person;

  beforeAll(async () => {
    harness = await CallHarness.start({ ROOM_TYPE: "peer-to-peer" });
    ben = await Person.open(harness, "Ben", { capture: { camera: { width: 320, height: 180 } } });
    expect(await ben.join("kitchen")).toBeUndefined();
    phone = await harness.openPage({ touch: true, viewport: { width: 375, height: 667 } });
    await harness.openTag(phone, { room: "kitchen", name: "Anna", server: harness.signalWorker.url });
  });
  afterAll(() => harness?.close());

  it("every target has room for a finger, in the lobby and in the call", async () => {
    await phone.getByRole("button", { name: "Join", exact: true }).waitFor();
    expect(await phone.evaluate(smallTargets)).toEqual([]);
    await phone.getByRole("button", { name: "Join", exact: true }).tap();
    await phone.getByText("Ben", { exact: true }).first().waitFor();
    expect(await phone.evaluate(smallTargets)).toEqual([]);
  });

  it("one tap does each thing, and nothing waits for a pointer that hovers", async () => {
    await phone.getByRole("button", { name: "Microphone", exact: true }).tap();
    await ben.saw("trackDisabled");
    await phone.getByRole("button", { name: "More", exact: true }).tap();
    await phone.getByRole("menuitem", { name: "Applause" }).tap();
    await phone.locator("mesh-reactions").getByText("👏").waitFor();
    await phone.getByRole("button", { name: "Chat", exact: true }).tap(); // the menu needs no tap of its own to go
    await phone.getByRole("textbox", { name: "Message" }).fill("from my phone");
    await phone.getByRole("button", { name: "Send", exact: true }).tap();
    await phone.getByRole("log").getByText("from my phone").waitFor();
    await phone.getByRole("button", { name: "Close chat" }).tap();
    await phone.getByRole("button", { name: "Leave", exact: true }).tap();
    await phone.getByRole("heading", { name: "You left the call" }).waitFor();
  });
});

/** Runs in the page. Apple's and Google's guides ask for 44 px; what lies on a picture, alone in its corner, has 36. */
function smallTargets(): string[] {
  const deep = (root: ParentNode): Element[] =>
    [...root.querySelectorAll("*")].flatMap((element) => [
      element,
      ...(element.shadowRoot === null ? [] : deep(element.shadowRoot)),
    ]);
  return deep(document)
    .filter((element) => element.matches("button, select, input, textarea, summary"))
    .filter((element) => element.checkVisibility({ visibilityProperty: true }))
    .filter((element) => {
      const { width, height } = element.getBoundingClientRect();
      return Math.min(width, height) < 36;
    })
    .map((element) => element.outerHTML.slice(0, 80));
}
