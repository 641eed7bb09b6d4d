import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CallHarness } from "./harness/call-harness.ts";
import { alignTo, envelopeOf, pearson, stepMs } from "./harness/envelope.ts";
import { Person } from "./harness/person.ts";
import { speechFile, type Voice } from "./harness/speech.ts";

/** Ana and Ben, each in a browser of their own, in one room for all of these tests. */
describe("a call between two browsers", () => {
  let harness: CallHarness;
  let ana: Person;
  let ben: Person;

  beforeAll(async () => {
    harness = await CallHarness.start();
    ana = await Person.open(harness, "ana", { voice: "en" });
    ben = await Person.open(harness, "ben", { voice: "it" });
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
    const [atBen, atAna] = await Promise.all([listen(ben, "ana"), listen(ana, "ben")]);
    for (const [voice, heard] of [
      ["en", atBen],
      ["it", atAna],
    ] as const) {
      const { correlation, speakingInSpeech, speakingInPauses, pauseSteps } = judge(voice, heard);
      console.log(
        `${voice}: correlation ${correlation.toFixed(2)}, speaking ${percent(speakingInSpeech)} of speech, ` +
          `${percent(speakingInPauses)} of ${pauseSteps * stepMs} ms of pauses`,
      );
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

interface Heard {
  level: number;
  /** Undefined where a busy machine let a step go by unseen. */
  speaking: boolean | undefined;
}

/** The received loudness (dB, NaN: not seen) and the speaking flag of `identity`, for each step of two clips. */
async function listen(person: Person, identity: string): Promise<Heard[]> {
  const steps = 680; // two rounds of the clip, and so two of its long pauses
  const seen = await person.page.evaluate(
    async ([who, count, step]) => {
      const { room } = window.inPage;
      const speaker = [...room.participants.values()].find((participant) => participant.identity === who);
      if (speaker === undefined) throw new Error(`${who} is not in the room`);
      const heard: { atStep: number; level: number; speaking: boolean }[] = [];
      const startMs = performance.now();
      for (let atStep = 0; atStep < count;) {
        await new Promise((resolve) => setTimeout(resolve, startMs + atStep * step - performance.now()));
        let level = -100;
        for (const report of (await room.getRtcStats()).values()) {
          for (const entry of report.values()) {
            if (entry.type === "inbound-rtp" && entry.kind === "audio") {
              level = Math.max(-100, 20 * Math.log10(entry.audioLevel + 1e-5));
            }
          }
        }
        heard.push({ atStep, level, speaking: speaker.audioLevel.current.speaking });
        atStep = Math.max(atStep + 1, Math.round((performance.now() - startMs) / step));
      }
      return heard;
    },
    [identity, steps, stepMs] as const,
  );
  const heard: Heard[] = Array.from({ length: steps }, () => ({ level: NaN, speaking: undefined }));
  for (const { atStep, level, speaking } of seen) heard[atStep] = { level, speaking };
  return heard;
}

/**
 * Speech: loud now and just before. Pause: quiet for longer than the voice decision hangs over (400 ms) and a
 * report takes (100 ms), and quiet for a while yet: the flag comes straight, the sound through a jitter buffer.
 */
const loudDb = -40;
const quietDb = -55;
const hangoverSteps = 500 / stepMs;
const jitterSteps = 200 / stepMs;

/** A part of a round, which follows the clip by itself: 4 s in which a stall of the machine may be. */
const partSteps = 85;
/** As far as a part may have drifted from its round: 500 ms. */
const driftSteps = 10;

/** Aligns each round of the clip by itself: the browser's loop and its statistics drift by some ms a second. */
function judge(voice: Voice, heard: readonly Heard[]) {
  const clip = envelopeOf(speechFile(voice)).map((level) => Math.max(level, -70));
  const rounds = [heard.slice(0, heard.length / 2), heard.slice(heard.length / 2)].map((half) =>
    judgeRound(clip, half),
  );
  const pauses = rounds.flatMap(({ pauses: each }) => each);
  return {
    correlation: median(rounds.flatMap(({ correlations }) => correlations)),
    speakingInSpeech: share(rounds.flatMap(({ speech }) => speech)),
    speakingInPauses: share(pauses),
    pauseSteps: pauses.length,
  };
}

function judgeRound(clip: readonly number[], heard: readonly Heard[]) {
  const levels = heard.map(({ level }) => Math.max(level, -70));
  const { shiftSteps } = alignTo(clip, levels);
  const at = (index: number): number => clip[(index + shiftSteps + clip.length) % clip.length] ?? -70;
  const correlations: number[] = [];
  for (let from = 0; from < levels.length; from += partSteps) {
    const part = levels.slice(from, from + partSteps);
    const drifted = Array.from({ length: 2 * driftSteps + 1 }, (_, step) =>
      pearson(
        part.map((_level, index) => at(from + index + step - driftSteps)),
        part,
      ),
    );
    correlations.push(Math.max(...drifted));
  }
  const speech: boolean[] = [];
  const pauses: boolean[] = [];
  for (const [index, { speaking }] of heard.entries()) {
    if (speaking === undefined) continue;
    const around = (from: number, to: number): number[] =>
      Array.from({ length: to - from + 1 }, (_, step) => at(index + from + step));
    if (around(-5, 0).every((level) => level > loudDb)) speech.push(speaking);
    if (around(-hangoverSteps, jitterSteps).every((level) => level < quietDb)) pauses.push(speaking);
  }
  return { correlations, speech, pauses };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return ((sorted[(sorted.length - 1) >> 1] ?? NaN) + (sorted[sorted.length >> 1] ?? NaN)) / 2;
}

function share(flags: readonly boolean[]): number {
  return flags.length === 0 ? 0 : flags.filter(Boolean).length / flags.length;
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
