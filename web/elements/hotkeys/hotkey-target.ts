import type { Room } from "../../room/room.ts";
import type { Panel } from "../call/call-state.ts";

/**
 * When keys do something: `focus`, only while the keyboard is in the call or nowhere; `page`, wherever it is in the page;
 * `off`, never. In fields and dialogs they never do.
 */
export type HotkeyMode = "focus" | "page" | "off";

/** A call that keys can act on. */
export interface HotkeyTarget {
  room(): Room | undefined;
  mode(): HotkeyMode;
  /** The key for talking is held, or let go. @returns whether it lets one talk */
  talk(isHeld: boolean): boolean;
  /** What is not done to the room itself. */
  readonly parts: {
    show(panel: Panel): void;
    /** To screen readers. */
    say(words: string): void;
    openMenu(menu: "more"): void;
    /** @returns whether it is up then */
    toggleHand(): Promise<boolean>;
    leave(): void;
  };
}

/** A key press with the way it takes through the page, which the event forgets afterwards. */
export interface Press {
  event: KeyboardEvent;
  path: EventTarget[];
}
