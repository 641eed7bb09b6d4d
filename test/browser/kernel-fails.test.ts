import { afterEach, describe, expect, it } from "vitest";
// The script has no export of its own: Vite makes the address.
// oxlint-disable-next-line import/default
import workerUrl from "../../web/kernel/kernel-worker.ts?worker&url";
import type { startKernel } from "../../web/kernel/start-kernel.ts";
import { kernelFailure } from "./kernel-failure.ts";

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
    // data tracks are carried until the seat is closed
    const underWay = Promise.allSettled([kernel.carryData(new MessageChannel().port2)]);
    await crash(started[0]!);
    expect(crashes).toEqual([kernelFailure(/ended/)]);
    expect(await underWay).toEqual([{ status: "rejected", reason: kernelFailure(/ended/) }]);
    await expect(kernel.chooseLayers([])).rejects.toEqual(kernelFailure(/ended/));

    const fresh = await startFresh();
    expect(fresh).not.toBe(kernel);
    expect(await fresh.chooseLayers([])).toEqual([]);
    expect(started.length).toBe(2);
  });

  it("ends after a trap, whose memory nobody knows", async () => {
    const startFresh = await unsharedStart();
    const trapping = `const real = WebAssembly.instantiate;
      WebAssembly.instantiate = async (...given) => {
        const { instance } = await real(...given);
        const chooseLayers = () => { throw new WebAssembly.RuntimeError("unreachable"); };
        return { instance: { exports: { ...instance.exports, chooseLayers } } };
      };`;
    const url = scriptUrl(`import "${scriptUrl(trapping)}"; import "${new URL(workerUrl, location.href)}";`);
    const crash = Promise.withResolvers<Error>();
    const kernel = await startFresh({ kernelUrl: url, onCrash: crash.resolve });
    await expect(kernel.chooseLayers([])).rejects.toThrow(/unreachable|ended/);
    expect(await crash.promise).toEqual(kernelFailure(/unreachable/));
    await expect(kernel.chooseLayers([])).rejects.toEqual(kernelFailure(/ended/));
  });

  it("is another build where WASM has no SIMD", async () => {
    const { validate } = WebAssembly;
    const startFresh = await unsharedStart();
    // As in a browser without SIMD: nothing that has it is valid, and none of it can be loaded.
    const policy = `const real = WebAssembly.instantiate;
      WebAssembly.instantiate = (bytes) => String.fromCharCode(...new Uint8Array(bytes)).includes("\\xfd\\x0b\\x04")
        ? Promise.reject(new Error("no SIMD")) : real(bytes);`;
    const url = scriptUrl(`import "${scriptUrl(policy)}"; import "${new URL(workerUrl, location.href)}";`);
    WebAssembly.validate = () => false;
    try {
      const kernel = await startFresh({ kernelUrl: url });
      expect(await kernel.chooseLayers([])).toEqual([]);
    } finally {
      WebAssembly.validate = validate;
    }
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
    expect(await (await startFresh()).chooseLayers([])).toEqual([]);
  });
});
