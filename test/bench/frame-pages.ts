/** These run in the page: what they need comes with them. */
import type { FrameResult, FrameTask } from "./frame-worker.ts";

/** Measures in a fresh worker that runs `script`. */
export function measureFrames([script, task]: readonly [string, FrameTask]): Promise<FrameResult> {
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const worker = new Worker(url, { type: "module" });
  return new Promise((resolve, reject) => {
    worker.addEventListener("error", (event) => reject(new Error(event.message)));
    worker.addEventListener("message", ({ data }: MessageEvent<{ result?: FrameResult; error?: string }>) => {
      worker.terminate();
      if (data.result) resolve(data.result);
      else reject(new Error(data.error));
    });
    worker.postMessage(task);
  });
}

/** Milliseconds from a script's bytes to the first sealed message, each time in a fresh worker. */
export function measureStart(script: string): Promise<number> {
  const runner = `onmessage = async ({ data }) => {
    const url = URL.createObjectURL(new Blob([data], { type: "text/javascript" }));
    const startMs = performance.now();
    const { firstSeal } = await import(url);
    const bytes = await firstSeal();
    postMessage({ tookMs: performance.now() - startMs, bytes });
  };`;
  const url = URL.createObjectURL(new Blob([runner], { type: "text/javascript" }));
  const worker = new Worker(url, { type: "module" });
  return new Promise((resolve, reject) => {
    worker.addEventListener("error", (event) => reject(new Error(event.message)));
    worker.addEventListener("message", ({ data }: MessageEvent<{ tookMs: number; bytes: number }>) => {
      worker.terminate();
      if (data.bytes > 1_024) resolve(data.tookMs);
      else reject(new Error("Nothing was sealed"));
    });
    worker.postMessage(script);
  });
}
