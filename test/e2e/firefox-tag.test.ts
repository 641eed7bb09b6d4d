import { afterAll, beforeAll, describe, it } from "vitest";
import { CallHarness } from "./harness/call-harness.ts";
import { findFirefox, launchFirefox, type Firefox, type FirefoxPage } from "./harness/firefox.ts";
import { TagPage } from "./harness/tag-page.ts";

const firefoxPath = findFirefox();
if (firefoxPath === undefined)
  console.log("No Firefox found: <mesh-call> in Firefox is left out. FIREFOX_PATH names one.");

/** One tag in Firefox, with another in Chromium and in Firefox; driven by what people see and press. */
describe.runIf(firefoxPath !== undefined)("<mesh-call> in Firefox", () => {
  let harness: CallHarness;
  let firefox: Firefox;

  beforeAll(async () => {
    harness = await CallHarness.start({ ROOM_TYPE: "peer-to-peer" });
    firefox = await launchFirefox(firefoxPath ?? "");
  });
  afterAll(async () => {
    await firefox?.close();
    await harness?.close();
  });

  async function inFirefox(room: string, name: string): Promise<{ tag: TagPage; page: FirefoxPage }> {
    const page = await firefox.newPage();
    await page.goto(harness.addTag({ room, name, server: harness.signalWorker.url }));
    return { tag: new TagPage(page, name), page };
  }

  async function inChromium(room: string, name: string): Promise<TagPage> {
    const page = await harness.openPage();
    await harness.openTag(page, { room, name, server: harness.signalWorker.url });
    return new TagPage(page, name);
  }

  it("has a lobby: the own picture, a meter that moves, devices to choose, a camera to switch", async () => {
    const { tag: fox, page } = await inFirefox("lobby", "Fox");
    await fox.seesItself();
    if (await fox.measuresSound()) await fox.meterMoves();
    else console.log("No sound device: Firefox measures no level here.");
    await fox.press("Devices");
    for (const device of ["Camera", "Microphone"]) await fox.canChoose(device);
    await fox.press("Camera");
    await fox.says("Your camera is off");
    await fox.press("Camera");
    await fox.seesItself();
    await page.close();
  });

  it("calls Chromium: seen, heard, muted, written to, left", async () => {
    const { tag: fox, page } = await inFirefox("foxes", "Fox");
    const ben = await inChromium("foxes", "Ben");
    await fox.press("Join");
    await fox.says("Nobody else is here yet");
    await ben.press("Join");
    await Promise.all([fox.sees("Ben"), ben.sees("Fox"), fox.hears(), ben.hears()]);
    await goThroughCall({ who: fox, name: "Fox", other: ben });
    await goThroughCall({ who: ben, name: "Ben", other: fox });
    await fox.press("Leave");
    await fox.press("Leave the call"); // who was there first is the host, who might end it for everybody
    await fox.says("You left the call");
    await ben.says("Nobody else is here yet");
    await page.close();
  });

  it("calls Firefox: seen, heard, muted, written to, left", async () => {
    const fox = await inFirefox("den", "Fox");
    const vixen = await inFirefox("den", "Vixen");
    await vixen.tag.press("Join");
    await vixen.tag.says("Nobody else is here yet");
    await fox.page.bringToFront(); // a page behind shows no pictures
    await fox.tag.press("Join");
    await fox.tag.sees("Vixen");
    await fox.tag.hears();
    await vixen.page.bringToFront();
    await vixen.tag.sees("Fox");
    await vixen.tag.hears();
    await goThroughCall({ who: fox.tag, name: "Fox", other: vixen.tag });
    await fox.tag.press("Leave");
    await fox.tag.says("You left the call");
    await vixen.tag.says("Nobody else is here yet");
  });
});

interface Going {
  who: TagPage;
  name: string;
  other: TagPage;
}

/** Each thing once, and the other side has it. */
async function goThroughCall({ who, name, other }: Going): Promise<void> {
  for (const isMuted of [true, false]) {
    await who.press("Microphone");
    await other.isToldMuted(name, isMuted);
  }
  await who.press("Camera");
  await other.seesNot(name);
  await who.press("Camera");
  await other.sees(name);
  // open on both sides: what is said of a message beside a closed chat does not stay
  for (const side of [who, other]) await side.press("Chat");
  await who.write(`hello from ${name}`);
  await other.says(`hello from ${name}`);
  for (const side of [who, other]) await side.press("Close chat");
}
