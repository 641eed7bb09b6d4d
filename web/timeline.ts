/** `meshcall/timeline`: what happened in a call, for who keeps notes. docs/captions.md tells how. */
export { timelineJson, timelineWebVtt, type TellEvent } from "./timeline/export-timeline.ts";
export { mayKeepNotes } from "./timeline/may-keep-notes.ts";
export { noteChars, Timeline, timelineOf, type TimelineEvents } from "./timeline/timeline.ts";
export type { TimelineEvent, TimelineEventKind, TimelinePerson } from "./timeline/timeline-event.ts";
