import type { CaptionKind } from "../captions/caption-wire.ts";

/** Somebody of whom the notes tell. */
export interface TimelinePerson {
  /** The participant's SID: of this stay in the room. */
  readonly sid: string;
  readonly identity: string;
  readonly name: string;
}

/** What happens to a person, and takes no time. */
export const momentKinds = [
  "present",
  "joined",
  "left",
  "shared",
  "stopped-sharing",
  "raised-hand",
  "lowered-hand",
] as const;

interface At {
  /** Of its own in these notes, in the order in which they were made. */
  readonly id: number;
  /** Milliseconds since 1970, by this page's clock. For a moment both are the same. */
  readonly startMs: number;
  readonly endMs: number;
}

export type TimelineEvent = At &
  (
    | { readonly what: (typeof momentKinds)[number]; readonly who: TimelinePerson }
    | { readonly what: "spoke"; readonly who: TimelinePerson }
    /** A line of captions or real-time text. */
    | {
        readonly what: "said";
        readonly who: TimelinePerson;
        readonly text: string;
        readonly kind: CaptionKind;
      }
    | { readonly what: "recording-started" | "recording-stopped"; readonly who: null }
    /** Written by who keeps the notes. */
    | { readonly what: "note"; readonly who: TimelinePerson; readonly text: string }
  );

export type TimelineEventKind = TimelineEvent["what"];
/** What is to be put into the notes. */
export type NewEvent = TimelineEvent extends infer Event
  ? Event extends TimelineEvent
    ? Omit<Event, "id">
    : never
  : never;
