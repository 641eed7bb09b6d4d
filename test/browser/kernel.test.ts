import { afterEach, describe, expect, it } from "vitest";
import type { KernelApi, Level } from "../../web/kernel/kernel-api.ts";
// The script has no export of its own: Vite makes the address.
// oxlint-disable-next-line import/default
import workerUrl from "../../web/kernel/kernel-worker.ts?worker&url";
import { startKernel } from "../../web/kernel/start-kernel.ts";

const sid = "MT00000000000000000000000000000001";
const utf8 = new TextEncoder();
const context = utf8.encode("room, both peers, both fingerprints");

/** Two ends of a link, as two pages would be; both live in the page's one kernel. */
async function linkedPair(
  kernel: KernelApi,
  { ordered = true, name = crypto.randomUUID() as string } = {},
): Promise<{ send: number; receive: number; a: string; b: string }> {
  const [a, b] = [`${name}-a`, `${name}-b`];
  const [keyA, keyB] = [await kernel.offerKey(a), await kernel.offerKey(b)];
  await Promise.all([kernel.agree(a, keyB, context.slice()), kernel.agree(b, keyA, context.slice())]);
  const request = { trackSid: sid, ordered };
  const send = await kernel.openStream({ ...request, linkId: a, direction: "send" });
  const receive = await kernel.openStream({ ...request, linkId: b, direction: "receive" });
  return { send, receive, a, b };
}

async function sealOne(kernel: KernelApi, stream: number, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const [frame, ...more] = await kernel.seal(stream, "text", utf8.encode(text), 16_384);
  expect(more).toEqual([]);
  return frame!;
}

