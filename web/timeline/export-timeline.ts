import { writeWebVtt, type Cue } from "../captions/webvtt.ts";
import type { Timeline } from "./timeline.ts";
import type { TimelineEvent, TimelineEventKind } from "./timeline-event.ts";

/** What a file says of an event that has no text of its own. */
export type TellEvent = (event: TimelineEvent) => string;

const english: Readonly<Record<TimelineEventKind, string>> = {
  present: "is here",
  joined: "joined",
  left: "left",
  spoke: "spoke",
  shared: "shared a screen",
  "stopped-sharing": "stopped sharing",
  "raised-hand": "raised a hand",
  "lowered-hand": "lowered the hand",
  "recording-started": "Recording started",
  "recording-stopped": "Recording stopped",
  said: "said",
  note: "noted",
};

const tellInEnglish: TellEvent = ({ who, what }) =>
  who === null ? english[what] : `${who.name} ${english[what]}`;

/** A moment is shown for so long. */
const momentMs = 2_000;

/** The notes as JSON; times are milliseconds since `startedAt`. docs/captions.md has what is in it. */
export function timelineJson(timeline: Timeline): string {
  const { events, sinceMs, endMs, roomName: room } = timeline;
  const told = events.map((event) => ({
    what: event.what,
    ...(event.who === null ? {} : { who: { ...event.who } }),
    ...("text" in event ? { text: event.text } : {}),
    ...("kind" in event ? { kind: event.kind } : {}),
    atMs: event.startMs - sinceMs,
    ...(event.endMs === event.startMs ? {} : { untilMs: event.endMs - sinceMs }),
  }));
  const file = {
    timeline: 1,
    room,
    startedAt: new Date(sinceMs).toISOString(),
    ...(endMs === undefined ? {} : { endedAt: new Date(endMs).toISOString() }),
    events: told,
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

/** The notes as WebVTT: a cue for each, which any player shows beside a recording. @param tell left out: in English */
export function timelineWebVtt(timeline: Timeline, tell: TellEvent = tellInEnglish): string {
  const { events, sinceMs, roomName } = timeline;
  const cues = events.map((event) => cueOf(event, sinceMs, tell));
  return writeWebVtt(cues, [`${roomName} ${new Date(sinceMs).toISOString()}`]);
}

function cueOf(event: TimelineEvent, sinceMs: number, tell: TellEvent): Cue {
  const startMs = event.startMs - sinceMs;
  const endMs = event.endMs === event.startMs ? startMs + momentMs : event.endMs - sinceMs;
  if (!("text" in event)) return { startMs, endMs, voice: undefined, text: `[${tell(event)}]` };
  const kind = "kind" in event ? event.kind : "note";
  return { startMs, endMs, voice: event.who.name, kind, text: event.text };
}
