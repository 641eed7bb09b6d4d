import { html, nothing, type TemplateResult } from "lit";
import type { Panel } from "../call/call-state.ts";
import { MeshElement } from "../mesh-element.ts";
import { MeshActionEvent } from "../events.ts";
import { icons, type IconName } from "../icons.ts";
import { controlsStyles } from "./mesh-controls.styles.ts";
import { strings } from "../strings.ts";
import { buttons, theme } from "../theme.styles.ts";

/** `trouble` looks off and carries a mark; pressing it tries again. */
export type ToggleLook = "on" | "off" | "trouble";

interface Control {
  icon: IconName;
  label: string;
  classes: string;
  press(): void;
  pressed?: boolean;
  expanded?: boolean;
  badge?: TemplateResult;
  /** The badge in words. */
  description?: string;
}

/**
 * The buttons of a call: one stop of the Tab key, arrow keys inside.
 * @fires mesh-action - what was pressed
 * @csspart bar - the row of buttons
 * @csspart control - each button
 */
export class MeshControls extends MeshElement {
  static override styles = [theme, buttons, controlsStyles];
  static override properties = {
    microphone: { attribute: false },
    camera: { attribute: false },
    sharing: { attribute: false },
    canShare: { attribute: false },
    panel: { attribute: false },
    unread: { attribute: false },
    waiting: { attribute: false },
    watching: { attribute: false },
    current: { state: true },
  };
  declare microphone: ToggleLook;
  declare camera: ToggleLook;
  declare sharing: boolean;
  declare canShare: boolean;
  declare panel: Panel;
  /** Chat messages that nobody has seen. */
  declare unread: number;
  /** People who wait to be let in. */
  declare waiting: number;
  /** Whether the person only watches: there is nothing to send. */
  declare watching: boolean;
  /** The button that Tab reaches. */
  declare private current: number;

  constructor() {
    super();
    this.microphone = "off";
    this.camera = "off";
    this.sharing = false;
    this.canShare = true;
    this.panel = "none";
    this.unread = 0;
    this.waiting = 0;
    this.watching = false;
    this.current = 0;
  }

  /** Puts the keyboard where it was, after a panel was closed. */
  override focus(options?: FocusOptions): void {
    this.#buttons()[this.current]?.focus(options);
  }

  protected override render(): unknown {
    const controls = this.#controls();
    return html`<div
      class="bar"
      part="bar"
      role="toolbar"
      aria-label=${strings.controls.toolbar}
      @keydown=${this.#onKey}
    >
      ${controls.map((control, index) => this.#renderControl(control, index))}
    </div>`;
  }

  #controls(): Control[] {
    const words = strings.controls;
    const act = (action: MeshActionEvent["action"]) => () =>
      void this.dispatchEvent(new MeshActionEvent(action));
    const show = (panel: Panel) => act({ do: "show", panel: this.panel === panel ? "none" : panel });
    const { microphone, camera } = this;
    const sending: Control[] = [
      {
        icon: microphone === "on" ? "microphone" : "microphone-off",
        label: words.microphone,
        classes: "sending",
        pressed: microphone === "on",
        press: act({ do: "toggle", device: "microphone" }),
        ...troubleBadge(microphone),
      },
      {
        icon: camera === "on" ? "camera" : "camera-off",
        label: words.camera,
        classes: "sending",
        pressed: camera === "on",
        press: act({ do: "toggle", device: "camera" }),
        ...troubleBadge(camera),
      },
    ];
    const controls = this.watching ? [] : sending;
    if (this.canShare && !this.watching) {
      const press = act({ do: "toggle", device: "screen" });
      controls.push({
        icon: "screen",
        label: words.screen,
        classes: "sharing",
        pressed: this.sharing,
        press,
      });
    }
    controls.push(
      {
        icon: "chat",
        label: words.chat,
        classes: "chat",
        expanded: this.panel === "chat",
        press: show("chat"),
        ...countBadge(this.unread, words.unread),
      },
      {
        icon: "people",
        label: strings.people,
        classes: "people",
        expanded: this.panel === "people",
        press: show("people"),
        ...countBadge(this.waiting, words.waiting),
      },
      {
        icon: "devices",
        label: words.devices,
        classes: "",
        expanded: this.panel === "devices",
        press: show("devices"),
      },
      { icon: "leave", label: words.leave, classes: "leave", press: act({ do: "leave" }) },
    );
    return controls;
  }

  #renderControl(control: Control, index: number): TemplateResult {
    const { pressed, expanded, badge, classes, description } = control;
    return html`<button
      type="button"
      part="control"
      class=${classes}
      tabindex=${index === this.current ? 0 : -1}
      aria-pressed=${pressed === undefined ? nothing : String(pressed)}
      aria-expanded=${expanded === undefined ? nothing : String(expanded)}
      aria-description=${description ?? nothing}
      @click=${control.press}
      @focus=${() => (this.current = index)}
    >
      <span class="sign">${icons[control.icon]}</span>
      <span class="label">${control.label}</span>
      ${badge ?? nothing}
    </button>`;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const all = this.#buttons();
    const step = this.matches(":dir(rtl)") ? -1 : 1;
    const next = {
      ArrowRight: this.current + step,
      ArrowLeft: this.current - step,
      Home: 0,
      End: all.length - 1,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    all[(next + all.length) % all.length]?.focus();
  };

  #buttons(): HTMLButtonElement[] {
    return [...this.renderRoot.querySelectorAll("button")];
  }
}

function troubleBadge(look: ToggleLook): { badge?: TemplateResult } {
  return look === "trouble" ? { badge: html`<span class="badge problem" aria-hidden="true">!</span>` } : {};
}

function countBadge(count: number, words: (count: number) => string): Pick<Control, "badge" | "description"> {
  if (count === 0) return {};
  return { badge: html`<span class="badge" aria-hidden="true">${count}</span>`, description: words(count) };
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-controls": MeshControls;
  }
}
