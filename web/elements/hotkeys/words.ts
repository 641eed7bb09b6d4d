import { msg, str } from "@lit/localize";
import type { HotkeyAction } from "./hotkey-actions.ts";

export const hotkeyWords = {
  get heading() {
    return msg("Keyboard shortcuts");
  },
  get close() {
    return msg("Close keyboard shortcuts");
  },
  get why() {
    return msg("They work while the call or nothing else is in use, and never in a text field.");
  },
  get single() {
    return msg("Single keys");
  },
  get singleWhy() {
    return msg("Off: only keys together with Ctrl, ⌘ or Alt do something.");
  },
  action(action: HotkeyAction): string {
    switch (action) {
      case "microphone":
        return msg("Microphone on or off");
      case "talk":
        return msg("Talk while the key is held");
      case "camera":
        return msg("Camera on or off");
      case "hand":
        return msg("Raise or lower your hand");
      case "screen":
        return msg("Share your screen");
      case "chat":
        return msg("Open or close the chat");
      case "people":
        return msg("Open or close the list of people");
      case "layout":
        return msg("Change the layout");
      case "full-screen":
        return msg("Full screen");
      case "picture":
        return msg("Picture in picture");
      case "more":
        return msg("Open the menu");
      case "shortcuts":
        return msg("Show these shortcuts");
      case "leave":
        return msg("Leave the call");
    }
  },
  get none() {
    return msg("No key");
  },
  get space() {
    return msg("Space");
  },
  get press() {
    return msg("Press a key…");
  },
  clear: (action: string) => msg(str`No key for: ${action}`),
  get reset() {
    return msg("Usual keys");
  },
  conflict: (keys: string, action: string) => msg(str`${keys} is in use for: ${action}`),
  get impossible() {
    return msg("This key cannot be used.");
  },
  changed: (action: string, keys: string) => msg(str`${action}: ${keys}`),
};
