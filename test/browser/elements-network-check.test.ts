import { afterEach, beforeEach, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { defineNetworkCheck } from "../../web/elements/lobby/define-network-check.ts";
import { provideCallServices } from "../../web/elements/provided.ts";
import { MeshcallError } from "../../web/room/errors.ts";
import { FakeCall } from "../fakes/fake-call.ts";
import type { FakeNetworkTest } from "../fakes/fake-network-test.ts";
import { clearPage, expectAccessible, expectFocus, expectNoOverflow, words } from "./elements-page.ts";

beforeEach(() => page.viewport(1000, 700));
afterEach(clearPage);

const button = (name: string) => page.getByRole("button", { name, exact: true });

async function openCheck(call = new FakeCall()): Promise<FakeCall> {
  provideCallServices(call.services);
  await defineNetworkCheck();
  const element = document.createElement("mesh-network-check");
  element.room = "standup";
  document.body.append(element);
  return call;
}

async function started(call: FakeCall): Promise<FakeNetworkTest> {
  await button("Start the check").click();
  await expect.poll(() => call.networkTests.length).toBe(1);
  return call.networkTests[0]!;
}

test("says what works, how fast it is, and what to do; accessible at each step", async () => {
  const call = await openCheck();
  await expectAccessible("mesh-network-check");
  const test = await started(call);
  test.emit("progress", "connected");
  await expect.element(words("Way through firewalls")).toBeVisible();
  await expect.element(page.getByText("Checking", { exact: true })).toBeVisible();
  await expectAccessible("mesh-network-check");
  test.complete({ rttMs: 62, lossPercent: 0, availableBps: 2_400_000 });
  await expect.element(page.getByRole("heading", { name: "Your network is ready" })).toBeVisible();
  await expect.element(words("Delay there and back: 62 ms")).toBeVisible();
  await expect.element(words("Speed upwards: at least 2 Mbit/s")).toBeVisible();
  await expect
    .element(page.getByRole("status").getByText("There is nothing to do.", { exact: false }))
    .toBeVisible();
  await expectAccessible("mesh-network-check");
  for (const widthPx of [320, 1000]) {
    await page.viewport(widthPx, 700);
    await expectNoOverflow();
  }
});

test("a slow way: what to expect and what helps", async () => {
  const call = await openCheck();
  (await started(call)).complete({ rttMs: 90, lossPercent: 14, availableBps: 150_000 });
  await expect.element(page.getByRole("heading", { name: "Your network is weak" })).toBeVisible();
  await expect.element(words("Join with the camera off")).toBeVisible();
  await expect.element(words("Lost on the way: 14%")).toBeVisible();
});

test("no relay: said so with its code, and joining is not kept from anybody", async () => {
  const call = await openCheck();
  (await started(call)).fail(new MeshcallError(53405, { cause: new MeshcallError(54010) }));
  await expect.element(page.getByRole("heading", { name: "Calls may not get through" })).toBeVisible();
  await expect.element(words("Code 54010")).toBeVisible();
  await expect.element(words("Join anyway")).toBeVisible();
});

test("a server that does not answer, and one that does again", async () => {
  const call = new FakeCall();
  call.refuseAsk = new MeshcallError(53000);
  await openCheck(call);
  await button("Start the check").click();
  await expect.element(page.getByRole("heading", { name: "The call server does not answer" })).toBeVisible();
  call.refuseAsk = undefined;
  await button("Check again").click();
  await expect.poll(() => call.networkTests.length).toBe(1);
  call.networkTests[0]!.complete({ rttMs: 30, lossPercent: 0, availableBps: null });
  await expect.element(page.getByRole("heading", { name: "Your network is ready" })).toBeVisible();
});

test("can be stopped by keyboard, and ends with the element", async () => {
  const call = await openCheck();
  const test = await started(call);
  await expect.element(button("Stop")).toBeVisible();
  await userEvent.tab();
  await expectFocus(button("Stop"));
  await userEvent.keyboard("{Enter}");
  await expect.element(button("Start the check")).toBeVisible();
  expect(test.isStopped).toBe(true);
  await button("Start the check").click();
  await expect.poll(() => call.networkTests.length).toBe(2);
  document.querySelector("mesh-network-check")?.remove();
  expect(call.networkTests[1]?.isStopped).toBe(true);
});
