import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { RemoteParticipant, Subscription } from "../../web/index.ts";
import { switchGaps, type ShownFrame } from "../rig/switch-gaps.ts";
import { CallHarness, patienceMs } from "./harness/call-harness.ts";
import {
  collectGarbage,
  findFirefox,
  launchFirefox,
  type Firefox,
  type FirefoxPage,
} from "./harness/firefox.ts";
import { Person } from "./harness/person.ts";

declare global {
  interface Window {
    watched: {
      subscription: Subscription;
      frames: ShownFrame[];
      of(identity: string): RemoteParticipant;
    };
    unheld: WeakRef<MessageChannel>;
    /** Messages that the page has given to ports. */
    posted: number;
  }
}

const waiting = { timeout: patienceMs, interval: 250 };
const firefoxPath = findFirefox();
if (firefoxPath === undefined) {
  console.log("No Firefox found: the call between Firefox and Chromium is left out. FIREFOX_PATH names one.");
}

/** The smaller half of what call.test.ts asks of two Chromiums; Firefox answers, Chromium offers. */
describe.runIf(firefoxPath !== undefined)("a call between Firefox and Chromium", () => {
  let harness: CallHarness;
  let firefox: Firefox;
  let fox: FirefoxPage;
  let ben: Person;

  beforeAll(async () => {
    harness = await CallHarness.start({ ROOM_TYPE: "peer-to-peer" });
    firefox = await launchFirefox(firefoxPath ?? "");
    fox = await firefox.newPage();
    await fox.goto(harness.files.addPage("<!doctype html><title>a developer's page</title>"));
    await fox.evaluate("import('/meshcall.js').then((sdk) => { window.sdk = sdk; })");
    await fox.evaluate(joinAsFox, harness.signalWorker.url);
    ben = await Person.open(harness, "ben");
    expect(await ben.join("foxes")).toBeUndefined();
  });
  afterAll(async () => {
    await firefox?.close();
    await harness?.close();
  });

  it("shows moving video on both sides", async () => {
    await ben.sees("fox");
    await fox.waitForFunction(() => {
      const video = document.querySelector("video");
      return video !== null && video.videoWidth > 0 && video.currentTime > 0.5;
    });
  });

  it("shows all of the picture in Firefox, whose element has no size of its own", async () => {
    await fox.waitForFunction(() => document.querySelector("video")?.videoWidth === 640);
  });

  it("carries sealed chat both ways, and mute", async () => {
    await ben.page.evaluate(() => window.inPage.chat.send("hello fox"));
    await fox.waitForFunction(() => window.inPage.messages.includes("hello fox"));
    await fox.evaluate(() => window.inPage.chat.send("hello ben"));
    await ben.page.waitForFunction(() => window.inPage.messages.includes("hello ben"));
    await fox.evaluate(() => void window.inPage.microphone.disable());
    await ben.saw("trackDisabled", "fox microphone");
  });

  it("passes no frame of a data track between Firefox's page and its kernel, either way", async () => {
    await fox.evaluate(() => {
      const post = MessagePort.prototype.postMessage;
      window.posted = 0;
      MessagePort.prototype.postMessage = function (...args: unknown[]) {
        window.posted += 1;
        Reflect.apply(post, this, args);
      };
    });
    // more than 60 frames each
    await Promise.all([
      fox.evaluate(() => window.inPage.chat.send(new Uint8Array(4_000_000))),
      ben.page.evaluate(() => window.inPage.chat.send(new Uint8Array(4_000_000))),
    ]);
    await fox.waitForFunction(() => window.inPage.messages.includes("[object ArrayBuffer]"));
    await ben.page.waitForFunction(() => window.inPage.messages.includes("4000000 bytes"));
    const posted = await fox.evaluate(() => window.posted);
    expect(posted).toBeGreaterThan(0); // the message itself
    expect(posted).toBeLessThan(20);
  });

  it("keeps the link when Firefox collects garbage", async () => {
    await fox.evaluate(() => {
      window.unheld = new WeakRef(new MessageChannel()); // as a data channel that nobody holds
    });
    await collectGarbage(firefox);
    await fox.bringToFront();
    await fox.waitForFunction(() => window.unheld.deref() === undefined);
    await fox.evaluate(() => window.inPage.chat.send("still here"));
    await ben.page.waitForFunction(() => window.inPage.messages.includes("still here"));
    await ben.page.evaluate(() => window.inPage.chat.send("me too"));
    await fox.waitForFunction(() => window.inPage.messages.includes("me too"));
    expect(await ben.events("participantReconnecting")).toEqual([]);
  });

  it("takes a late track each way on the same connection", async () => {
    const connections = await ben.page.evaluate(() => window.recorded.connections.length);
    await ben.page.evaluate(async () => {
      await window.inPage.room.localParticipant.publishTracks(await window.sdk.createScreenTracks());
    });
    await fox.waitForFunction(() => window.inPage.events.some(({ about }) => about === "ben screen"));
    await fox.evaluate(async () => {
      const extra = await window.sdk.createLocalVideoTrack({ name: "second" });
      await window.inPage.room.localParticipant.publishTrack(extra);
    });
    await ben.saw("trackSubscribed", "fox second");
    expect(await ben.page.evaluate(() => window.recorded.connections.length)).toBe(connections);
  });

  it("is asked by Chromium for a whole picture, takes a cap, and keeps showing whatever it cannot do", async () => {
    /** Of what Chromium receives, the video that has shown most. */
    const received = (): Promise<{ keyFrames: number; frames: number }> =>
      ben.page.evaluate(async () => {
        let [keyFrames, frames] = [0, 0];
        for (const report of (await window.inPage.room.getRtcStats()).values())
          for (const entry of report.values())
            if (entry.type === "inbound-rtp" && entry.kind === "video" && entry.framesDecoded > frames)
              [keyFrames, frames] = [entry.keyFramesDecoded, entry.framesDecoded];
        return { keyFrames, frames };
      });
    const { keyFrames } = await received();
    await ben.page.evaluate(() => {
      for (const { videoTracks } of window.inPage.room.participants.values())
        for (const { track } of videoTracks.values()) track?.requestKeyFrame();
    });
    await vi.waitFor(async () => expect((await received()).keyFrames).toBeGreaterThan(keyFrames), waiting);
    await fox.evaluate(() =>
      window.inPage.room.localParticipant.configure({
        maxVideoBitrateBps: 200_000,
        preferredVideoCodecs: ["VP9"],
        scalabilityMode: "L2T2_KEY",
        opusFec: false,
      }),
    );
    const { frames } = await received();
    await vi.waitFor(async () => expect((await received()).frames).toBeGreaterThan(frames + 30), waiting);
  });

  it("lets the late tracks go again on the same connection", async () => {
    const connections = await ben.page.evaluate(() => window.recorded.connections.length);
    await Promise.all([ben.page.evaluate(unpublishLate), fox.evaluate(unpublishLate)]);
    await ben.saw("trackUnsubscribed", "fox second");
    await fox.waitForFunction(() =>
      ["ben screen", "ben screen-audio"].every((track) =>
        window.inPage.events.some(({ name, about }) => name === "trackUnsubscribed" && about === track),
      ),
    );
    expect(await ben.page.evaluate(() => window.recorded.connections.length)).toBe(connections);
  });

  it("watches one and then the other in the same element, pauses, and goes on", async () => {
    const cem = await Person.open(harness, "cem", { capture: { camera: { width: 320, height: 240 } } });
    expect(await cem.join("foxes")).toBeUndefined();
    await cem.sees("fox");
    await fox.waitForFunction(() => window.inPage.events.some(({ about }) => about === "cem camera"));
    await fox.evaluate(watchAsFox);
    await fox.waitForFunction(() => window.watched.frames.filter(({ who }) => who === 16).length >= 20);
    const shown = await fox.evaluate(async () => {
      const { subscription, frames, of } = window.watched;
      const before = frames.length;
      await subscription.switchTo(of("cem"));
      while (frames.at(-1)?.who !== 12) await new Promise((resolve) => setTimeout(resolve, 20));
      return frames.slice(before - 20);
    });
    const { gapsMs, ownMs } = switchGaps(shown);
    process.stderr.write(
      `Firefox, from one picture to the other: ${gapsMs.join()} ms, own ${ownMs.join()}\n`,
    );
    expect(ownMs).toEqual([expect.any(Number)]);
    expect(ownMs[0]).toBeLessThan(500);
    const sent = (): Promise<number> =>
      cem.page.evaluate(async () => {
        const [report] = [...(await window.inPage.room.getRtcStats())].flatMap(([sid, each]) =>
          window.inPage.room.participants.get(sid)?.identity === "fox" ? each : [],
        );
        return [...report!.values()].reduce(
          (sum, entry) => (entry.type === "outbound-rtp" ? sum + entry.packetsSent : sum),
          0,
        );
      });
    const moves = async (): Promise<boolean> => {
      const before = await sent();
      await new Promise((resolve) => setTimeout(resolve, 500)); // of a sender that would go on, 25 packets of sound
      return (await sent()) > before;
    };
    await fox.evaluate(() => void window.watched.subscription.pause());
    await expect.poll(moves).toBe(false);
    await fox.evaluate(() => void window.watched.subscription.start());
    await expect.poll(moves).toBe(true);
    await fox.evaluate(() => void window.watched.subscription.stop());
  });

  it("leaves at once, and stats that were asked for are not waited for in vain", async () => {
    const reported = await fox.evaluate(async () => {
      const reports = window.inPage.room.getRtcStats();
      window.inPage.room.disconnect();
      return Promise.race([
        reports.then(() => "settled"),
        new Promise((resolve) => setTimeout(() => resolve("still waiting"), 10_000)),
      ]);
    });
    expect(reported).toBe("settled");
    await ben.saw("participantDisconnected", "fox");
  });
});

