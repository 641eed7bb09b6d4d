import { readFileSync } from "node:fs";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inRepository } from "../../scripts/repository.ts";
import { CallHarness } from "./harness/call-harness.ts";
import { clap, clapping, isNearClap } from "./harness/clapping.ts";
import { alignTo, envelopeOf, pearson, stepMs } from "./harness/envelope.ts";
import { floored, hearTracks, levelsOf, type Given } from "./harness/given-sound.ts";
import { Person } from "./harness/person.ts";
import { speechFile } from "./harness/speech.ts";

type Recording = typeof import("../../web/recording.ts");

declare global {
  interface Window {
    recordingEntry: Recording;
    recording: ReturnType<Recording["recordingOf"]>;
    /** Of the room. */
    recordingEvents: string[];
    mediabunny: typeof import("mediabunny");
    savedFolder: FileSystemDirectoryHandle;
  }
}

/**
 * How much is recorded. Encoders and devices know no clock that could be moved: a minute of it takes a minute.
 * `RECORDING_MINUTES=10` records ten.
 */
const minutes = Number(process.env["RECORDING_MINUTES"] ?? 0.75);
const recordedMs = minutes * 60_000;
/** Everything that is made of it takes as long as it does. */
const patienceMs = 120_000 + recordedMs * 6;

/** Two seconds of what a tab had recorded may be lost with it. */
const mostLostMs = 2_000;
const mostApartMs = 40;
/** Of its clip the microphone has to give so much without a break: three quarters of a round. */
const clipMs = 12_000;
/** A round of it. */
const mostClipMs = 16_000;

