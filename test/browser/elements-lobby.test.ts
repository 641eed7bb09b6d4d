import { afterEach, beforeEach, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { FakeCall } from "../fakes/fake-call.ts";
import {
  clearPage,
  deep,
  expectAccessible,
  expectNoOverflow,
  join,
  meshCall,
  openCall,
  expectFocus,
  words,
} from "./elements-page.ts";

beforeEach(() => page.viewport(1000, 700));
afterEach(clearPage);

const button = (name: string) => page.getByRole("button", { name, exact: true });

test("the lobby is accessible, and names the room", async () => {
  openCall();
  await expect.element(page.getByRole("heading", { name: "Ready to join?" })).toBeVisible();
  await expect.element(words("standup")).toBeVisible();
  await expect.element(button("Camera")).toHaveAttribute("aria-pressed", "true");
  await expectAccessible();
});

test("a person with a name joins with one key", async () => {
  const call = openCall();
  await expectFocus(button("Join"));
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByRole("toolbar")).toBeVisible();
  expect(call.asked).toEqual([
    { server: undefined, room: "standup", name: "Anna", identity: expect.any(String) },
  ]);
  await expect.poll(() => kinds(call)).toEqual(["audio", "video"]);
});

test("a person without a name types one, and it is remembered", async () => {
  const call = openCall();
  meshCall().removeAttribute("name");
  clearPage();
  openCall({}, call);
  meshCall().name = null;
  await page.getByLabelText("Your name").fill("Bea");
  await join();
  expect(call.asked[0]?.name).toBe("Bea");
  clearPageButNotMemory();
  openCall({}, call);
  meshCall().name = null;
  await expect.element(page.getByLabelText("Your name")).toHaveValue("Bea");
});

test("no name, no joining", async () => {
  const call = openCall();
  meshCall().name = null;
  await page.getByLabelText("Your name").clear();
  await button("Join").click();
  await expect.element(page.getByLabelText("Your name")).toBeVisible();
  expect(call.asked).toEqual([]);
});

test("Tab walks through the lobby in the order it is read", async () => {
  openCall();
  await expectFocus(button("Join"));
  await userEvent.keyboard("{Shift>}{Tab}{/Shift}");
  await expectFocus(page.getByLabelText("Your name"));
  await userEvent.keyboard("{Shift>}{Tab}{/Shift}");
  await expectFocus(button("Camera"));
  await userEvent.keyboard("{Shift>}{Tab}{/Shift}");
  await expectFocus(button("Microphone"));
});

test("a tab keeps its identity through a reload", async () => {
  const call = openCall();
  await join();
  clearPageButNotMemory();
  openCall({}, call);
  await join();
  expect(call.asked).toHaveLength(2);
  expect(call.asked[0]?.identity).toBe(call.asked[1]?.identity);
});

test("the meter follows the microphone", async () => {
  const call = openCall();
  const meter = page.getByRole("meter", { name: "Microphone level" });
  await expect.poll(() => call.onLevel).toBeDefined();
  call.onLevel?.(-35, true);
  await expect.element(meter).toHaveAttribute("aria-valuenow", "50");
  call.onLevel?.(-127, false);
  await expect.element(meter).toHaveAttribute("aria-valuenow", "0");
});

test("camera off in the lobby stays off in the call, and the light goes out", async () => {
  const call = openCall();
  await expect.element(words("Starting your camera")).not.toBeInTheDocument();
  await button("Camera").click();
  await expect.element(button("Camera")).toHaveAttribute("aria-pressed", "false");
  await expect.element(words("Your camera is off")).toBeVisible();
  await join();
  const video = [...call.published.values()].find(({ info }) => info.kind === "video");
  expect(video?.info.enabled).toBe(false);
  expect(video?.mediaStreamTrack?.readyState).toBe("ended");
});

test.for([
  ["camera", "NotAllowedError", "Your camera is blocked", "choose Allow"],
  ["camera", "NotFoundError", "No camera found", "Plug one in"],
  ["camera", "NotReadableError", "Your camera is busy", "Close that app or tab"],
  ["microphone", "NotAllowedError", "Your microphone is blocked", "choose Allow"],
  ["microphone", "NotFoundError", "No microphone found", "Plug one in"],
  ["microphone", "NotReadableError", "Your microphone is busy", "Close that app or tab"],
] as const)(
  "%s, %s: says so, says what to do, and joining goes on without",
  async ([device, error, what, todo]) => {
    const call = new FakeCall();
    call.failing[device] = error;
    openCall({}, call);
    await expect.element(page.getByRole("heading", { name: what })).toBeVisible();
    await expect.element(words(todo)).toBeVisible();
    await expectAccessible();
    await join();
    const rest = device === "camera" ? ["audio"] : ["video"];
    await expect.poll(() => kinds(call)).toEqual(rest);
  },
);

test("both devices blocked is one message, and trying again can mend it", async () => {
  const call = new FakeCall();
  Object.assign(call.failing, { camera: "NotAllowedError", microphone: "NotAllowedError" });
  openCall({}, call);
  await expect
    .element(page.getByRole("heading", { name: "Your camera and microphone are blocked" }))
    .toBeVisible();
  delete call.failing.camera;
  delete call.failing.microphone;
  await button("Try again").click();
  await expect.element(button("Camera")).toHaveAttribute("aria-pressed", "true");
  await expect.element(button("Microphone")).toHaveAttribute("aria-pressed", "true");
  await expect.element(words("blocked")).not.toBeInTheDocument();
});

test("devices can be chosen", async () => {
  openCall();
  await page.getByText("Devices", { exact: true }).click();
  const cameras = page.getByRole("combobox", { name: "Camera" });
  await expect.element(cameras).toBeEnabled();
  expect(cameras.element().querySelectorAll("option").length).toBeGreaterThan(0);
});

test.for([320, 375])("fits %i px", async (widthPx) => {
  await page.viewport(widthPx, 700);
  const call = new FakeCall();
  call.failing.camera = "NotAllowedError";
  openCall({ style: "--mesh-height: 700px" }, call);
  await expect.element(words("blocked")).toBeVisible();
  await expectNoOverflow();
});

test("targets are large enough for a finger", async () => {
  openCall();
  await expect.element(button("Join")).toBeVisible();
  const small = deep(document).filter((element) => {
    const { width, height } = element.getBoundingClientRect();
    return element.matches("button, select, input, summary, a") && width > 0 && (width < 24 || height < 24);
  });
  expect(small.map(({ outerHTML }) => outerHTML.slice(0, 80))).toEqual([]);
});

function clearPageButNotMemory(): void {
  document.body.replaceChildren();
}

function kinds(call: FakeCall): string[] {
  return [...call.published.values()].map(({ info }) => info.kind).sort();
}

test("the secret in the page's address goes into the call", async () => {
  const call = new FakeCall();
  const given: (string | undefined)[] = [];
  const { services } = call;
  const connect = services.connect;
  services.connect = (token, options) => {
    given.push(options?.roomSecret);
    return connect(token, options);
  };
  history.replaceState(null, "", "#other&mesh=0123456789abcdef");
  openCall({}, call);
  await join();
  clearPage();
  history.replaceState(null, "", "#mesh=short");
  openCall({}, call);
  await join();
  history.replaceState(null, "", location.pathname + location.search);
  expect(given).toEqual(["0123456789abcdef", undefined]);
});