const kernelFailure = (message: RegExp) =>
  expect.objectContaining({ name: "KernelError", message: expect.stringMatching(message) });

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

  it("gives each direction and each track its own key", async () => {
    const kernel = await startKernel();
    const { a, b, send } = await linkedPair(kernel);
    const reversed = await kernel.openStream({
      linkId: a,
      trackSid: sid,
      direction: "receive",
      ordered: true,
    });
    const other = await kernel.openStream({
      linkId: b,
      trackSid: "MT2",
      direction: "receive",
      ordered: true,
    });
    const frame = await sealOne(kernel, send, "to b only");
    const forged = { status: "dropped", reason: "forged" };
    expect(await kernel.open(reversed, frame.slice())).toEqual(forged);
    expect(await kernel.open(other, frame)).toEqual(forged);
  });

  it("opens nothing when the two sides saw different fingerprints", async () => {
    const kernel = await startKernel();
    const [keyA, keyB] = [await kernel.offerKey("mitm-a"), await kernel.offerKey("mitm-b")];
    await kernel.agree("mitm-a", keyB, utf8.encode("fingerprint 1"));
    await kernel.agree("mitm-b", keyA, utf8.encode("fingerprint 2"));
    const request = { trackSid: sid, ordered: true } as const;
    const send = await kernel.openStream({ ...request, linkId: "mitm-a", direction: "send" });
    const receive = await kernel.openStream({ ...request, linkId: "mitm-b", direction: "receive" });
    const frame = await sealOne(kernel, send, "hello");
    expect(await kernel.open(receive, frame)).toEqual({ status: "dropped", reason: "forged" });
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
    const again = kernel.openStream({ linkId: a, trackSid: sid, direction: "send", ordered: true });
    await expect(again).rejects.toEqual(kernelFailure(/before/));
  });

  it("forgets all streams of a dropped link, and only those", async () => {
    const kernel = await startKernel();
    const { send, receive, a } = await linkedPair(kernel);
    const frame = await sealOne(kernel, send, "before");
    await kernel.dropLink(a);
    await kernel.dropLink(a);
    await expect(kernel.counts(send)).rejects.toEqual(kernelFailure(/stream/));
    expect(await kernel.open(receive, frame)).toMatchObject({ status: "message" });
  });

  it("refuses a 257th stream", async () => {
    const kernel = await startKernel();
    const [keyA] = [await kernel.offerKey("full-a")];
    const keyB = await kernel.offerKey("full-b");
    await kernel.agree("full-a", keyB, context.slice());
    await kernel.agree("full-b", keyA, context.slice());
    const open = async (index: number) =>
      kernel.openStream({ linkId: "full-a", trackSid: `MT${index}`, direction: "send", ordered: true });
    let refused: unknown;
    let opened = 0;
    while (refused === undefined && opened <= 256) {
      await open(opened).then(
        () => (opened += 1),
        (error: unknown) => (refused = error),
      );
    }
    await kernel.dropLink("full-a");
    expect(refused).toEqual(kernelFailure(/256/));
    expect(opened).toBeGreaterThan(200);
  });

  it("refuses public keys of low order, of a wrong length, and its own", async () => {
    const kernel = await startKernel();
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
    const early = kernel.openStream({ linkId: "weak", trackSid: sid, direction: "send", ordered: true });
    await expect(early).rejects.toEqual(kernelFailure(/no secret/));
    await expect(kernel.agree("unknown", new Uint8Array(32), context.slice())).rejects.toEqual(
      kernelFailure(/offered/),
    );
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

describe("a kernel that fails", () => {
  const RealWorker = globalThis.Worker;

  afterEach(() => {
    globalThis.Worker = RealWorker;
  });

  /** Keeps hold of the workers that are started, to make one fail. */
  function watchWorkers(): Worker[] {
    const started: Worker[] = [];
    globalThis.Worker = class extends RealWorker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        started.push(this);
      }
    };
    return started;
  }

  /** No message of comlink's: its listener throws, and nothing catches it. */
  const poison = { id: "1", type: "APPLY", path: [], argumentList: 5 };

  async function crash(worker: Worker): Promise<void> {
    const failed = new Promise((resolve) => worker.addEventListener("error", resolve, { once: true }));
    worker.postMessage(poison);
    await failed;
  }

  /** `startKernel` of a page of its own, whose kernel may fail without harm to the tests above. */
  async function unsharedStart(): Promise<typeof startKernel> {
    // Vite serves the module anew for each query.
    const url = `../../web/kernel/start-kernel.ts?page=${crypto.randomUUID()}`;
    const module: { startKernel: typeof startKernel } = await import(/* @vite-ignore */ url);
    return module.startKernel;
  }

  const scriptUrl = (script: string) => URL.createObjectURL(new Blob([script], { type: "text/javascript" }));

  it("is reported, rejects what was under way, and the next start is a new kernel", async () => {
    const started = watchWorkers();
    const startFresh = await unsharedStart();
    const crashes: Error[] = [];
    const gone = new AbortController();
    const kernel = await startFresh({ onCrash: (error) => crashes.push(error) });
    await startFresh({ onCrash: () => expect.unreachable("its room is gone"), signal: gone.signal });
    gone.abort();
    const { send } = await linkedPair(kernel);
    const failing = crash(started[0]!);
    const underWay = Promise.allSettled(
      Array.from({ length: 20 }, () => kernel.seal(send, "binary", new Uint8Array(4_000_000), 16_384)),
    );
    await failing;
    expect(crashes).toEqual([kernelFailure(/ended/)]);
    expect((await underWay).at(-1)).toEqual({ status: "rejected", reason: kernelFailure(/ended/) });
    await expect(kernel.counts(send)).rejects.toEqual(kernelFailure(/ended/));

    const fresh = await startFresh();
    expect(fresh).not.toBe(kernel);
    await linkedPair(fresh);
    expect(started.length).toBe(2);
  });

  it("says why it cannot start, and a later start tries again", async () => {
    const startFresh = await unsharedStart();
    const missing = startFresh({ kernelUrl: "/no-such-kernel.js" });
    await expect(missing).rejects.toEqual(kernelFailure(/cannot start/));
    // As under a policy without 'wasm-unsafe-eval'.
    const policy = 'WebAssembly.instantiate = () => Promise.reject(new Error("refused by the policy"));';
    const policyUrl = scriptUrl(policy);
    const url = scriptUrl(`import "${policyUrl}"; import "${new URL(workerUrl, location.href)}";`);
    await expect(startFresh({ kernelUrl: url })).rejects.toEqual(kernelFailure(/refused by the policy/));
    await linkedPair(await startFresh());
  });
});