describe("a recording", { timeout: patienceMs }, () => {
  let harness: CallHarness;
  let ana: Person;
  let ben: Person;
  let killedAtMs = 0;
  let given: Given;

  beforeAll(async () => {
    harness = await CallHarness.start();
    ana = await Person.open(harness, "ana", { voice: "en" });
    ben = await Person.open(harness, "ben", { voice: "fr" });
    for (const { page } of [ana, ben]) await prepare(page);
    for (const person of [ana, ben]) await person.load(harness);
  }, 120_000);
  afterAll(() => harness?.close());

  async function joinWith(person: Person, room = "board"): Promise<void> {
    const { page } = person;
    expect(await person.join(room)).toBeUndefined();
    await page.evaluate("import('/recording.js').then((entry) => { window.recordingEntry = entry; })");
    await page.evaluate(() => {
      const { room } = window.inPage;
      window.recordingEvents = [];
      for (const name of ["recordingStarted", "recordingStopped"] as const)
        room.on(name, () => void window.recordingEvents.push(name));
      window.recording = window.recordingEntry.recordingOf(room);
    });
  }

  it("is told of, and holds nobody who has not agreed", async () => {
    await joinWith(ana);
    await joinWith(ben);
    await ana.sees("ben");
    await ana.page.mouse.click(5, 5); // the page may play and record now
    await ana.page.evaluate(() => window.recording.start());
    await ben.page.waitForFunction(() => window.recordingEvents.includes("recordingStarted"));
    expect(await ben.page.evaluate(() => window.inPage.room.isRecording)).toBe(true);
    expect(await ana.page.evaluate(() => window.inPage.room.isRecording)).toBe(true);
    await ben.page.waitForFunction(() => window.recording.others[0]?.answer === "open");
    expect(await answers()).toEqual(["asked"]);
    await ben.page.evaluate(() => window.recording.answer(window.recording.others[0]!.id, true));
    await ana.page.waitForFunction(() => window.recording.recorded?.people[0]?.answer === "agreed");
  });

  it("loses no more than two seconds to a tab that is killed", async () => {
    await ana.page.waitForFunction(
      ([wantedMs, wantedClipMs]) => {
        const { fromMs, toMs, offsetMs } = window.given.unbroken;
        const sinceMs = window.recording.recorded?.sinceMs ?? Infinity;
        const clipFromMs = Math.max(fromMs + offsetMs, sinceMs);
        return Date.now() - sinceMs > wantedMs && toMs + offsetMs - clipFromMs > wantedClipMs;
      },
      [recordedMs, clipMs] as const,
      { timeout: patienceMs, polling: 250 },
    );
    const { page } = ana;
    const debugging = await page.context().newCDPSession(page);
    const crashed = page.waitForEvent("crash");
    [killedAtMs, given] = await page.evaluate(() => [Date.now(), window.given] as const);
    debugging.send("Page.crash").catch(() => undefined); // the page is gone, and cannot say so
    await crashed;

    const again = await page.context().newPage();
    await prepare(again);
    Object.assign(ana, { page: again });
    await ana.load(harness);
    await again.evaluate("import('/recording.js').then((entry) => { window.recordingEntry = entry; })");
    const found = await again.evaluate(async () => {
      const all = await window.recordingEntry.unsavedRecordings();
      return all.map(({ role, room, wasCutOff }) => ({ role, room, wasCutOff }));
    });
    expect(found).toEqual([{ role: "recorder", room: "board", wasCutOff: true }]);
  });

  it("collects what others have of themselves when its recorder is back", async () => {
    await joinWith(ana);
    await ben.page.waitForFunction(() => window.recordingEvents.includes("recordingStopped"), undefined, {
      timeout: 60_000,
    });
    await expect
      .poll(
        () =>
          ana.page.evaluate(
            async () => (await window.recordingEntry.unsavedRecordings())[0]?.sheet.collected.length,
          ),
        {
          timeout: 120_000,
        },
      )
      .toBe(1);
    // what is given is removed where it came from
    await expect
      .poll(() => ben.page.evaluate(async () => (await window.recordingEntry.unsavedRecordings()).length), {
        timeout: 30_000,
      })
      .toBe(0);
  });

  it("is saved as one folder, whose files and manifest fit together", async () => {
    const manifest = await ana.page.evaluate(async () => {
      const root = await navigator.storage.getDirectory();
      window.savedFolder = await root.getDirectoryHandle("saved by the test", { create: true });
      const [kept] = await window.recordingEntry.unsavedRecordings();
      return kept?.save({ folder: window.savedFolder });
    });
    const startedAtMs = Date.parse(manifest!.startedAt);
    const mix = manifest!.mix!;
    const own = manifest!.participants[0]!.files[0]!;
    const theirs = manifest!.participants[1]!.files[0]!;
    const lostMs = [mix, own].map(
      ({ startMs, durationMs }) => killedAtMs - startedAtMs - startMs - durationMs,
    );
    console.info(
      `recorded ${recordedMs / 1_000} s; lost ms: ${lostMs.map(Math.round).join()}; clock ±${theirs.uncertaintyMs} ms`,
    );
    for (const lost of lostMs) expect(lost).toBeLessThan(mostLostMs);
    expect(theirs.uncertaintyMs).toBeLessThan(mostApartMs);
    expect(manifest!.composed?.file).toBe("composed.webm");
    expect(manifest!.wasCutOff).toBe(true);

    const composed = await look(ana, "composed.webm");
    expect(composed.plays).toBe(true);
    const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
    const [left, right] = [composed.left, composed.right].map((lit) =>
      median(distances(lit, composed.sound)),
    ) as [number, number];
    // by the sound that both have: where a busy machine has left out a light, the other has none to be compared with
    const apart = { left, right, both: left - right };
    console.info("apart, ms", apart, composed.left, composed.right, composed.sound);
    for (const ms of Object.values(apart)) expect(Math.abs(ms)).toBeLessThanOrEqual(mostApartMs);

    // what the microphone gave is in the file, when it was given: whatever the machine made of the clip before
    const ownStartMs = startedAtMs + own.startMs;
    const { levels } = await look(ana, own.file, { pictures: false });
    const heard = levels.map(floored);
    const kept = Math.max(
      ...shiftsMs.map((shiftMs) => pearson(levelsOf(given, ownStartMs + shiftMs, heard.length), heard)),
    );
    // and it is speech: that of the clip, and nobody else's
    const { fromMs, toMs, offsetMs } = given.unbroken;
    const clipFromMs = Math.max(ownStartMs, fromMs + offsetMs);
    const clipToMs = Math.min(toMs + offsetMs, clipFromMs + mostClipMs, killedAtMs - mostLostMs);
    const spoken = await look(ana, own.file, {
      pictures: false,
      fromSeconds: (clipFromMs - ownStartMs) / 1_000,
      toSeconds: (clipToMs - ownStartMs) / 1_000,
    });
    const speech = spoken.levels.map((level, index) =>
      isNearClap(clipFromMs + index * stepMs) ? NaN : floored(level),
    );
    const [clip, foreign] = [speechFile("en"), speechFile("fr")].map(
      (file) => alignTo(envelopeOf(file).map(floored), speech).correlation,
    );
    console.info(
      `kept ${kept.toFixed(2)} in ${given.stretches.length} stretches; against its clip ${clip?.toFixed(2)}, against another's ${foreign?.toFixed(2)}`,
    );
    expect(kept).toBeGreaterThan(0.85);
    expect(clip).toBeGreaterThan(0.7);
    expect(foreign).toBeLessThan(0.4);
  });

  it("ends with a full disk, and keeps what was good; the call goes on", async () => {
    const cem = await Person.open(harness, "cem", { voice: "en" });
    await cem.page.addInitScript(fillDisk, 400_000);
    await cem.load(harness);
    await joinWith(cem, "another board");
    const { page } = cem;
    await page.mouse.click(5, 5);
    await page.evaluate(() => window.recording.start({ asks: false, collects: false }));
    await page.waitForFunction(() => window.recording.state.is === "done", undefined, { timeout: 120_000 });
    const { failure, durationMs, room } = await page.evaluate(async () => {
      const { state } = window.recording;
      if (state.is !== "done") throw new Error(state.is);
      const folder = await (
        await navigator.storage.getDirectory()
      ).getDirectoryHandle("saved", { create: true });
      const manifest = await state.kept.save({ folder });
      return { failure: state.failure, durationMs: manifest?.durationMs, room: window.inPage.room.state };
    });
    expect(failure).toBe("disk-full");
    expect(durationMs).toBeGreaterThan(500);
    expect(room).toBe("connected");
  });

  const answers = () =>
    ana.page.evaluate(() => window.recording.recorded?.people.map(({ answer }) => answer));
});

