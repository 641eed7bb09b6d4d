import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { defineEffects } from "../../web/elements/effects/define-effects.ts";
import type { FakeCall } from "../fakes/fake-call.ts";
import {
  clearPage,
  deep,
  expectAccessible,
  expectNoOverflow,
  openCall,
  openJoined,
} from "./elements-page.ts";

beforeEach(() => page.viewport(1000, 800));
afterEach(() => {
  vi.restoreAllMocks();
  clearPage();
});

const waiting = { timeout: 15_000, interval: 50 };
const radio = (name: string) => page.getByRole("radio", { name, exact: true });

async function openEffects(): Promise<FakeCall> {
  const call = await openJoined();
  await defineEffects();
  const effects = document.createElement("mesh-effects");
  effects.room = call.room;
  document.body.prepend(effects);
  await expect.element(radio("Nothing changed")).toBeChecked();
  return call;
}

/** What is sent of the camera, or of the microphone. */
function sent(call: FakeCall, kind: "video" | "audio") {
  return [...call.published.values()].find(({ info }) => info.kind === kind)?.mediaStreamTrack;
}

test("accessible, by keyboard, and no wider than a phone", async () => {
  await openEffects();
  await expectAccessible("mesh-effects");
  radio("Nothing changed").element().focus();
  await userEvent.keyboard("{ArrowRight}");
  await expect.element(radio("Blurred a little")).toBeChecked();
  await page.viewport(320, 640);
  await expectNoOverflow();
});

test("what is chosen is sent instead of the camera, seen in the preview, and there the next time", async () => {
  const call = await openEffects();
  const camera = sent(call, "video");
  await radio("Evening hills").click();
  await vi.waitFor(() => expect(sent(call, "video")).not.toBe(camera), waiting);
  const shownTracks = deep(document)
    .filter((each): each is HTMLVideoElement => each instanceof HTMLVideoElement)
    .flatMap(({ srcObject }) => (srcObject instanceof MediaStream ? srcObject.getVideoTracks() : []));
  expect(shownTracks.length).toBeGreaterThanOrEqual(2);
  expect(shownTracks.every((each) => each === sent(call, "video"))).toBe(true);
  expect(camera?.readyState).toBe("live");

  await radio("Nothing changed").click();
  await vi.waitFor(() => expect(sent(call, "video")).toBe(camera), waiting);

  await radio("Leaves").click();
  document.body.replaceChildren();
  openCall({}, call);
  // the lobby's preview has it without anybody having opened anything
  await vi.waitFor(() => {
    const [video] = deep(document).filter((each) => each instanceof HTMLVideoElement);
    const [track] = video?.srcObject instanceof MediaStream ? video.srcObject.getVideoTracks() : [];
    expect(track?.label).not.toContain("fake");
    expect(track?.readyState).toBe("live");
  }, waiting);
});

test("an effect that does not load: the camera goes on, it is said, and can be tried again", async () => {
  const call = await openEffects();
  const camera = sent(call, "video");
  const Original = Worker;
  vi.stubGlobal(
    "Worker",
    class {
      constructor() {
        throw new DOMException("no", "SecurityError");
      }
    },
  );
  await radio("Blurred").click();
  await expect
    .element(page.getByText("The effect does not work. Others see your camera as it is."))
    .toBeVisible();
  await expectAccessible("mesh-effects");
  expect(sent(call, "video")).toBe(camera);
  vi.stubGlobal("Worker", Original);
  await page.getByRole("button", { name: "Try again" }).click();
  await vi.waitFor(() => expect(sent(call, "video")).not.toBe(camera), waiting);
  vi.unstubAllGlobals();
});

test("a picture of one's own, and a file that is none", async () => {
  const call = await openEffects();
  const camera = sent(call, "video");
  const upload = page.getByLabelText("Choose a picture");
  await upload.upload(new File(["no picture"], "notes.png", { type: "image/png" }));
  await expect
    .element(page.getByRole("alert"))
    .toHaveTextContent("This file is no picture that the browser can show.");
  const canvas = new OffscreenCanvas(1600, 900);
  canvas.getContext("2d")?.fillRect(0, 0, 800, 900);
  await upload.upload(new File([await canvas.convertToBlob()], "wall.png", { type: "image/png" }));
  await expect.element(radio("Your picture")).toBeChecked();
  await vi.waitFor(() => expect(sent(call, "video")).not.toBe(camera), waiting);
});

test("noise is removed from the microphone, and it is itself again", async () => {
  const call = await openEffects();
  const microphone = sent(call, "audio");
  const noise = page.getByRole("switch", { name: "Remove more noise" });
  await noise.click();
  await vi.waitFor(() => expect(sent(call, "audio")).not.toBe(microphone), waiting);
  await noise.click();
  await vi.waitFor(() => expect(sent(call, "audio")).toBe(microphone), waiting);
  expect(microphone?.readyState).toBe("live");
});

test("camera off and on again with an effect: nobody sees the camera as it is in between", async () => {
  const call = await openEffects();
  const camera = sent(call, "video");
  await radio("Plain wall").click();
  await vi.waitFor(() => expect(sent(call, "video")).not.toBe(camera), waiting);
  const before = sent(call, "video");
  const toggle = page.getByRole("toolbar").getByRole("button", { name: "Camera", exact: true });
  await toggle.click();
  await toggle.click();
  await vi.waitFor(() => {
    expect(sent(call, "video")).not.toBe(before);
    expect(sent(call, "video")?.readyState).toBe("live");
  }, waiting);
  expect(sent(call, "video")?.label).not.toContain("fake");
});
