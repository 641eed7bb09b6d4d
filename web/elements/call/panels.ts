import { msg } from "@lit/localize";
import { defineTranscript } from "../captions/define-captions.ts";
import { defineChat } from "../chat/define-chat.ts";
import { defineSettings } from "../devices/define-settings.ts";
import { controlWords } from "../controls/words.ts";
import { defineEffects } from "../effects/define-effects.ts";
import { defineShortcuts } from "../hotkeys/define-shortcuts.ts";
import { definePeople } from "../people/define-people.ts";
import { defineRecording } from "../recording/define-recording.ts";
import type { Room } from "../../room/room.ts";
import type { RoomPart } from "../room-part/room-part.ts";
import { defineStats } from "../stats/define-stats.ts";
import { strings } from "../strings.ts";
import { defineTimeline } from "../timeline/define-timeline.ts";
import { defineVerification } from "../verification/define-verification.ts";
import type { Panel } from "./call-state.ts";

interface PanelEntry {
  /** A part that works alone around one room. */
  tag:
    | "mesh-chat"
    | "mesh-effects"
    | "mesh-people"
    | "mesh-recording"
    | "mesh-settings"
    | "mesh-shortcuts"
    | "mesh-stats"
    | "mesh-timeline"
    | "mesh-transcript"
    | "mesh-verification";
  /** Loads and defines it. */
  define(): Promise<void>;
  /** What the landmark is called. */
  readonly label: string;
  /** Its parts, for the page's styles. */
  parts: string;
}

/** What can lie open beside the stage. */
const panels: Partial<Record<Panel, PanelEntry>> = {
  captions: {
    tag: "mesh-transcript",
    define: defineTranscript,
    get label() {
      return msg("Captions");
    },
    parts: "log, caption, input, select",
  },
  timeline: {
    tag: "mesh-timeline",
    define: defineTimeline,
    get label() {
      return msg("Notes of the call");
    },
    parts: "log, input",
  },
  chat: {
    tag: "mesh-chat",
    define: defineChat,
    get label() {
      return msg("Chat");
    },
    parts: "log, message, input",
  },
  devices: {
    tag: "mesh-settings",
    define: defineSettings,
    get label() {
      return strings.devices.heading;
    },
    parts: "select",
  },
  effects: {
    tag: "mesh-effects",
    define: defineEffects,
    get label() {
      return msg("Background and effects");
    },
    parts: "background, preview",
  },
  people: {
    tag: "mesh-people",
    define: definePeople,
    get label() {
      return strings.people;
    },
    parts: "person",
  },
  stats: {
    tag: "mesh-stats",
    define: defineStats,
    get label() {
      return msg("Connection details");
    },
    parts: "person",
  },
  verification: {
    tag: "mesh-verification",
    define: defineVerification,
    get label() {
      return msg("Check who listens");
    },
    parts: "person, emoji",
  },
  recording: {
    tag: "mesh-recording",
    define: defineRecording,
    get label() {
      return msg("Recording");
    },
    parts: "person, recording",
  },
  shortcuts: {
    tag: "mesh-shortcuts",
    define: defineShortcuts,
    get label() {
      return controlWords.shortcuts;
    },
    parts: "shortcut",
  },
};

/** Loads and defines them all. */
export async function definePanels(): Promise<void> {
  await Promise.all(Object.values(panels).map(({ define }) => define()));
}

/** What the landmark around a panel is called. */
export function panelLabel(panel: Panel): string {
  return panels[panel]?.label ?? "";
}

/**
 * @returns the panel for one room, not yet in the page; undefined where nothing is to be open
 * @throws TypeError (as a rejection) when its code cannot be loaded
 */
export async function makePanel(panel: Panel, room: Room): Promise<RoomPart | undefined> {
  const entry = panels[panel];
  if (entry === undefined) return undefined;
  await entry.define();
  const element = document.createElement(entry.tag);
  element.room = room;
  element.setAttribute("exportparts", entry.parts);
  return element;
}