/** Runs in Firefox: the least of what harness/person.ts does. */
async function joinAsFox(server: string): Promise<void> {
  const { sdk } = window;
  const [microphone, camera] = await Promise.all([
    sdk.createLocalAudioTrack({ name: "microphone" }),
    sdk.createLocalVideoTrack({ name: "camera" }),
  ]);
  const chat = new sdk.LocalDataTrack({ name: "chat" });
  const { token } = await sdk.fetchToken(server, { room: "foxes", identity: "fox" });
  const room = await sdk.connect(token, { name: "foxes", server, tracks: [microphone, camera, chat] });
  window.inPage = { room, microphone, camera, chat, events: [], messages: [] };
  room.on("trackSubscribed", (track, _publication, { identity }) => {
    window.inPage.events.push({
      name: "trackSubscribed",
      about: `${identity} ${track.name}`,
      atMs: performance.now(),
    });
    if (track.kind === "data") return;
    const element = track.attach();
    if (track.name === "screen") element.style.width = "300px"; // to encode all of it too is more than a small machine can
    document.body.append(element);
  });
  room.on("trackUnsubscribed", (track, _publication, { identity }) => {
    window.inPage.events.push({
      name: "trackUnsubscribed",
      about: `${identity} ${track.name}`,
      atMs: performance.now(),
    });
    if (track.kind !== "data") for (const element of track.detach()) element.remove();
  });
  room.on("trackMessage", (data) => window.inPage.messages.push(String(data)));
}

