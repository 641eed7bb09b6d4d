import { describe, expect, it } from "vitest";
import type { Level } from "../../web/kernel/kernel-api.ts";
import { startKernel } from "../../web/kernel/start-kernel.ts";
import { context, kernelFailure, keysInto, linkedPair, sealOne, sid, utf8 } from "./kernel-pair.ts";

describe("sealed streams", () => {
  it("carries a message from one link to the other", async () => {
    const kernel = await startKernel();
    const { send, receive } = await linkedPair(kernel);
    const frame = await sealOne(kernel, send, "grüezi");
    expect(new TextDecoder("latin1").decode(frame)).not.toContain("ezi");
    const opened = await kernel.open(receive, frame);
    expect(opened).toEqual({ status: "message", kind: "text", bytes: utf8.encode("grüezi") });
  });

  it("is one kernel for all rooms of the page", async () => {
    const [first, second] = await Promise.all([startKernel(), startKernel()]);
    expect(second).toBe(first);
  });

  it("seals a message once for all links", async () => {
    const kernel = await startKernel();
    const { send, receive, a } = await linkedPair(kernel);
    const [seat, cy] = [`seat ${a}`, `${a} to cy`];
    await kernel.openLink(cy, seat, keysInto(kernel, "cy"));
    await kernel.openLink("cy", "cy's seat", keysInto(kernel, cy));
    await kernel.attach(send, cy);
    const receiveToo = await kernel.openReceiving({ linkId: "cy", trackSid: sid, ordered: true });
    const keys = [await kernel.offerKey(cy), await kernel.offerKey("cy")];
    await Promise.all([
      kernel.agree(cy, keys[1]!, context.slice()),
      kernel.agree("cy", keys[0]!, context.slice()),
    ]);
    const frame = await sealOne(kernel, send, "to both");
    const message = { status: "message", kind: "text", bytes: utf8.encode("to both") };
    expect(await kernel.open(receive, frame.slice())).toEqual(message);
    expect(await kernel.open(receiveToo, frame)).toEqual(message);
    await kernel.closeSeat("cy's seat");
    await kernel.closeSeat(seat);
  });

  it("opens nothing when the two sides saw different fingerprints", async () => {
    const kernel = await startKernel();
    const contexts = [utf8.encode("fingerprint 1"), utf8.encode("fingerprint 2")];
    const { send, receive } = await linkedPair(kernel, { contexts });
    const frame = await sealOne(kernel, send, "hello");
    expect(await kernel.open(receive, frame)).toMatchObject({ status: "dropped" });
  });

  it("cuts a large message into frames and puts it together again", async () => {
    const kernel = await startKernel();
    const { send, receive } = await linkedPair(kernel, { ordered: false });
    const message = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 31) & 0xff);
    const frames = await kernel.seal(send, "binary", message.slice(), 16_384);
    expect(frames.length).toBeGreaterThan(10);
    expect(Math.max(...frames.map(({ length }) => length))).toBeLessThanOrEqual(16_384);
    const answers = [];
    for (const frame of frames.toReversed()) answers.push(await kernel.open(receive, frame));
    expect(answers.pop()).toEqual({ status: "message", kind: "binary", bytes: message });
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(["fragment"]));
  });

  it("drops and counts what was changed, repeated or is no frame", async () => {
    const kernel = await startKernel();
    const { send, receive } = await linkedPair(kernel);
    const frame = await sealOne(kernel, send, "once");
    const changed = frame.with(3, frame[3]! ^ 1);
    expect(await kernel.open(receive, changed)).toEqual({ status: "dropped", reason: "forged" });
    expect(await kernel.open(receive, frame.slice())).toMatchObject({ status: "message" });
    expect(await kernel.open(receive, frame)).toEqual({ status: "dropped", reason: "replayed" });
    expect(await kernel.open(receive, new Uint8Array(5))).toEqual({ status: "dropped", reason: "malformed" });
    const huge = new Uint8Array(70_000);
    expect(await kernel.open(receive, huge)).toEqual({ status: "dropped", reason: "tooLarge" });
    expect(await kernel.counts(receive)).toEqual({
      sealedFrames: 0,
      openedFrames: 1,
      malformedFrames: 2,
      forgedFrames: 1,
      replayedFrames: 1,
    });
    expect(await kernel.counts(send)).toMatchObject({ sealedFrames: 1 });
  });

  it("keeps neighbours of a given view out of the transfer", async () => {
    const kernel = await startKernel();
    const { send, receive } = await linkedPair(kernel);
    const whole = utf8.encode("keep THIS keep");
    const [frame] = await kernel.seal(send, "text", whole.subarray(5, 9), 16_384);
    expect(whole.length).toBe(14);
    expect(await kernel.open(receive, frame!)).toMatchObject({ bytes: utf8.encode("THIS") });
  });

  it("forgets a closed stream and refuses to start its key again", async () => {
    const kernel = await startKernel();
    const { send, a } = await linkedPair(kernel);
    await kernel.closeStream(send);
    await kernel.closeStream(send);
    await expect(kernel.seal(send, "text", utf8.encode("x"), 16_384)).rejects.toEqual(
      kernelFailure(/stream/),
    );
    await expect(kernel.openSending(`seat ${a}`, sid)).rejects.toEqual(kernelFailure(/before/));
  });

  it("forgets all streams of a dropped link, and only those", async () => {
    const kernel = await startKernel();
    const { send, receive, a, b } = await linkedPair(kernel);
    const frame = await sealOne(kernel, send, "before");
    await kernel.dropLink(a);
    await kernel.dropLink(a);
    expect(await kernel.open(receive, frame)).toMatchObject({ status: "message" });
    await kernel.dropLink(b);
    await expect(kernel.counts(receive)).rejects.toEqual(kernelFailure(/stream/));
    expect(await kernel.counts(send)).toMatchObject({ sealedFrames: 1 });
  });

  it("forgets a seat", async () => {
    const kernel = await startKernel();
    const { send, a } = await linkedPair(kernel);
    await kernel.closeSeat(`seat ${a}`);
    await kernel.closeSeat(`seat ${a}`);
    await expect(kernel.counts(send)).rejects.toEqual(kernelFailure(/stream/));
    await expect(kernel.offerKey(a)).rejects.toEqual(kernelFailure(/link/));
  });

  it("refuses a 65th track of one seat, and a 256th stream", async () => {
    const kernel = await startKernel();
    const trackSid = (index: number) => `MT${index.toString(16).padStart(32, "0")}`;
    const seats = ["full 1", "full 2", "full 3", "full 4", "full 5"];
    let opened = 0;
    const refused: unknown[] = [];
    for (const seat of seats) {
      for (let index = 0; index < 65; index++) {
        await kernel.openSending(seat, trackSid(index)).then(
          () => (opened += 1),
          (error: unknown) => refused.push(error),
        );
      }
    }
    for (const seat of seats) await kernel.closeSeat(seat);
    expect(refused[0]).toEqual(kernelFailure(/64 tracks/));
    expect(refused.at(-1)).toEqual(kernelFailure(/255/));
    expect(opened).toBeGreaterThan(200);
  });

  it("refuses public keys of low order, of a wrong length, and its own", async () => {
    const kernel = await startKernel();
    await kernel.openLink("weak", "weak", new MessageChannel().port2);
    await expect(kernel.agree("weak", new Uint8Array(32), context.slice())).rejects.toEqual(
      kernelFailure(/offered/),
    );
    const own = await kernel.offerKey("weak");
    const one = new Uint8Array(32).with(0, 1);
    const order8 = Uint8Array.from(
      "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800".match(/../g)!,
      (hex) => parseInt(hex, 16),
    );
    for (const key of [new Uint8Array(32), one, order8]) {
      await expect(kernel.agree("weak", key, context.slice())).rejects.toEqual(kernelFailure(/low order/));
    }
    await expect(kernel.agree("weak", own.slice(1), context.slice())).rejects.toEqual(kernelFailure(/32/));
    await expect(kernel.agree("weak", own.slice(), context.slice())).rejects.toEqual(kernelFailure(/own/));
    await kernel.dropLink("weak");
    await expect(kernel.agree("weak", own, context.slice())).rejects.toEqual(kernelFailure(/No such link/));
  });

  it("refuses to seal on a receiving stream, and a message above 16 MiB", async () => {
    const kernel = await startKernel();
    const { send, receive } = await linkedPair(kernel);
    await expect(kernel.seal(receive, "text", utf8.encode("x"), 16_384)).rejects.toEqual(
      kernelFailure(/receive/),
    );
    const large = new Uint8Array(16 * 1024 * 1024 + 1);
    await expect(kernel.seal(send, "binary", large, 16_384)).rejects.toEqual(kernelFailure(/16 MiB/));
  });
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
