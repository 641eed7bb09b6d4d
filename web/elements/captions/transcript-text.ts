import type { CaptionLine } from "../../captions/transcript.ts";
import { timeOfDay } from "../language/writing.ts";
import { captionWords } from "./words.ts";

/** The transcript for the clipboard or a file: a line for each. */
export function transcriptText(lines: readonly CaptionLine[]): string {
  return lines
    .map(({ speaker, kind, text, startMs }) => {
      const mark = kind === "spoken" ? ` (${captionWords.automatic})` : "";
      return `${timeOfDay(startMs)} ${speaker.name}${mark}: ${text}\n`;
    })
    .join("");
}
