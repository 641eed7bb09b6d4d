import { msg, str } from "@lit/localize";
import type { TimelineEvent } from "../../timeline/timeline-event.ts";
import { named, number } from "../language/writing.ts";

export const timelineWords = {
  get heading() {
    return msg("Notes of the call");
  },
  get close() {
    return msg("Close notes");
  },
  get log() {
    return msg("What happened");
  },
  get why() {
    return msg(
      "Who spoke, came, went and shared, since these notes began. They are on this page alone, are sent to nobody, and are gone with it unless you save them. Say that you keep them.",
    );
  },
  get others() {
    return msg("Keeping notes is for hosts here.");
  },
  get note() {
    return msg("Add a note");
  },
  get add() {
    return msg("Add");
  },
  get saveJson() {
    return msg("Save as JSON");
  },
  get saveVtt() {
    return msg("Save as WebVTT");
  },
  get clear() {
    return msg("Clear");
  },
  seconds: (count: number) => number(count, { style: "unit", unit: "second", unitDisplay: "short" }),
  minutes: (count: number) => number(count, { style: "unit", unit: "minute", unitDisplay: "short" }),
  /** One line of the list. */
  told(event: TimelineEvent): string {
    const name = named(event.who?.name ?? "");
    switch (event.what) {
      case "present":
        return msg(str`${name} is here`);
      case "joined":
        return msg(str`${name} joined`);
      case "left":
        return msg(str`${name} left`);
      case "spoke":
        return msg(str`${name} spoke`);
      case "shared":
        return msg(str`${name} shared a screen`);
      case "stopped-sharing":
        return msg(str`${name} stopped sharing`);
      case "raised-hand":
        return msg(str`${name} raised a hand`);
      case "lowered-hand":
        return msg(str`${name} lowered the hand`);
      case "recording-started":
        return msg("Recording started");
      case "recording-stopped":
        return msg("Recording stopped");
      case "said":
      case "note":
        return event.who.name;
    }
  },
} as const;
