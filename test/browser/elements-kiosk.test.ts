import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { page } from "vitest/browser";
import { MeshRingEvent } from "../../web/elements/events.ts";
import { MeshcallError } from "../../web/room/errors.ts";
import { FakeCall } from "../fakes/fake-call.ts";
import { clearPage, expectAccessible, expectNoOverflow, meshCall, openCall, words } from "./elements-page.ts";

beforeEach(() => page.viewport(1000, 700));
afterEach(() => {
  vi.restoreAllMocks();
  clearPage();
});

const button = (name: string) => page.getByRole("button", { name, exact: true });
const inCall = () => expect.element(page.getByRole("toolbar")).toBeVisible();

/** What the page hears of the bell. */
function hearBell(): string[] {
  const heard: string[] = [];
  meshCall().addEventListener("mesh-ring", ({ is, why, name }) => heard.push(`${is} ${why} ${name}`));
  return heard;
}

test("auto-join comes in by itself, and again after every end", async () => {
  const call = openCall({ "auto-join": "" });
  await inCall();
  call.refuse = new MeshcallError(53000); // or the first second is over before anybody has looked
  call.putOut(53118);
  await expect.element(words("Joining again in")).toBeVisible();
  await expectAccessible();
  call.refuse = undefined;
  await inCall();
  meshCall().leave();
  await expect.element(words("Joining again in 10 seconds")).toBeVisible();
  dispatchEvent(new Event("online"));
  await inCall();
});

test("a call server that is away is tried until it is back", async () => {
  const call = new FakeCall();
  call.refuse = new MeshcallError(53000);
  openCall({ "auto-join": "" }, call);
  await expect.element(words("The call server does not answer")).toBeVisible();
  await expect.element(words("Joining again in")).toBeVisible();
  call.refuse = undefined;
  await inCall();
});

test("back online is the moment to join, and whoever wants to stays out", async () => {
  const call = openCall({ "auto-join": "" });
  await inCall();
  call.putOut(53205); // another tab: not before a minute
  await expect.element(words("Joining again in")).toBeVisible();
  dispatchEvent(new Event("online"));
  await inCall();
  call.putOut(53205);
  await button("Stay out").click();
  await expect.element(words("Staying out.")).toBeVisible();
  dispatchEvent(new Event("online"));
  await expect.element(words("Staying out.")).toBeVisible();
  await button("Continue here").click();
  await inCall();
});

test("it rings when somebody comes into the empty call, until it is answered", async () => {
  const call = openCall({ "auto-join": "", ring: "" });
  const heard = hearBell();
  await inCall();
  const bea = call.person("Bea");
  await expect.element(page.getByRole("alert").getByText("Bea is here")).toBeVisible();
  await expectAccessible();
  await page.viewport(320, 700);
  await expectNoOverflow();
  call.person("Cleo"); // the bell rings for both
  await button("Answer").click();
  await expect.element(words("Bea is here")).not.toBeInTheDocument();
  expect(heard).toEqual(["ringing came Bea", "answered came Bea"]);
  bea.leave();
  call.person("Dan"); // Cleo is in
  expect(heard).toHaveLength(2);
});

test("nobody answers and they go: missed", async () => {
  const call = openCall({ "auto-join": "", ring: "" });
  const heard = hearBell();
  await inCall();
  const bea = call.person("Bea");
  await expect.element(words("Bea is here")).toBeVisible();
  bea.leave();
  await expect.poll(() => heard).toEqual(["ringing came Bea", "missed came Bea"]);
  await expect.element(words("Bea is here")).not.toBeInTheDocument();
});

test("it rings for who knocks, and they can be let in from there", async () => {
  const call = new FakeCall();
  call.role = "host";
  openCall({ "auto-join": "", ring: "" }, call);
  await inCall();
  call.knocks("Cleo");
  await expect.element(page.getByRole("alert").getByText("Cleo wants to come in")).toBeVisible();
  await expectAccessible();
  await button("Let in").click();
  await expect.poll(() => call.acts.at(-1)).toMatchObject({ do: "admit" });
});

test("a page with a bell of its own: ours keeps quiet, and is seen all the same", async () => {
  const played = vi.spyOn(HTMLMediaElement.prototype, "setSinkId");
  const contexts = vi.spyOn(window, "AudioContext");
  const call = openCall({ "auto-join": "", ring: "" });
  meshCall().addEventListener("mesh-ring", (event) => event.preventDefault());
  await inCall();
  const before = contexts.mock.calls.length;
  call.person("Bea");
  await expect.element(words("Bea is here")).toBeVisible();
  expect(contexts.mock.calls.length - before).toBeLessThanOrEqual(1); // the first fake person's own
  expect(played).not.toHaveBeenCalled();
  expect(new MeshRingEvent("answered", "came", "Bea").cancelable).toBe(false);
});

test("a browser that keeps the page silent: the ring is seen, and it is said", async () => {
  const call = openCall({ "auto-join": "", ring: "" });
  await inCall();
  vi.spyOn(HTMLMediaElement.prototype, "play").mockRejectedValue(new DOMException("", "NotAllowedError"));
  call.person("Bea");
  await expect.element(words("until somebody touches it")).toBeVisible();
});
