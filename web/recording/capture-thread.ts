import { Take } from "./take.ts";
import type { CaptureCommand, CaptureReport } from "./thread-wire.ts";

/** Runs in a Web Worker of its own: there files can be written at once, and no tab in the background slows its timers. */
const takes = new Map<string, Promise<Take>>();

// what it is told comes from this package's own page, by the types of the wire
addEventListener("message", ({ data }: MessageEvent<CaptureCommand>) => void obey(data));

function report(message: CaptureReport): void {
  if (message.is === "ended") takes.delete(message.take);
  postMessage(message);
}

async function obey(command: CaptureCommand): Promise<void> {
  if (command.do === "begin") {
    const opening = Take.open(command, report);
    takes.set(command.take, opening);
    opening.catch(() =>
      report({ is: "ended", take: command.take, bytes: 0, durationMs: 0, failure: "storage" }),
    );
    return;
  }
  const take = await takes.get(command.take)?.catch(() => undefined);
  if (take === undefined) return;
  switch (command.do) {
    case "video":
      take.readVideo(command.source, command.readable);
      break;
    case "no-video":
      take.removeVideo(command.source);
      break;
    case "people":
      take.people = command.sources;
      break;
    case "audio":
      take.readAudio(command.readable);
      break;
    case "no-audio":
      take.removeAudio();
      break;
    case "note":
      take.note(command.what);
      break;
    case "end":
      await take.end();
      break;
  }
}
