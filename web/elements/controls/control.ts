import { html, nothing, type TemplateResult } from "lit";
import { icons, type IconName } from "../icons.ts";
import type { MenuItem } from "../menu/menu-entry.ts";
import type { HeldButton } from "./push-to-talk.ts";

/** A button of the bar. The first ones are the last to give way to the menu where the bar is narrow; see the styles. */
export type ControlName =
  | "microphone"
  | "camera"
  | "screen"
  | "hand"
  | "react"
  | "chat"
  | "people"
  | "devices"
  | "more"
  | "leave";

/** Of these each opens a menu at its button. */
export type MenuName = Extract<ControlName, "react" | "more" | "leave">;

export interface Control {
  name: ControlName;
  icon: IconName;
  label: string;
  press(): void;
  /** Undefined: not something that is on or off. */
  pressed?: boolean;
  /** Undefined: it opens nothing. */
  expanded?: boolean;
  opensMenu?: boolean;
  badge?: { sign: string; label?: string; isProblem?: boolean } | undefined;
}

export interface ControlView {
  /** Whether Tab reaches it. */
  isStop: boolean;
  onFocus(): void;
  /** What holding it does, if anything. */
  held: HeldButton | undefined;
}

export function renderControl(control: Control, { isStop, onFocus, held }: ControlView): TemplateResult {
  const { name, pressed, expanded, opensMenu = false, badge } = control;
  return html`<button
    type="button"
    part="control"
    class="control ${name}"
    data-name=${name}
    tabindex=${isStop ? 0 : -1}
    aria-haspopup=${opensMenu ? "menu" : nothing}
    aria-pressed=${pressed === undefined ? nothing : String(pressed)}
    aria-expanded=${expanded === undefined ? nothing : String(expanded)}
    aria-description=${badge?.label ?? nothing}
    @click=${() => held?.endsTalking() === true || control.press()}
    @focus=${onFocus}
    @pointerdown=${held?.onPointerDown}
    @pointerup=${held?.end}
    @lostpointercapture=${held?.end}
    @keydown=${held?.onKeyDown}
    @keyup=${held?.onKeyUp}
    @contextmenu=${held?.onContextMenu}
  >
    <span class="sign">${icons[control.icon]}</span>
    <span class="label">${control.label}</span>
    ${
      badge === undefined
        ? nothing
        : html`<span class=${badge.isProblem === true ? "badge problem" : "badge"} aria-hidden="true"
            >${badge.sign}</span
          >`
    }
  </button>`;
}

/** The same in the menu, where the bar has no place for it. */
export function menuItemOf({ icon, label, press, pressed, badge }: Control): MenuItem {
  const count = Number(badge?.sign);
  return {
    icon: icons[icon],
    label,
    press,
    isChecked: pressed,
    count: Number.isNaN(count) ? undefined : count,
  };
}
