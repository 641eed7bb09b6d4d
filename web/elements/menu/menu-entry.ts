import type { TemplateResult } from "lit";
import type { Chord } from "../hotkeys/chord.ts";

/** What a menu offers. */
export type MenuEntry = MenuItem | MenuRow | "line";

export interface MenuItem {
  icon: TemplateResult;
  label: string;
  /** Keys that do the same. */
  keys?: Chord | undefined;
  /** Undefined: not something that is on or off. */
  isChecked?: boolean | undefined;
  /** One of several, of which one is chosen. */
  isChoice?: boolean;
  /** How many wait there, say. */
  count?: number | undefined;
  /** It ends something for others. */
  isGrave?: boolean;
  press(): void;
}

/** Signs in one line; the menu stays open when one is pressed. */
export interface MenuRow {
  /** What they have in common. */
  label: string;
  signs: readonly { sign: string; label: string; press(): void }[];
}