/** What the way from the microphone takes, and the page's clock differs. */
const shiftsMs = Array.from({ length: 61 }, (_, index) => (index - 30) * 10);

/** Those that belong together, in ms. */
function distances(one: readonly number[], other: readonly number[]): number[] {
  return one.flatMap((at) =>
    other.filter((each) => Math.abs(each - at) < 1).map((each) => (each - at) * 1_000),
  );
}

async function prepare(page: Page): Promise<void> {
  await page.addInitScript(hearTracks);
  await page.addInitScript(clap, clapping);
}

/** Runs in a page first: its disk takes so many bytes of recordings, and then no more. */
function fillDisk(bytes: number): void {
  const PlainWorker = Worker;
  const fill = (left: number): void => {
    const disk: { write(data: ArrayBufferView): number } = Reflect.get(
      globalThis,
      "FileSystemSyncAccessHandle",
    ).prototype;
    const { write } = disk;
    disk.write = function (data, ...rest) {
      left -= data.byteLength;
      if (left < 0) throw new DOMException("no place", "QuotaExceededError");
      return Reflect.apply(write, this, [data, ...rest]);
    };
  };
  window.Worker = class extends PlainWorker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(options?.name === "meshcall-recording" ? filled(String(url)) : url, options);
    }
  };
  const filled = (url: string): string => {
    const request = new XMLHttpRequest();
    request.open("GET", url, false);
    request.send();
    return URL.createObjectURL(
      new Blob([`(${fill.toString()})(${bytes});`, request.responseText], { type: "text/javascript" }),
    );
  };
}

