import type { TemplateResult } from "lit";
import type { Panel } from "../call/call-state.ts";
import { icons } from "../icons.ts";
import { stageLayouts, viewOf, type StageView } from "../stage/stage-view.ts";
import type { Chord } from "../hotkeys/chord.ts";
import { isHotkeyAction, type HotkeyAction } from "../hotkeys/hotkey-actions.ts";
import { hotkeys } from "../hotkeys/hotkey-settings.ts";
import type { MenuEntry, MenuItem, MenuRow } from "../menu/menu-entry.ts";
import { reactionSigns, reactionsOf } from "../reactions/reactions.ts";
import { reactionWords } from "../reactions/words.ts";
import { mayKeepNotes } from "../../timeline/may-keep-notes.ts";
import type { Room } from "../../room/room.ts";
import { menuItemOf, type Control, type MenuName } from "./control.ts";
import { layoutWords } from "./layout-words.ts";
import { menuIcons } from "./menu-icons.ts";
import { menuWords } from "./menu-words.ts";
import { controlWords } from "./words.ts";

export interface MenuParts {
  room: Room;
  /** What the bar has no place for. */
  left: readonly Control[];
  show(panel: Panel): void;
  leave(): void;
  /** To be confirmed. */
  end(): void;
}

/** What the menus of the bar offer now. */
export function entriesOf(menu: MenuName, parts: MenuParts): MenuEntry[] {
  switch (menu) {
    case "react":
      return [signs(parts.room)];
    case "more":
      return moreEntries(parts);
    case "leave":
      return [
        { icon: icons.leave, label: menuWords.leave, press: parts.leave },
        { icon: icons.people, label: menuWords.end, isGrave: true, press: parts.end },
      ];
  }
}

function moreEntries({ room, left, show }: MenuParts): MenuEntry[] {
  const open = (panel: Panel, icon: TemplateResult, label: string): MenuEntry => ({
    icon,
    label,
    keys: panel === "shortcuts" ? keysOf(panel) : undefined,
    press: () => show(panel),
  });
  const view = viewOf(room);
  const items = left
    .filter(({ name }) => name !== "react")
    .map((control) => ({
      ...menuItemOf(control),
      keys: isHotkeyAction(control.name) ? keysOf(control.name) : undefined,
    }));
  const groups: MenuEntry[][] = [
    items.length < left.length ? [signs(room)] : [],
    items,
    stageLayouts.map((layout) => ({
      icon: menuIcons[layout],
      label: layoutWords[layout],
      isChecked: view.layout === layout,
      isChoice: true,
      press: () => (view.layout = layout),
    })),
    viewItems(view),
    [
      ...(room.localParticipant.role === "attendee"
        ? []
        : [
            open("effects", menuIcons.effects, menuWords.effects),
            open("recording", menuIcons.record, menuWords.record),
          ]),
      open("captions", menuIcons.captions, menuWords.captions),
      ...(mayKeepNotes(room) ? [open("timeline", menuIcons.notes, menuWords.notes)] : []),
    ],
    [
      open("stats", menuIcons.figures, menuWords.stats),
      open("verification", menuIcons.shield, menuWords.verification),
      open("shortcuts", menuIcons.keys, controlWords.shortcuts),
    ],
  ];
  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, index) => (index === 0 ? group : ["line" as const, ...group]));
}

/** Those that a person may press now. */
function keysOf(action: HotkeyAction): Chord | undefined {
  return hotkeys.settings.keys[action].find((chord) => hotkeys.actionOf(chord) === action);
}

function viewItems(view: StageView): MenuItem[] {
  const isSeen = view.ownPlace !== "hidden";
  const items: MenuItem[] = [
    {
      icon: icons.camera,
      label: menuWords.ownPicture,
      isChecked: isSeen,
      press: () => (view.ownPlace = isSeen ? "hidden" : "end-end"),
    },
  ];
  if (view.canPictureInPicture)
    items.push({
      icon: menuIcons.picture,
      label: menuWords.picture,
      keys: keysOf("picture"),
      isChecked: view.isPictureInPicture,
      press: () => void view.togglePictureInPicture(),
    });
  if (view.canFullScreen)
    items.push({
      icon: menuIcons.full,
      label: menuWords.fullScreen,
      keys: keysOf("full-screen"),
      isChecked: view.isFullScreen,
      press: () => void view.toggleFullScreen(),
    });
  return items;
}

function signs(room: Room): MenuRow {
  const reactions = reactionsOf(room);
  return {
    label: reactionWords.signs,
    signs: reactionSigns.map((sign) => ({
      sign,
      label: reactionWords.name(sign),
      press: () => void reactions.send(sign),
    })),
  };
}
