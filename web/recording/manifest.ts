import type { ExportedFile, Gap } from "./export-wire.ts";
import type { CollectedFile, RecordingSheet } from "./log-info.ts";

/** One file of the folder. */
export interface ManifestFile {
  file: string;
  /** `mix`: everybody, as on the stage. `own`: camera and microphone. `screen`: what was shared. */
  kind: "mix" | "own" | "screen";
  /** Where the file begins on the recording's time line, which is the recorder's clock from its start; may be before it. */
  startMs: number;
  /** How wrong that can be; 0 for what the recorder's own page has recorded. */
  uncertaintyMs: number;
  durationMs: number;
  /** What was not as it should be, in ms since the file's beginning. */
  events: Gap[];
}

export interface ManifestPerson {
  name: string;
  identity: string;
  consent: "recorder" | "told" | "asked" | "agreed" | "refused";
  files: ManifestFile[];
  /** Why there are no files. */
  missing?: "refused" | "not-answered" | "not-received" | "not-collected";
}

/** `manifest.json` of a saved recording: docs/recording.md has it in prose. */
export interface Manifest {
  format: "meshcall-recording";
  version: 1;
  id: string;
  room: string;
  /** ISO 8601, by the recorder's clock: 0 of the time line. */
  startedAt: string;
  durationMs: number;
  /** The page was ended before the recording was. */
  wasCutOff: boolean;
  mix: ManifestFile | null;
  /** Everybody's own files in one; it begins at 0. */
  composed: { file: string; startMs: 0 } | null;
  participants: ManifestPerson[];
}

/** What was made of a log of the page that recorded. */
export interface MadeFile extends ExportedFile {
  file: string;
  kind: ManifestFile["kind"];
}

/** @param collected with the names that they have in the folder */
export function manifestOf(
  sheet: RecordingSheet,
  made: readonly MadeFile[],
  collected: readonly CollectedFile[],
  composed: string | null,
): Manifest {
  const files = made.map((each) => ownFile(sheet, each));
  const mix = files.find(({ kind }) => kind === "mix") ?? null;
  const own: ManifestPerson = {
    name: sheet.self.name,
    identity: sheet.self.identity,
    consent: sheet.role === "recorder" ? "recorder" : "agreed",
    files: files.filter((file) => file !== mix),
  };
  const others = sheet.people.map(({ sid, name, identity, answer }): ManifestPerson => {
    const theirs = collected.filter((file) => file.sid === sid).map(theirFile);
    const person = { name, identity, consent: answer, files: theirs };
    if (theirs.length > 0) return person;
    return { ...person, missing: whyMissing(answer, sheet.collects) };
  });
  const ends = [...files, ...others.flatMap(({ files: theirs }) => theirs)].map(
    ({ startMs, durationMs }) => startMs + durationMs,
  );
  return {
    format: "meshcall-recording",
    version: 1,
    id: sheet.id,
    room: sheet.room,
    startedAt: new Date(sheet.startedAtMs).toISOString(),
    durationMs: Math.max(0, ...ends),
    wasCutOff: sheet.endedAtMs === null,
    mix,
    composed: composed === null ? null : { file: composed, startMs: 0 },
    participants: [own, ...others],
  };
}

function ownFile({ startedAtMs }: RecordingSheet, made: MadeFile): ManifestFile {
  return {
    file: made.file,
    kind: made.kind,
    startMs: round(made.startedAtMs - startedAtMs),
    uncertaintyMs: 0,
    durationMs: round(made.durationMs),
    events: made.gaps,
  };
}

function theirFile({ file, kind, startMs, uncertaintyMs, durationMs, gaps }: CollectedFile): ManifestFile {
  return {
    file,
    kind,
    startMs: round(startMs),
    uncertaintyMs: round(uncertaintyMs),
    durationMs: round(durationMs),
    events: gaps,
  };
}

function whyMissing(
  answer: RecordingSheet["people"][number]["answer"],
  collects: boolean,
): NonNullable<ManifestPerson["missing"]> {
  if (answer === "refused") return "refused";
  if (answer === "asked") return "not-answered";
  return collects ? "not-received" : "not-collected";
}

/** A tenth of a ms says enough. */
function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
