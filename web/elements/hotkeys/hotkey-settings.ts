import { Shared } from "../room-part/shared.ts";
import { isSingle, type Chord } from "./chord.ts";
import {
  hotkeyActions,
  isHotkeyAction,
  usualKeys,
  type HotkeyAction,
  type HotkeyMap,
} from "./hotkey-actions.ts";

export interface HotkeySettings {
  keys: HotkeyMap;
  /** False: only keys with Ctrl, ⌘ or Alt do something. */
  single: boolean;
}

const key = "meshcall.hotkeys";
/** Nobody has more for one thing; what is kept may be anything. */
const mostChords = 4;
const longestChord = 32;

/** The keys of this person on this site. */
class RememberedHotkeys extends Shared {
  #settings: HotkeySettings | undefined;

  get settings(): HotkeySettings {
    this.#settings ??= parseSettings(recall());
    return this.#settings;
  }
  /** What a chord does, if anything. */
  actionOf(chord: Chord): HotkeyAction | undefined {
    const { keys, single } = this.settings;
    if (!single && isSingle(chord)) return undefined;
    return hotkeyActions.find((action) => keys[action].includes(chord));
  }

  change(change: Partial<HotkeySettings>): void {
    this.#settings = { ...this.settings, ...change };
    keep(JSON.stringify(this.#settings));
    this.changed();
  }
  reset(): void {
    this.change({ keys: usualKeys, single: true });
  }
}

/** One for the page: all calls in it have the same keys. */
export const hotkeys = new RememberedHotkeys();

/** @param kept what the browser has kept, which may be of another version @returns the usual where it says nothing */
export function parseSettings(kept: string | undefined): HotkeySettings {
  const value = parseJson(kept);
  const usual: HotkeySettings = { keys: usualKeys, single: true };
  if (typeof value !== "object" || value === null) return usual;
  const single = "single" in value ? value.single !== false : true;
  const given = "keys" in value && typeof value.keys === "object" && value.keys !== null ? value.keys : {};
  const keys: Record<HotkeyAction, readonly Chord[]> = { ...usualKeys };
  for (const [action, chords] of Object.entries(given))
    if (isHotkeyAction(action) && isChords(chords)) keys[action] = chords;
  return { keys, single };
}

function isChords(value: unknown): value is Chord[] {
  return (
    Array.isArray(value) &&
    value.length <= mostChords &&
    value.every((each) => typeof each === "string" && each !== "" && each.length <= longestChord)
  );
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

// even to ask for a storage throws where the browser blocks it
function recall(): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

function keep(text: string): void {
  try {
    localStorage.setItem(key, text);
  } catch {
    // not remembered, then
  }
}
