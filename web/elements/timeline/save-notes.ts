import { timelineJson, timelineWebVtt } from "../../timeline/export-timeline.ts";
import type { Timeline } from "../../timeline/timeline.ts";
import { fileName, saveFile } from "../copy/save-file.ts";
import { timelineWords } from "./words.ts";

/** Has the browser save notes as a file. */
export function saveNotes(timeline: Timeline, as: "json" | "vtt"): void {
  const name = fileName(timeline.roomName, "notes", as, timeline.sinceMs);
  if (as === "json") saveFile(name, "application/json", timelineJson(timeline));
  else saveFile(name, "text/vtt", timelineWebVtt(timeline, timelineWords.told));
}
