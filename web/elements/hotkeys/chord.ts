/** A key and what is held with it: `M`, `Mod+D`, `Space`, `?`. */
export type Chord = string;

type Pressed = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

const modifiers = new Set(["Control", "Meta", "Alt", "AltGraph", "Shift", "CapsLock", "Fn"]);

/** What moves, types or leaves: no page takes these. */
const taken = new Set([
  "Tab",
  "Escape",
  "Enter",
  "Backspace",
  "Delete",
  "Dead",
  "Process",
  "Unidentified",
  "ArrowUp",
  "ArrowDown",
  "ArrowLeft",
  "ArrowRight",
  "Home",
  "End",
  "PageUp",
  "PageDown",
]);

/** @returns undefined for what cannot be a key of the call's */
export function chordOf(pressed: Pressed): Chord | undefined {
  const { ctrlKey, metaKey, altKey, shiftKey } = pressed;
  if (modifiers.has(pressed.key) || taken.has(pressed.key)) return undefined;
  const key = keyOf(pressed);
  // the signs of a keyboard need Shift or not, as its language has it
  const isSign = key.length === 1 && !/[A-Z0-9]/.test(key);
  const held = [
    ctrlKey || metaKey ? "Mod" : "",
    altKey ? "Alt" : "",
    shiftKey && !isSign ? "Shift" : "",
    key,
  ];
  return held.filter((each) => each !== "").join("+");
}

/** By what is written on the key; where that is no Latin letter, by its place. */
function keyOf({ key, code }: Pressed): string {
  if (key === " ") return "Space";
  if (key.length === 1 && key.charCodeAt(0) < 128) return key.toUpperCase();
  return /^(?:Key|Digit)(.)$/.exec(code)?.[1] ?? key;
}

/** One key without Ctrl, ⌘ or Alt: what speech input and unsteady hands press by mistake (WCAG 2.1.4). */
export function isSingle(chord: Chord): boolean {
  return !chord.startsWith("Mod+") && !chord.startsWith("Alt+");
}

/** As it is written on the keys: `Ctrl+D`, `⌘D`. */
export function showChord(chord: Chord, isMac = /mac|iphone|ipad/i.test(navigator.platform)): string {
  const signs = isMac ? { Mod: "⌘", Alt: "⌥", Shift: "⇧" } : { Mod: "Ctrl+", Alt: "Alt+", Shift: "Shift+" };
  return chord.replace(/(Mod|Alt|Shift)\+/g, (_all, held: "Mod" | "Alt" | "Shift") => signs[held]);
}

/** As `aria-keyshortcuts` has it. */
export function ariaChord(chord: Chord): string {
  return chord.replace("Mod", "Control");
}
