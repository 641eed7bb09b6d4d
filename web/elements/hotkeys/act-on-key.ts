import { mediaOf } from "../devices/call-media.ts";
import type { DeviceKind } from "../devices/own-device.ts";
import type { Room } from "../../room/room.ts";
import { layoutWords } from "../controls/layout-words.ts";
import { stageLayouts, viewOf, type StageView } from "../stage/stage-view.ts";
import type { HotkeyAction } from "./hotkey-actions.ts";
import type { HotkeyTarget } from "./hotkey-target.ts";
import { keyWords } from "./key-words.ts";

/** Does what a key stands for. What is switched is said, since the keyboard is not on its button. */
export function actOnKey(action: Exclude<HotkeyAction, "talk">, target: HotkeyTarget): void {
  const room = target.room();
  if (room === undefined) return;
  const { show, say, openMenu, leave, toggleHand } = target.parts;
  switch (action) {
    case "microphone":
    case "camera":
      say(switchDevice(room, action));
      break;
    case "hand":
      void toggleHand().then((isUp) => say(isUp ? keyWords.handUp : keyWords.handDown));
      break;
    case "screen":
      mediaOf(room).toggle("screen");
      break;
    case "chat":
    case "people":
    case "shortcuts":
      show(action);
      break;
    case "layout":
      say(nextLayout(viewOf(room)));
      break;
    case "full-screen":
      void viewOf(room).toggleFullScreen();
      break;
    case "picture":
      void viewOf(room).togglePictureInPicture();
      break;
    case "more":
      openMenu("more");
      break;
    case "leave":
      leave();
      break;
  }
}

function nextLayout(view: StageView): string {
  const next = stageLayouts[(stageLayouts.indexOf(view.layout) + 1) % stageLayouts.length];
  if (next !== undefined) view.layout = next;
  return layoutWords[view.layout];
}

function switchDevice(room: Room, device: DeviceKind): string {
  const media = mediaOf(room);
  media.toggle(device);
  return keyWords[media.lookOf(device) === "on" ? "on" : "off"][device];
}