/** Runs in a page: what it has published since it joined goes again. */
function unpublishLate(): void {
  const { localParticipant } = window.inPage.room;
  for (const { track } of localParticipant.tracks.values()) {
    if (track.kind === "data" || !["screen", "screen-audio", "second"].includes(track.name)) continue;
    localParticipant.unpublishTrack(track);
    track.stop();
  }
}

/** Runs in Firefox: one element that shows Ben, and nothing else that shows anybody. */
async function watchAsFox(): Promise<void> {
  const { room } = window.inPage;
  for (const element of document.querySelectorAll("video, audio")) element.remove();
  const of = (identity: string) =>
    [...room.participants.values()].find((each) => each.identity === identity)!;
  const subscription = await room.watch(of("ben"));
  const element = document.createElement("video");
  element.style.cssText = "width: 640px; height: 360px";
  document.body.append(subscription.attach(element));
  const frames: ShownFrame[] = [];
  const note: VideoFrameRequestCallback = (atMs, { width, height }) => {
    // 16:9 or 12:9, in whatever size a busy machine makes it
    frames.push({ atMs, who: Math.round((9 * width) / height) });
    element.requestVideoFrameCallback(note);
  };
  element.requestVideoFrameCallback(note);
  window.watched = { subscription, frames, of };
}
