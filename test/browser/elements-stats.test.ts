import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { defineStats } from "../../web/elements/stats/define-stats.ts";
import type { FakeCall } from "../fakes/fake-call.ts";
import type { FakePerson } from "../fakes/fake-person.ts";
import { report } from "../fakes/link-report.ts";
import {
  clearPage,
  expectAccessible,
  expectFocus,
  expectNoOverflow,
  meshCall,
  openJoined,
} from "./elements-page.ts";

beforeEach(() => page.viewport(1000, 700));
afterEach(() => {
  clearPage();
  vi.restoreAllMocks();
});

const table = (name: string) => page.getByRole("table", { name });
const row = (name: string) => table("Bea").getByRole("row", { name, exact: false });
const words = (text: string) => page.getByText(text, { exact: false });

async function openStats(): Promise<{ call: FakeCall; bea: FakePerson }> {
  await defineStats();
  const call = await openJoined();
  const bea = call.person("Bea");
  await expect.poll(() => call.published.size).toBeGreaterThan(1);
  report(call, bea, 1);
  const stats = document.createElement("mesh-stats");
  stats.room = call.room;
  meshCall().hidden = true; // the part stands alone; who made the room stays in it
  document.body.append(stats);
  return { call, bea };
}

test("tells of each link its way, what comes and goes, and what holds it back, anew each second", async () => {
  const { call, bea } = await openStats();
  await expect.element(table("Bea")).toBeVisible();
  await expectAccessible("mesh-stats");
  report(call, bea, 2);
  await expect.element(row("Way").getByText("direct, over UDP", { exact: false })).toBeVisible();
  await expect.element(row("There and back").getByText("23 ms", { exact: false })).toBeVisible();
  await expect.element(row("Room to send").getByText("2.4 Mb/s", { exact: false })).toBeVisible();
  const sound = row("Data rate").first();
  await expect.element(sound.getByText("32 kb/s")).toBeVisible();
  await expect.element(row("Lost").first().getByText("4%", { exact: false })).toBeVisible();
  for (const rate of ["1 Mb/s", "400 kb/s"])
    await expect.element(row("Data rate").last().getByText(rate, { exact: false })).toBeVisible();
  for (const size of ["640 × 360", "320 × 180 of 1280 × 720"])
    await expect.element(row("Size").getByText(size, { exact: false })).toBeVisible();
  await expect.element(row("Held back by").getByText("the processor", { exact: false })).toBeVisible();
  await expect.element(words("Your device is busy")).toBeVisible();
  const sending = table("What you send, and to whom");
  await expect.element(sending.getByRole("cell", { name: "400 kb/s 320 × 180" })).toBeVisible();
  report(call, bea, 3, {
    own: { candidateType: "relay", protocol: "udp", relayProtocol: "tls", address: "192.0.2.1", port: 1 },
  });
  await expect.element(row("Way").getByText("over a relay, by TLS", { exact: false })).toBeVisible();
});

test("what is not sent, since nobody would see it, is off", async () => {
  const { call, bea } = await openStats();
  const paused = {
    type: "outbound-rtp",
    kind: "video",
    mediaSourceId: "source",
    bytesSent: 9,
    active: false,
  };
  report(call, bea, 2, { pictureOut: paused });
  const sending = table("What you send, and to whom");
  await expect.element(sending.getByRole("cell", { name: "off" })).toBeVisible();
});

test("is copied as text or JSON, with network addresses only when asked", async () => {
  const copied: string[] = [];
  vi.spyOn(navigator.clipboard, "writeText").mockImplementation(async (text) => void copied.push(text));
  const { call, bea } = await openStats();
  report(call, bea, 2);
  const asText = page.getByRole("button", { name: "Copy as text" });
  await asText.click();
  await expect.element(page.getByRole("status")).toHaveTextContent("Copied.");
  expect(copied[0]).toContain("Bea");
  expect(copied[0]).toContain("There and back: 23 ms");
  const asJson = page.getByRole("button", { name: "Copy as JSON" });
  await asJson.click();
  await expect.poll(() => copied.length).toBe(2);
  expect(JSON.parse(copied[1]!)).toMatchObject({ people: [{ name: "Bea", route: "direct" }] });
  expect(copied.join()).not.toMatch(/192\.0\.2|198\.51/);
  await page.getByRole("checkbox", { name: "With network addresses", exact: false }).click();
  await asText.click();
  await asJson.click();
  await expect.poll(() => copied.length).toBe(4);
  for (const text of copied.slice(2)) expect(text).toContain("198.51.100.7");
});

test("where the page may not copy, the text is there to be selected", async () => {
  vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new DOMException("no", "NotAllowedError"));
  await openStats();
  await page.getByRole("button", { name: "Copy as text" }).click();
  await expect.element(words("This page may not copy.")).toBeVisible();
  await expect.element(page.getByRole("textbox", { name: "What to copy" })).toBeVisible();
  await expectAccessible("mesh-stats");
});

test("says so while nobody else is here, closes by keyboard, and fits on a small phone", async () => {
  await page.viewport(320, 640);
  const { call, bea } = await openStats();
  report(call, bea, 2);
  await expect.element(row("Way")).toBeVisible();
  await expectNoOverflow();
  const stats = document.querySelector("mesh-stats")!;
  const asked: unknown[] = [];
  stats.addEventListener("mesh-action", ({ action }) => asked.push(action));
  stats.focus();
  await expectFocus(page.getByRole("button", { name: "Close connection details" }));
  await userEvent.keyboard("{Enter}");
  expect(asked).toEqual([{ do: "show", panel: "none" }]);
  bea.leave();
  await expect.element(words("Nobody else is here yet, so")).toBeVisible();
  await expectAccessible("mesh-stats");
});

test("the menu at a tile says in words what its bars and its badge mean, with way and round trip", async () => {
  const call = await openJoined();
  const bea = call.person("Bea");
  await expect.poll(() => call.published.size).toBeGreaterThan(1);
  report(call, bea, 1, {
    own: { candidateType: "relay", protocol: "udp", relayProtocol: "tcp", address: "192.0.2.1", port: 1 },
  });
  await bea.measure({ relayed: true });
  await page.getByRole("button", { name: "Options for Bea" }).click({ force: true });
  const menu = page.getByRole("dialog", { name: "Options for Bea" });
  await expect.element(menu.getByText("Very good connection", { exact: false })).toBeVisible();
  await expect
    .element(menu.getByText("leads over a relay, which cannot read it", { exact: false }))
    .toBeVisible();
  await expect.element(menu.getByText("over a relay, by TCP")).toBeVisible();
  await expect.element(menu.getByText("23 ms")).toBeVisible();
  await expectAccessible();
});
