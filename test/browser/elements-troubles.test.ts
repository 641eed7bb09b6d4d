import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { page } from "vitest/browser";
import type { MeshErrorEvent } from "../../web/elements/events.ts";
import { MeshcallError } from "../../web/room/errors.ts";
import { FakeCall } from "../fakes/fake-call.ts";
import {
  clearPage,
  expectAccessible,
  expectNoOverflow,
  meshCall,
  openCall,
  openJoined,
  words,
} from "./elements-page.ts";

beforeEach(() => page.viewport(1000, 700));
afterEach(() => {
  clearPage();
  vi.restoreAllMocks();
  Reflect.deleteProperty(document, "permissionsPolicy");
});

const button = (name: string) => page.getByRole("button", { name, exact: true });
const heading = (name: string) => page.getByRole("heading", { name });

/** What the page is told from now on. */
function toldErrors(): Pick<MeshErrorEvent, "code" | "remedy" | "error">[] {
  const told: Pick<MeshErrorEvent, "code" | "remedy" | "error">[] = [];
  document.body.addEventListener("mesh-error", ({ code, remedy, error }) =>
    told.push({ code, remedy, error }),
  );
  return told;
}

/** The page's policy forbids these. */
function forbid(...features: string[]): void {
  const reader = {
    features: () => ["camera", "microphone", "display-capture", "autoplay"],
    allowsFeature: (feature: string) => !features.includes(feature),
  };
  Object.defineProperty(document, "permissionsPolicy", { value: reader, configurable: true });
}

function permissions(state: PermissionState): void {
  vi.spyOn(navigator.permissions, "query").mockResolvedValue({ state } as PermissionStatus);
}

describe("a device that does not work, in the lobby: what happened, why, what to do, with code and remedy", () => {
  test.for([
    [
      "denied",
      "NotAllowedError",
      "Permission denied",
      54050,
      "Your camera and microphone are blocked",
      "choose Allow, then",
    ],
    [
      "prompt",
      "NotAllowedError",
      "Permission denied",
      54052,
      "Your camera and microphone are blocked",
      "when the browser asks",
    ],
    [
      "denied",
      "NotAllowedError",
      "Permission dismissed",
      54052,
      "Your camera and microphone are blocked",
      "was closed",
    ],
    [
      "denied",
      "NotAllowedError",
      "Permission denied by system",
      54051,
      "Your camera and microphone are blocked",
      "Your system forbids",
    ],
    ["granted", "NotFoundError", "", 54053, "No camera found", "Plug one in"],
    ["granted", "NotReadableError", "", 54054, "Your camera is busy", "Close that app"],
    ["granted", "TypeError", "", 54056, "Your camera did not start", "restart the browser"],
  ] as const)("permission %s, %s %s: %i", async ([state, name, message, code, what, todo]) => {
    permissions(state);
    const told = toldErrors();
    const call = new FakeCall();
    call.failing.camera = name;
    if (name === "NotAllowedError") call.failing.microphone = name;
    call.failing.message = message;
    openCall({}, call);
    await expect.element(heading(what)).toBeVisible();
    await expect.element(words(todo)).toBeVisible();
    await expect.element(words(`Code ${code}`)).toBeVisible();
    await expectAccessible();
    await expect.poll(() => told.at(-1)).toMatchObject({ code, error: { name } });
    expect(told.at(-1)?.remedy).not.toBe("");
  });

  test("forbidden by Permissions-Policy: the missing token by its name, and no button that cannot help", async () => {
    forbid("camera", "microphone");
    const told = toldErrors();
    const call = new FakeCall();
    call.failing.camera = call.failing.microphone = "NotAllowedError";
    openCall({}, call);
    await expect.element(heading("This page may not use cameras and microphones")).toBeVisible();
    await expect.element(words("camera, microphone")).toBeVisible();
    expect(button("Try again").elements()).toHaveLength(0);
    await expectAccessible();
    await expect.poll(() => told.at(-1)?.code).toBe(54057);
    expect(told.at(-1)?.remedy).toContain("camera=(self)");
    await button("Join").click(); // the call goes on with what there is
    await expect.element(page.getByRole("toolbar")).toBeVisible();
  });
});

test("unplugged in mid-call: said at once, and the call goes on", async () => {
  const told = toldErrors();
  const call = await openJoined();
  await expect.poll(() => call.published.size).toBeGreaterThan(1);
  const camera = [...call.published.values()].find(({ info }) => info.kind === "video");
  camera!.mediaStreamTrack!.dispatchEvent(new Event("ended"));
  await expect.element(heading("Your camera went away")).toBeVisible();
  await expect.element(words("Code 54055")).toBeVisible();
  await expect.poll(() => told.at(-1)?.code).toBe(54055);
});

