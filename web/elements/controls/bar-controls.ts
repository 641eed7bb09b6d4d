import type { Panel } from "../call/call-state.ts";
import { chatInboxOf } from "../chat/chat-inbox.ts";
import { mediaOf, type ToggleLook } from "../devices/call-media.ts";
import { canShareScreen } from "../devices/media-devices.ts";
import type { DeviceKind } from "../devices/own-device.ts";
import type { Room } from "../../room/room.ts";
import { strings } from "../strings.ts";
import type { Control, MenuName } from "./control.ts";
import { controlWords } from "./words.ts";

export interface BarView {
  room: Room;
  /** What lies open beside the stage. */
  panel: Panel;
  /** People who wait to be let in. */
  waiting: number;
  /** The menu that is open. */
  menu: MenuName | undefined;
  isHandUp: boolean;
  toggleHand(): void;
  show(panel: Panel): void;
  openMenu(menu: MenuName): void;
  leave(): void;
}

/** Every button of the bar, in its order. Who only watches has nothing to send. */
export function barControls(view: BarView): Control[] {
  const { room, panel, menu } = view;
  const words = strings.controls;
  const media = mediaOf(room);
  const device = (name: DeviceKind, label: string): Control => {
    const look = media.lookOf(name);
    const isOn = look === "on";
    return {
      name,
      icon: isOn ? name : `${name}-off`,
      label,
      pressed: isOn,
      press: () => media.toggle(name),
      ...troubleBadge(look),
    };
  };
  const opens = (name: "chat" | "people" | "devices", label: string, badge?: Control["badge"]): Control => ({
    name,
    icon: name,
    label,
    expanded: panel === name,
    press: () => view.show(name),
    badge,
  });
  const opensMenu = (name: MenuName, label: string): Control => ({
    name,
    icon: name === "react" ? "smile" : name,
    label,
    expanded: menu === name,
    opensMenu: true,
    press: () => view.openMenu(name),
  });
  const sending: Control[] = [
    device("microphone", words.microphone),
    device("camera", words.camera),
    {
      name: "screen",
      icon: "screen",
      label: words.screen,
      pressed: media.isSharing,
      press: () => media.toggle("screen"),
    },
  ];
  return [
    ...(room.localParticipant.role === "attendee" ? [] : sending.slice(0, canShareScreen() ? 3 : 2)),
    {
      name: "hand",
      icon: "hand",
      label: controlWords.hand,
      pressed: view.isHandUp,
      press: () => view.toggleHand(),
    },
    opensMenu("react", controlWords.react),
    opens("chat", words.chat, countBadge(chatInboxOf(room).unread, words.unread)),
    opens("people", strings.people, countBadge(view.waiting, words.waiting)),
    opens("devices", words.devices),
    opensMenu("more", controlWords.more),
    endsForOthers(room)
      ? opensMenu("leave", words.leave)
      : { name: "leave", icon: "leave", label: words.leave, press: () => view.leave() },
  ];
}

/** A host with others chooses: to leave them the call, or to end it. */
function endsForOthers({ localParticipant, participants, attendees }: Room): boolean {
  return localParticipant.role === "host" && participants.size + attendees.size > 0;
}

function troubleBadge(look: ToggleLook): Pick<Control, "badge"> {
  return look === "trouble" ? { badge: { sign: "!", isProblem: true } } : {};
}

function countBadge(count: number, words: (count: number) => string): Control["badge"] {
  return count === 0 ? undefined : { sign: `${count}`, label: words(count) };
}