const bunny = readFileSync(inRepository("node_modules/mediabunny/dist/bundles/mediabunny.min.mjs"), "utf8");

/** What a saved file shows and plays: when each half lights up, when it beeps, how loud it is. */
async function look(
  { page }: Person,
  file: string,
  { pictures = true, fromSeconds = 0, toSeconds = 40 } = {},
) {
  // as text: the test runner would rewrite an import in a function
  const script = `new Blob([${JSON.stringify(bunny)}], { type: "text/javascript" })`;
  await page.evaluate(
    `import(URL.createObjectURL(${script})).then((entry) => { window.mediabunny = entry; })`,
  );
  return page.evaluate(
    async ({ name, levelMs, pictures, fromSeconds, toSeconds }) => {
      const { Input, BlobSource, WEBM, VideoSampleSink, AudioBufferSink } = window.mediabunny;
      const blob = await (await window.savedFolder.getFileHandle(name)).getFile();
      const player = Object.assign(document.createElement("video"), {
        muted: true,
        src: URL.createObjectURL(blob),
      });
      const plays = await player.play().then(
        () => true,
        () => false,
      );
      player.pause();
      const input = new Input({ formats: [WEBM], source: new BlobSource(blob) });
      const video = (await input.getPrimaryVideoTrack())!;
      const audio = (await input.getPrimaryAudioTrack())!;
      const drawing = new OffscreenCanvas(32, 18).getContext("2d", { willReadFrequently: true })!;
      const [left, right]: [number[], number[]] = [[], []];
      const wasLit = [true, true];
      for await (const sample of new VideoSampleSink(video).samples(0, pictures ? 40 : 0)) {
        sample.draw(drawing, 0, 0, 32, 18);
        for (const [index, [x, marks]] of (
          [
            [8, left],
            [24, right],
          ] as const
        ).entries()) {
          const lit = drawing.getImageData(x, 9, 1, 1).data[0]! > 140;
          if (lit && !wasLit[index]) marks.push(sample.timestamp);
          wasLit[index] = lit;
        }
        sample.close();
      }
      const samples: number[] = [];
      let rate = 48_000;
      for await (const { buffer, timestamp } of new AudioBufferSink(audio).buffers(fromSeconds, toSeconds)) {
        rate = buffer.sampleRate;
        const at = Math.round((timestamp - fromSeconds) * rate);
        while (samples.length < at) samples.push(0);
        samples.push(...buffer.getChannelData(0).subarray(Math.max(0, -at)));
      }
      // the beep alone, by Goertzel at 3 kHz over 5 ms
      const sound: number[] = [];
      const block = rate / 200;
      const turn = 2 * Math.cos((2 * Math.PI * 3_000) / rate);
      let quiet = 0;
      for (let at = 0; at + block <= samples.length; at += block) {
        let [one, two] = [0, 0];
        for (let index = 0; index < block; index++)
          [one, two] = [samples[at + index]! + turn * one - two, one];
        const power = (one * one + two * two - turn * one * two) / (block / 2) ** 2;
        if (power > 0.02) {
          if (quiet > 200) sound.push(at / rate);
          quiet = 0;
        } else quiet++;
      }
      const levels: number[] = [];
      const step = (rate * levelMs) / 1_000;
      for (let at = 0; at + step <= samples.length; at += step) {
        let sum = 0;
        for (let index = 0; index < step; index++) sum += samples[at + index]! ** 2;
        levels.push(Math.max(-100, 10 * Math.log10(sum / step + 1e-10)));
      }
      return { plays, left, right, sound, levels, seconds: await input.computeDuration() };
    },
    { name: file, levelMs: stepMs, pictures, fromSeconds, toSeconds },
  );
}
