import { describe, expect, it } from "vitest";
import type { Level } from "../../web/kernel/kernel-api.ts";
import { startKernel } from "../../web/kernel/start-kernel.ts";
import { kernelFailure } from "./kernel-failure.ts";

it("is one kernel for all rooms of the page", async () => {
  const [first, second] = await Promise.all([startKernel(), startKernel()]);
  expect(second).toBe(first);
});

describe("listening", () => {
  /** 440 Hz with a syllable's rise and fall, after half a second of silence; 44.1 kHz is resampled. */
  it.each([48_000, 44_100])("reports level and voice of a microphone at %i Hz", async (rateHz) => {
    const kernel = await startKernel();
    const samples = new MessageChannel();
    const report = new MessageChannel();
    const handle = await kernel.listen(samples.port2, report.port2, rateHz);
    const levels: Level[] = [];
    const spoke = new Promise<void>((resolve) => {
      report.port1.addEventListener("message", ({ data }: MessageEvent<Level>) => {
        levels.push(data);
        if (data.voice) resolve();
      });
      report.port1.start();
    });
    for (let start = 0; start < rateHz; start += 441) {
      const block = Float32Array.from({ length: 441 }, (_, index) => {
        const seconds = (start + index) / rateHz;
        return seconds < 0.5 ? 0 : 0.2 * Math.sin(2 * Math.PI * 440 * seconds);
      });
      samples.port1.postMessage(block, [block.buffer]);
    }
    await spoke;
    expect(levels[0]).toEqual({ levelDbov: -127, voice: false });
    expect(levels.at(-1)!.levelDbov).toBeGreaterThan(-22);
    await kernel.stopListening(handle);
    await kernel.stopListening(handle);
    samples.port1.close();
    report.port1.close();
  });

  it("measures a ninth microphone only after one of eight has closed", async () => {
    const kernel = await startKernel();
    const channels = Array.from({ length: 8 }, () => ({
      samples: new MessageChannel(),
      report: new MessageChannel(),
    }));
    const handles = [];
    for (const { samples, report } of channels) {
      handles.push(await kernel.listen(samples.port2, report.port2, 48_000));
    }
    const listen = () => kernel.listen(new MessageChannel().port2, new MessageChannel().port2, 48_000);
    await expect(listen()).rejects.toEqual(kernelFailure(/microphones/));
    await kernel.stopListening(handles.pop()!);
    handles.push(await listen());
    await Promise.all(handles.map((handle) => kernel.stopListening(handle)));
  });
});

describe("layers", () => {
  it("chooses one for each request, in order", async () => {
    const kernel = await startKernel();
    const camera = {
      sourceWidthPx: 1280,
      sourceHeightPx: 720,
      sourceFramesPerSecond: 30,
      tileWidthPx: 640,
      tileHeightPx: 360,
      availableBps: 0,
      roundTripMs: 0,
      fractionLost: 0,
      detail: false,
    };
    const [shown, hidden] = await kernel.chooseLayers([camera, { ...camera, tileWidthPx: 0 }]);
    expect(shown).toMatchObject({ active: true, scaleResolutionDownBy: 2, maxFramerate: 30 });
    expect(hidden).toMatchObject({ active: false });
  });
});
