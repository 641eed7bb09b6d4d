/** What keys can do, in the order in which people read it, with the keys at first. `Mod` is Ctrl, and on a Mac also ⌘. */
export const usualKeys = {
  microphone: ["M", "Mod+D"],
  talk: ["Space"],
  camera: ["E", "Mod+E"],
  hand: ["H"],
  screen: ["S"],
  chat: ["C"],
  people: ["P"],
  layout: ["L"],
  "full-screen": ["F"],
  picture: ["I"],
  more: ["O"],
  shortcuts: ["?"],
  leave: [],
} as const satisfies Record<string, readonly string[]>;

export type HotkeyAction = keyof typeof usualKeys;

export type HotkeyMap = Readonly<Record<HotkeyAction, readonly string[]>>;

export function isHotkeyAction(name: string): name is HotkeyAction {
  return Object.hasOwn(usualKeys, name);
}

export const hotkeyActions: readonly HotkeyAction[] = Object.keys(usualKeys).filter(isHotkeyAction);
