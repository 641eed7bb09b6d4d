import { mediaOf } from "../devices/call-media.ts";
import type { DeviceKind } from "../devices/own-device.ts";
import { handsOf } from "../hands/hands.ts";
import type { Room } from "../../room/room.ts";
import type { HotkeyAction } from "./hotkey-actions.ts";
import type { HotkeyTarget } from "./hotkey-target.ts";
import { keyWords } from "./key-words.ts";

/** Does what a key stands for. What is switched is said, since the keyboard is not on its button. */
export function actOnKey(action: Exclude<HotkeyAction, "talk">, target: HotkeyTarget): void {
  const room = target.room();
  if (room === undefined) return;
  const { show, say, openMenu, leave } = target.parts;
  switch (action) {
    case "microphone":
    case "camera":
      say(switchDevice(room, action));
      break;
    case "hand":
      handsOf(room).toggle();
      say(handsOf(room).isOwnUp ? keyWords.handUp : keyWords.handDown);
      break;
    case "screen":
      mediaOf(room).toggle("screen");
      break;
    case "chat":
    case "people":
    case "shortcuts":
      show(action);
      break;
    case "more":
      openMenu("more");
      break;
    case "leave":
      leave();
      break;
  }
}

function switchDevice(room: Room, device: DeviceKind): string {
  const media = mediaOf(room);
  media.toggle(device);
  return keyWords[media.lookOf(device) === "on" ? "on" : "off"][device];
}
