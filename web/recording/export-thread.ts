import { compose } from "./compose.ts";
import type { ExportCommand, ExportedFile, ExportReport } from "./export-wire.ts";
import { remux } from "./remux.ts";

/** Runs in a Web Worker of its own: files are made there while the page goes on. */
// what it is told comes from this package's own page, by the types of the wire
addEventListener("message", ({ data }: MessageEvent<ExportCommand>) => {
  const { id } = data;
  let told = -1;
  const onProgress = (share: number): void => {
    if (share - told < 0.01) return;
    told = share;
    postMessage({ id, is: "progress", share: Math.min(1, share) } satisfies ExportReport);
  };
  carryOut(data, onProgress).then(
    (file) => postMessage({ id, is: "done", file } satisfies ExportReport),
    (error: unknown) => {
      const isFull = error instanceof DOMException && error.name === "QuotaExceededError";
      const why = isFull ? "disk-full" : "failed";
      postMessage({ id, is: "failed", why, text: String(error) } satisfies ExportReport);
    },
  );
});

async function carryOut(
  command: ExportCommand,
  onProgress: (share: number) => void,
): Promise<ExportedFile | undefined> {
  const writable = await command.target.createWritable();
  try {
    if (command.do === "remux") return await remux(command.log, writable, onProgress);
    const durationMs = await compose(command.parts, writable, onProgress);
    return { startedAtMs: 0, durationMs, gaps: [], hasVideo: true };
  } catch (error) {
    await writable.abort().catch(() => undefined); // it was closed already
    throw error;
  }
}
