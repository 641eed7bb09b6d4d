import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Subscription } from "../../web/index.ts";
import { switchGaps, type ShownFrame } from "../rig/switch-gaps.ts";
import { launchChromium } from "./harness/call-harness.ts";
import { Person } from "./harness/person.ts";
import { SignalWorker } from "./harness/signal-worker.ts";
import { serveStaticFiles, type StaticFiles } from "./harness/static-files.ts";

declare global {
  interface Window {
    subscription: Subscription;
    /** What the element showed. */
    shownFrames: ShownFrame[];
  }
}

let files: StaticFiles;
let signalWorker: SignalWorker;
let browser: Browser;

beforeAll(async () => {
  [files, signalWorker, browser] = await Promise.all([
    serveStaticFiles(),
    SignalWorker.start({ ROOM_TYPE: "peer-to-peer" }),
    launchChromium(),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await signalWorker?.stop();
  await files?.stop();
});

/** Four pages share two cores: small pictures, told apart by their width, and raw sound. */
async function arrive(
  identity: string,
  width: number,
  options: Parameters<Person["join"]>[1] = {},
): Promise<Person> {
  const openPage = async () =>
    (await browser.newContext({ permissions: ["camera", "microphone"] })).newPage();
  const capture = {
    camera: { width, height: (width * 9) / 16, frameRate: 15 },
    microphone: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  };
  const person = await Person.open({ files, signalWorker, openPage }, identity, { capture });
  expect(await person.join("television", options)).toBeUndefined();
  return person;
}

/** What this page has encoded and sent for one other so far. */
function sentTo({ page }: Person, identity: string): Promise<{ frames: number; packets: number }> {
  return page.evaluate(async (who) => {
    const { room } = window.inPage;
    const other = [...room.participants.values()].find((each) => each.identity === who)!;
    const sent = { frames: 0, packets: 0 };
    for (const entry of (await room.getRtcStats()).get(other.sid)?.values() ?? []) {
      if (entry.type !== "outbound-rtp") continue;
      if (entry.kind === "video") sent.frames += entry.framesEncoded;
      else sent.packets += entry.packetsSent;
    }
    return sent;
  }, identity);
}

type Sent = Awaited<ReturnType<typeof sentTo>>;

/** Settles when this page's encoders for the other have not moved for a second, or have moved. */
async function encoders(person: Person, identity: string, move: boolean): Promise<void> {
  let before: Sent = { frames: -1, packets: -1 };
  await expect
    .poll(
      async () => {
        const now = await sentTo(person, identity);
        const moved = [now.frames > before.frames, now.packets > before.packets];
        before = now;
        return moved;
      },
      { timeout: 20_000, interval: 1_000 },
    )
    .toEqual([move, move]);
}

it("one call goes over to another publisher without a gap and without a connection; a pause stops the publisher's encoders for that link alone", async () => {
  const ana = await arrive("ana", 160, { automaticSubscription: false });
  const ben = await arrive("ben", 320);
  const cem = await arrive("cem", 240);
  const dan = await arrive("dan", 160);
  await Promise.all([dan.sees("ben"), dan.sees("cem")]);
  await ana.saw("trackPublished", "cem camera");
  await ana.page.evaluate(async () => {
    const { room } = window.inPage;
    // the page shows what it is subscribed to; here the subscription's element is to be the only one
    room.on("trackSubscribed", (track) => {
      if (track.kind !== "data") for (const element of track.detach()) element.remove();
    });
    const ben = [...room.participants.values()].find(({ identity }) => identity === "ben")!;
    window.subscription = await room.watch(ben);
    const element = document.createElement("video");
    element.muted = true;
    element.style.cssText = "width: 320px; height: 180px";
    document.body.append(element);
    window.subscription.attach(element);
    window.shownFrames = [];
    const note: VideoFrameRequestCallback = (atMs, { width }) => {
      window.shownFrames.push({ atMs, who: width });
      element.requestVideoFrameCallback(note);
    };
    element.requestVideoFrameCallback(note);
  });
  const shows = (width: number) =>
    ana.page.waitForFunction(
      (wanted) =>
        window.shownFrames.slice(-10).every(({ who }) => who === wanted) && window.shownFrames.length >= 10,
      width,
      { timeout: 40_000 },
    );
  await shows(320);
  await encoders(ben, "ana", true);
  await encoders(cem, "ana", false);
  const links = () =>
    Promise.all(
      [ana, ben, cem, dan].map(({ page }) =>
        page.evaluate(() => ({
          made: window.recorded.connections.length,
          negotiated: window.recorded.localDescriptions,
        })),
      ),
    );
  const before = await links();

  for (const [identity, width] of [
    ["cem", 240],
    ["ben", 320],
    ["cem", 240],
    ["ben", 320],
    ["cem", 240],
  ] as const) {
    await ana.page.evaluate(async (who) => {
      const other = [...window.inPage.room.participants.values()].find((each) => each.identity === who)!;
      await window.subscription.switchTo(other);
    }, identity);
    await shows(width);
  }
  const { gapsMs, ownMs } = switchGaps(await ana.page.evaluate(() => window.shownFrames));
  process.stderr.write(`from one picture to the other: ${gapsMs.join(", ")} ms, own ${ownMs.join(", ")}\n`);
  expect(gapsMs).toHaveLength(5);
  for (const gapMs of ownMs) expect(gapMs).toBeLessThan(500);
  await encoders(ben, "ana", false);

  await ana.page.evaluate(() => void window.subscription.pause());
  await encoders(cem, "ana", false);
  await encoders(cem, "dan", true);
  await ana.page.evaluate(() => {
    window.shownFrames.length = 0;
    window.subscription.start();
  });
  await encoders(cem, "ana", true);
  await shows(240);
  expect(await links()).toEqual(before);
}, 240_000);