describe("a screen", () => {
  test("that the person chose not to share is no failure", async () => {
    const told = toldErrors();
    const call = await openJoined();
    call.failing.screen = "NotAllowedError";
    await button("Share screen").click();
    await expect.element(button("Share screen")).toHaveAttribute("aria-pressed", "false");
    expect(told).toEqual([]);
  });

  test("that the page's policy forbids: the token", async () => {
    forbid("display-capture");
    const told = toldErrors();
    const call = await openJoined();
    call.failing.screen = "NotAllowedError";
    await button("Share screen").click();
    await expect.element(heading("This page may not share screens")).toBeVisible();
    await expect.element(words("display-capture")).toBeVisible();
    await expectAccessible();
    await expect.poll(() => told.at(-1)?.code).toBe(54057);
  });

  test("that the system forbids: its settings", async () => {
    const call = await openJoined();
    call.failing.screen = "NotAllowedError";
    call.failing.message = "Permission denied by system";
    await button("Share screen").click();
    await expect.element(heading("Your screen cannot be shared")).toBeVisible();
    await expect.element(words("Code 54051")).toBeVisible();
  });
});

test("the page is told as a call begins what its policy takes away, with the tokens", async () => {
  forbid("autoplay");
  const told = toldErrors();
  await openJoined();
  await expect.poll(() => told.at(-1)?.code).toBe(54057);
  expect(told.at(-1)?.remedy).toContain("autoplay=(self)");
});

describe("a call server that the page may not reach", () => {
  test("for its Content-Security-Policy: the directive and what to add", async () => {
    const told = toldErrors();
    const call = new FakeCall();
    openCall({}, call);
    call.refuse = new MeshcallError(53000);
    const violation = {
      effectiveDirective: "connect-src",
      blockedURI: "wss://signal.example/rooms/announce",
    };
    call.onConnect = () =>
      document.dispatchEvent(
        new SecurityPolicyViolationEvent("securitypolicyviolation", {
          documentURI: location.href,
          violatedDirective: "connect-src",
          originalPolicy: "connect-src 'self'",
          disposition: "enforce",
          statusCode: 200,
          ...violation,
        }),
      );
    await button("Join").click();
    await expect.element(heading("This page may not reach the call server")).toBeVisible();
    await expect.element(words("connect-src https://signal.example wss://signal.example")).toBeVisible();
    await expect.element(words("Code 54058")).toBeVisible();
    await expectAccessible();
    await expect.poll(() => told.at(-1)).toMatchObject({ code: 54058 });
    expect(told.at(-1)?.remedy).toContain("wss://signal.example");
  });
});

describe("offline", () => {
  test("said so, and the call starts by itself when the network is back", async () => {
    vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    const told = toldErrors();
    const call = new FakeCall();
    call.refuse = new MeshcallError(53000);
    openCall({}, call);
    await button("Join").click();
    await expect.element(heading("You are offline")).toBeVisible();
    await expectAccessible();
    expect(told.at(-1)).toMatchObject({ code: 53000 });
    call.refuse = undefined;
    vi.spyOn(navigator, "onLine", "get").mockReturnValue(true);
    dispatchEvent(new Event("online"));
    await expect.element(page.getByRole("toolbar")).toBeVisible();
  });

  test("in mid-call: stay, it comes back", async () => {
    const call = await openJoined();
    const bea = call.person("Bea");
    vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    bea.link("recovering");
    call.signaling("away");
    await expect.element(heading("You are offline")).toBeVisible();
    await expectAccessible();
    bea.link("open");
    call.signaling("open");
    await expect.element(heading("You are offline")).not.toBeInTheDocument();
  });
});

test("a page or a browser that cannot call tells the page too, with a code", async () => {
  const told = toldErrors();
  vi.stubGlobal("RTCPeerConnection", undefined);
  openCall();
  await expect.element(heading("This browser cannot make calls")).toBeVisible();
  await expect.element(words("Code 54060")).toBeVisible();
  await expect.poll(() => told.at(-1)?.code).toBe(54060);
  vi.unstubAllGlobals();
});

test.for([320, 375, 1_280])("every device trouble fits at %i px", async (widthPx) => {
  await page.viewport(widthPx, 700);
  forbid("camera", "microphone");
  const call = new FakeCall();
  call.failing.camera = call.failing.microphone = "NotAllowedError";
  openCall({}, call);
  await expect.element(heading("This page may not use cameras and microphones")).toBeVisible();
  await expectNoOverflow();
  expect(meshCall().isConnected).toBe(true);
});
