import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CallHarness } from "./harness/call-harness.ts";
import { stepMs } from "./harness/envelope.ts";
import { hearTracks } from "./harness/given-sound.ts";
import { judge, listen } from "./harness/heard-voice.ts";
import { Person } from "./harness/person.ts";

/** Ana and Ben, each in a browser of their own, in one room for all of these tests. */
describe("a call between two browsers", () => {
  let harness: CallHarness;
  let ana: Person;
  let ben: Person;

  beforeAll(async () => {
    harness = await CallHarness.start();
    ana = await Person.open(harness, "ana", { voice: "en" });
    ben = await Person.open(harness, "ben", { voice: "it" });
    for (const person of [ana, ben]) {
      await person.page.addInitScript(hearTracks);
      await person.load(harness);
    }
    expect(await ana.join("call")).toBeUndefined();
    expect(await ben.join("call")).toBeUndefined();
    await ana.saw("participantConnected", "ben");
  });
  afterAll(() => harness?.close());

  it("tells who is there, and shows moving video on both sides", async () => {
    expect((await ana.events("participantConnected")).map(({ about }) => about)).toEqual(["ben"]);
    expect((await ben.events("present")).map(({ about }) => about)).toEqual(["ana"]);
    expect(await ben.events("participantConnected")).toEqual([]);
    await Promise.all([ana.sees("ben"), ben.sees("ana")]);
    expect(await pictureMoves(ana)).toBe(true);
    expect(await pictureMoves(ben)).toBe(true);
  });

  it("has exactly one RTCPeerConnection for the pair, with media and data on it", async () => {
    for (const person of [ana, ben]) {
      const link = await person.page.evaluate(async () => {
        const reports = await window.inPage.room.getRtcStats();
        const types = [...reports.values()].flatMap((report) =>
          [...report.values()].map(({ type, kind }) => (kind === undefined ? type : `${type} ${kind}`)),
        );
        const open = window.recorded.connections.filter((pc) => pc.connectionState !== "closed");
        return { reports: reports.size, types, openConnections: open.length };
      });
      expect(link.reports).toBe(1);
      expect(link.openConnections).toBe(1);
      expect(link.types.filter((type) => type === "transport")).toHaveLength(1);
      for (const type of [
        "inbound-rtp audio",
        "inbound-rtp video",
        "outbound-rtp audio",
        "outbound-rtp video",
      ]) {
        expect(link.types).toContain(type);
      }
      expect(link.types).toContain("data-channel");
    }
  });

  it("carries the voice: what is heard follows the clip, and speaking is shown in speech and not in pauses", async () => {
    const [atAna, atBen] = await Promise.all([listen(ana, "ben"), listen(ben, "ana")]);
    for (const [voice, here, there] of [
      ["en", atAna, atBen],
      ["it", atBen, atAna],
    ] as const) {
      const { clip, correlation, speakingInSpeech, speakingInPauses, pauseSteps } = judge(voice, here, there);
      console.log(
        `${voice}: the microphone's clip ${clip.toFixed(2)}, correlation ${correlation.toFixed(2)}, ` +
          `speaking ${percent(speakingInSpeech)} of speech, ` +
          `${percent(speakingInPauses)} of ${pauseSteps * stepMs} ms of pauses`,
      );
      expect(clip).toBeGreaterThan(0.7);
      expect(correlation).toBeGreaterThan(0.7);
      expect(speakingInSpeech).toBeGreaterThan(0.9);
      expect(pauseSteps).toBeGreaterThan(5);
      expect(speakingInPauses).toBeLessThan(0.1);
    }
  });

  it("delivers chat in order, both ways at once", async () => {
    const numbers = Array.from({ length: 50 }, (_, index) => index);
    await Promise.all(
      [ana, ben].map((person) =>
        person.page.evaluate(
          async ([who, texts]) => {
            await Promise.all(texts.map((index) => window.inPage.chat.send(`${who} ${index}`)));
          },
          [person.identity, numbers] as const,
        ),
      ),
    );
    for (const [receiver, sender] of [
      [ana, "ben"],
      [ben, "ana"],
    ] as const) {
      await receiver.page.waitForFunction(() => window.inPage.messages.length >= 50);
      expect(await receiver.page.evaluate(() => window.inPage.messages)).toEqual(
        numbers.map((index) => `${sender} ${index}`),
      );
    }
  });

  it("lets nothing of a data track's text be seen in what goes to RTCDataChannel.send", async () => {
    const secret = `the vault opens at ${Date.now()}`;
    const long = `${secret} `.repeat(3_000); // several frames
    const before = await ana.page.evaluate(() => window.recorded.sent.length);
    await ana.page.evaluate(
      async ([short, large]) => {
        await window.inPage.chat.send(short);
        await window.inPage.chat.send(large);
      },
      [secret, long] as const,
    );
    await ben.page.waitForFunction((text) => window.inPage.messages.includes(text), long);
    expect(await ana.page.evaluate(() => window.recorded.kernelWatched)).toBe(true);
    // what the kernel worker sends is told to the page a moment later
    await ana.page.waitForFunction(
      ([from, bytes]) =>
        window.recorded.sent
          .slice(from)
          .filter(({ label }) => label !== "control")
          .reduce((sum, { bytes: { length } }) => sum + length, 0) > bytes,
      [before, long.length] as const,
    );
    const sent = await ana.page.evaluate(
      ([from, text]) => {
        const wire = window.recorded.sent.slice(from);
        const find = (bytes: Uint8Array): boolean => new TextDecoder("latin1").decode(bytes).includes(text);
        return {
          dataBytes: wire
            .filter(({ label }) => label !== "control")
            .reduce((sum, { bytes }) => sum + bytes.length, 0),
          largestFrameBytes: Math.max(...wire.map(({ bytes }) => bytes.length)),
          leaks: wire.filter(({ bytes }) => find(bytes)).length,
        };
      },
      [before, "vault"] as const,
    );
    expect(sent.leaks).toBe(0);
    expect(sent.dataBytes).toBeGreaterThan(long.length);
    // docs/frame-format.md section 2; both browsers carry it
    expect(sent.largestFrameBytes).toBeLessThanOrEqual(65_569);
  });

  it("shows mute and camera-off on the other side, without negotiation and without the server", async () => {
    const before = await traffic(ana, ben);
    await ana.page.evaluate(() => {
      window.inPage.microphone.disable();
      window.inPage.camera.disable();
    });
    await ben.saw("trackDisabled", "ana microphone");
    await ben.saw("trackDisabled", "ana camera");
    await ana.page.evaluate(() => {
      window.inPage.microphone.enable();
      window.inPage.camera.enable();
    });
    await ben.saw("trackEnabled", "ana microphone");
    await ben.saw("trackEnabled", "ana camera");
    expect(await traffic(ana, ben)).toEqual(before);
  });

  it("sends a picture no larger than the tile that shows it, and none while nobody sees it", async () => {
    const showAs = (style: string): Promise<void> =>
      ben.page.evaluate((css) => document.querySelector("#video-camera")?.setAttribute("style", css), style);
    const pictureIs = (widthPx: { min: number; max: number }) =>
      ben.page.waitForFunction(({ min, max }) => {
        const video = document.querySelector<HTMLVideoElement>("#video-camera");
        return video !== null && video.videoWidth >= min && video.videoWidth <= max;
      }, widthPx);
    const sending = (wanted: boolean) =>
      expect
        .poll(() =>
          ana.page.evaluate(async () => {
            const reports = [...(await window.inPage.room.getRtcStats()).values()];
            const video = reports
              .flatMap((report) => [...report.values()])
              .find(({ type, kind }) => type === "outbound-rtp" && kind === "video");
            return video?.active;
          }),
        )
        .toBe(wanted);
    // The camera has 640; a busy machine may cost the browser a step of that.
    const large = { min: 320, max: 640 };

    await pictureIs(large);
    await showAs("width: 160px");
    await pictureIs({ min: 1, max: 160 });
    await showAs("width: 640px");
    await pictureIs(large);

    await showAs("display: none");
    await sending(false);
    await showAs("width: 640px");
    await sending(true);
    const { framesDecoded = 0 } = await ben.inbound("video");
    await expect
      .poll(async () => (await ben.inbound("video"))["framesDecoded"])
      .toBeGreaterThan(framesDecoded + 10);
    await pictureIs(large);
  });

  it("starts and stops a screen share on the same connection, again and again", async () => {
    const connections = await ben.page.evaluate(() => window.recorded.connections.length);
    const { socketFrames } = await traffic(ana, ben);
    for (const round of [1, 2, 3]) {
      await ana.page.evaluate(async () => {
        await window.inPage.room.localParticipant.publishTracks(await window.sdk.createScreenTracks());
      });
      await ben.saw("trackSubscribed", "ana screen", round);
      await ben.page.waitForFunction(() => {
        const video = document.querySelector<HTMLVideoElement>("#video-screen");
        return video !== null && video.videoWidth > 0 && video.getVideoPlaybackQuality().totalVideoFrames > 5;
      });
      await ana.page.evaluate(() => {
        for (const { track } of window.inPage.room.localParticipant.tracks.values()) {
          if (track.kind === "data" || !track.name.startsWith("screen")) continue;
          window.inPage.room.localParticipant.unpublishTrack(track);
          track.stop();
        }
      });
      await ben.saw("trackUnpublished", "ana screen", round);
    }
    expect(await ben.page.evaluate(() => window.recorded.connections.length)).toBe(connections);
    expect((await traffic(ana, ben)).socketFrames).toBe(socketFrames);
    await ben.sees("ana"); // the camera went on
    const sections = await ana.page.evaluate(
      () =>
        window.recorded.connections.find((pc) => pc.connectionState === "connected")?.getTransceivers()
          .length,
    );
    expect(sections).toBe(4); // microphone, camera, screen, its sound: used again each time
  });

  it("refuses a third person with 53105", async () => {
    const third = await Person.open(harness, "cem");
    expect(await third.join("call")).toBe(53105);
    await third.page.close();
  });

  it("ends with one participantDisconnected when somebody leaves", async () => {
    await ben.page.evaluate(() => void window.inPage.room.disconnect());
    await ana.saw("participantDisconnected", "ben");
    expect((await ben.events("disconnected")).map(({ about }) => about)).toEqual([""]);
    expect(
      (await ana.events("trackUnsubscribed")).filter(({ about }) => about === "ben camera"),
    ).toHaveLength(1);
    expect(await ana.events("participantDisconnected")).toHaveLength(1);
  });
});

async function pictureMoves(person: Person): Promise<boolean> {
  return person.page.evaluate(async () => {
    const video = document.querySelector<HTMLVideoElement>("#video-camera");
    if (video === null) return false;
    const canvas = new OffscreenCanvas(64, 36);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const look = (): string => {
      context?.drawImage(video, 0, 0, 64, 36);
      return context?.getImageData(0, 0, 64, 36).data.join() ?? "";
    };
    const first = look();
    for (let frame = 0; frame < 60; frame++) {
      await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
      if (look() !== first) return true;
    }
    return false;
  });
}

function percent(value: number): string {
  return `${Math.round(value * 100)} %`;
}

/** What negotiation and signaling have cost so far, on both sides together. */
async function traffic(...people: Person[]): Promise<{ localDescriptions: number; socketFrames: number }> {
  const each = await Promise.all(
    people.map((person) =>
      person.page.evaluate(() => ({
        localDescriptions: window.recorded.localDescriptions,
        socketFrames: window.recorded.socketFrames,
      })),
    ),
  );
  return {
    localDescriptions: each.reduce((sum, { localDescriptions }) => sum + localDescriptions, 0),
    socketFrames: each.reduce((sum, { socketFrames }) => sum + socketFrames, 0),
  };
}
