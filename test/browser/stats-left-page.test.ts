import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { page } from "vitest/browser";
import type { LinkQuality } from "../../web/room/network-quality.ts";
import type { CallReport } from "../../web/room/stats/call-report.ts";
import {
  clearPage,
  expectAccessible,
  expectNoOverflow,
  meshCall,
  openJoined,
  words,
} from "./elements-page.ts";

beforeEach(() => page.viewport(375, 700));
afterEach(() => {
  clearPage();
  vi.restoreAllMocks();
});

const idle = { send: null, recv: null };
const quality: LinkQuality = {
  roundTripMs: 40,
  relayed: true,
  availableBps: null,
  audio: idle,
  video: idle,
};

test("who leaves reads how the call went, in a line, and opened in one for each person", async () => {
  const call = await openJoined();
  call.person("Bea");
  call.onFact({ fact: "quality", peerId: "peer1".padEnd(20, "_"), quality });
  call.onFact({ fact: "linkState", peerId: "peer1".padEnd(20, "_"), state: "recovering" });
  call.onFact({ fact: "linkState", peerId: "peer1".padEnd(20, "_"), state: "open" });
  const left = new Promise<CallReport | undefined>((settle) =>
    meshCall().addEventListener("mesh-left", ({ report }) => settle(report)),
  );
  await page.getByRole("button", { name: "Leave", exact: true }).click();

  const line = words("Less than a minute, 2 people, connection good; one interruption of 1 s");
  await expect.element(line).toBeVisible();
  const person = words("Bea: connection good, over the relay, 40 ms there and back");
  await expect.element(person).not.toBeVisible();
  await line.click();
  await expect.element(person).toBeVisible();
  await expectAccessible();
  await expectNoOverflow();
  expect(await left).toMatchObject({
    end: "left",
    participants: [{ displayName: "Bea", route: "relayed" }],
  });
});

test("who was alone is told no more than that", async () => {
  await openJoined();
  await page.getByRole("button", { name: "Leave", exact: true }).click();
  await expect.element(words("Less than a minute, nobody else was here")).toBeVisible();
  await expectAccessible();
});

test("the report is copied as text", async () => {
  const copied: string[] = [];
  vi.spyOn(navigator.clipboard, "writeText").mockImplementation(async (text) => void copied.push(text));
  const call = await openJoined();
  call.person("Bea");
  await page.getByRole("button", { name: "Leave", exact: true }).click();
  await page.getByRole("button", { name: "Copy as text" }).click();
  await expect.element(words("Copied.")).toBeVisible();
  expect(copied).toHaveLength(1);
  expect(copied[0]).toMatch(/^Less than a minute, 2 people.*\nBea/s);
});

test("only a page that wants to know has the person asked how it was, and hears the answer", async () => {
  await openJoined();
  await page.getByRole("button", { name: "Leave", exact: true }).click();
  await expect.element(words("nobody else was here")).toBeVisible();
  expect(words("How was the call?").elements()).toHaveLength(0);

  await page.getByRole("button", { name: "Join again" }).click();
  await expect.element(page.getByRole("toolbar")).toBeVisible();
  meshCall().setAttribute("feedback", "");
  await page.getByRole("button", { name: "Leave", exact: true }).click();
  const answer = new Promise((settle) =>
    document.body.addEventListener("mesh-feedback", ({ good, report }) => settle([good, report.end]), {
      once: true,
    }),
  );
  await expectAccessible();
  await page.getByRole("button", { name: "Not good" }).click();
  expect(await answer).toEqual([false, "left"]);
  await expect.element(words("Thank you. Only this page was told.")).toBeVisible();
  await expectAccessible();
});
