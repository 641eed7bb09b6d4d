import { afterEach, beforeEach, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { definePeople } from "../../web/elements/people/define-people.ts";
import { defineVerification } from "../../web/elements/verification/define-verification.ts";
import { verificationsOf } from "../../web/elements/verification/verifications.ts";
import type { VerificationEmoji } from "../../web/room/verification.ts";
import type { FakeCall } from "../fakes/fake-call.ts";
import type { FakePerson } from "../fakes/fake-person.ts";
import {
  clearPage,
  expectAccessible,
  expectFocus,
  expectNoOverflow,
  meshCall,
  openJoined,
} from "./elements-page.ts";

beforeEach(() => page.viewport(1000, 700));
afterEach(clearPage);

const seven: VerificationEmoji[] = [
  { symbol: "🐶", name: "dog" },
  { symbol: "🔥", name: "fire" },
  { symbol: "☂️", name: "umbrella" },
  { symbol: "🏆", name: "cup" },
  { symbol: "🐶", name: "dog" },
  { symbol: "🔑", name: "key" },
  { symbol: "⌛", name: "hourglass" },
];

const button = (name: string) => page.getByRole("button", { name, exact: true });
const pictures = () => page.getByRole("list", { name: "The seven pictures you and Bea should both see" });
const text = (words: string) => page.getByText(words, { exact: false });

async function openVerification(): Promise<{ call: FakeCall; bea: FakePerson }> {
  await defineVerification();
  const call = await openJoined();
  const bea = call.person("Bea");
  call.emoji = seven;
  const verification = document.createElement("mesh-verification");
  verification.room = call.room;
  meshCall().hidden = true; // the part stands alone; who made the room stays in it
  document.body.append(verification);
  return { call, bea };
}

test("seven pictures with their names, compared by keyboard alone; the same: nobody is between", async () => {
  const { call } = await openVerification();
  await expectAccessible("mesh-verification");
  document.querySelector("mesh-verification")!.focus();
  await expectFocus(button("Close the check"));
  await userEvent.keyboard("{Tab}{Enter}");
  await expect.element(pictures()).toBeVisible();
  const names = pictures().getByRole("listitem");
  expect(names.elements().map(({ textContent }) => textContent?.replaceAll(/\s/g, ""))).toEqual(
    seven.map(({ symbol, name }) => symbol + name),
  );
  await expectAccessible("mesh-verification");
  await button("Yes, the same").click();
  await expect.element(text("Nobody is between you and Bea.")).toBeVisible();
  await expectAccessible("mesh-verification");
  const [bea] = call.room.participants.values();
  expect(verificationsOf(call.room).of(bea!).is).toBe("same");
});

test("a no says what may be, and what to do", async () => {
  await openVerification();
  await button("Compare with Bea").click();
  await button("No").click();
  await expect.element(text("Somebody may be between you and Bea")).toBeVisible();
  await expect.element(text("Say nothing private.")).toBeVisible();
  await expectAccessible("mesh-verification");
  await button("Look again").click();
  await expect.element(pictures()).toBeVisible();
});

test("begun by the other side, the pictures are there; a new link asks to compare again", async () => {
  const { call, bea } = await openVerification();
  call.onFact({ fact: "verification", peerId: bea.peerId, emoji: seven });
  await expect.element(pictures()).toBeVisible();
  await button("Yes, the same").click();
  call.onFact({ fact: "verification", peerId: bea.peerId, emoji: null });
  await expect.element(text("The connection was made anew")).toBeVisible();
  await expect.element(button("Compare with Bea")).toBeVisible();
});

test("what came of it is noted at the person in the list of people", async () => {
  const { call, bea } = await openVerification();
  await definePeople();
  const people = document.createElement("mesh-people");
  people.room = call.room;
  document.body.append(people);
  const note = (words: string) => page.getByRole("listitem").getByText(words, { exact: true });
  call.onFact({ fact: "verification", peerId: bea.peerId, emoji: seven });
  await expect.element(note("Wants to compare")).toBeVisible();
  await button("Yes, the same").click();
  await expect.element(note("Checked")).toBeVisible();
  call.onFact({ fact: "verification", peerId: bea.peerId, emoji: null });
  await expect.element(note("Checked")).not.toBeInTheDocument();
});

test("where the other side does not follow the rules it says so", async () => {
  const { call } = await openVerification();
  call.emoji = undefined;
  await button("Compare with Bea").click();
  await expect.element(text("The pictures could not be made.")).toBeVisible();
  await expectAccessible("mesh-verification");
});

test("fits on a small phone, and says so while nobody else is here", async () => {
  await page.viewport(320, 640);
  const { bea } = await openVerification();
  await button("Compare with Bea").click();
  await expect.element(pictures()).toBeVisible();
  await expectNoOverflow();
  bea.leave();
  await expect.element(text("Nobody else is here yet.")).toBeVisible();
});
