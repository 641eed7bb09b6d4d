import { html, nothing, type TemplateResult } from "lit";
import type { Panel } from "../call/call-state.ts";
import type { ToggleLook } from "../devices/call-media.ts";
import { MeshActionEvent, MeshErrorEvent } from "../events.ts";
import { defineMenu } from "../menu/define-menu.ts";
import type { MenuEntry } from "../menu/menu-entry.ts";
import { RoomPart } from "../room-part/room-part.ts";
import { strings } from "../strings.ts";
import { buttons, theme } from "../theme.styles.ts";
import { menuItemOf, renderControl, type Control, type ControlName, type MenuName } from "./control.ts";
import { controlsStyles } from "./mesh-controls.styles.ts";
import { controlWords } from "./words.ts";

/**
 * The buttons of a call: one stop of the Tab key, arrow keys inside. What has no place is in the menu at "More".
 * @summary `<mesh-controls>` with its `room` property
 * @fires mesh-action - what was pressed
 * @fires mesh-error - what could not be loaded
 * @csspart bar - the row of buttons
 * @csspart control - each button
 */
export class MeshControls extends RoomPart {
  static override styles = [theme, buttons, controlsStyles];
  static override properties = {
    ...RoomPart.properties,
    microphone: { attribute: false },
    camera: { attribute: false },
    sharing: { attribute: false },
    canShare: { attribute: false },
    panel: { attribute: false },
    unread: { attribute: false },
    waiting: { attribute: false },
    current: { state: true },
    menu: { state: true },
  };
  declare microphone: ToggleLook;
  declare camera: ToggleLook;
  declare sharing: boolean;
  declare canShare: boolean;
  /** What lies open beside the stage. */
  declare panel: Panel;
  /** Chat messages that nobody has seen. */
  declare unread: number;
  /** People who wait to be let in. */
  declare waiting: number;
  /** The button that Tab reaches. */
  declare private current: ControlName;
  declare private menu: MenuName | undefined;

  /** As last rendered. */
  #controls: readonly Control[] = [];
  #menuStartsAt: "first" | "last" = "first";
  /** What a press elsewhere has just closed. */
  #menuAtPress: MenuName | undefined;
  #widths: ResizeObserver | undefined;

  constructor() {
    super();
    this.microphone = "off";
    this.camera = "off";
    this.sharing = false;
    this.canShare = true;
    this.panel = "none";
    this.unread = 0;
    this.waiting = 0;
    this.current = "microphone";
    this.menu = undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#widths = new ResizeObserver(this.#fit);
    this.#widths.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#widths?.disconnect();
    this.menu = undefined;
  }

  /** Puts the keyboard where it was, after a panel was closed. */
  override focus(options?: FocusOptions): void {
    this.#button(this.current)?.focus(options);
  }

  protected override render(): unknown {
    const controls = this.#allControls();
    this.#controls = controls;
    const stop = controls.some(({ name }) => name === this.current) ? this.current : controls[0]?.name;
    return html`<div
        class="bar"
        part="bar"
        role="toolbar"
        aria-label=${strings.controls.toolbar}
        @keydown=${this.#onKey}
        @pointerdown=${() => (this.#menuAtPress = this.menu)}
      >
        ${controls.map((control) =>
          renderControl(control, {
            isStop: control.name === stop,
            onFocus: () => (this.current = control.name),
          }),
        )}
      </div>
      ${this.menu === undefined ? nothing : this.#renderMenu(this.menu, controls)}`;
  }

  #renderMenu(menu: MenuName, controls: readonly Control[]): TemplateResult {
    const label = controls.find(({ name }) => name === menu)?.label ?? "";
    return html`<mesh-menu
      .label=${label}
      .entries=${this.#entries(controls)}
      .anchor=${this.#button(menu)}
      .startsAt=${this.#menuStartsAt}
      @close=${() => (this.menu = undefined)}
    ></mesh-menu>`;
  }

  /** What the bar has no place for. */
  #entries(controls: readonly Control[]): MenuEntry[] {
    return controls.filter(({ name }) => !this.#isShown(name)).map(menuItemOf);
  }

  #allControls(): Control[] {
    const words = strings.controls;
    const act = (action: MeshActionEvent["action"]) => () =>
      void this.dispatchEvent(new MeshActionEvent(action));
    const show = (panel: Panel) => act({ do: "show", panel: this.panel === panel ? "none" : panel });
    const { microphone, camera } = this;
    const watches = this.room?.localParticipant.role === "attendee";
    const controls: Control[] = [];
    if (!watches) {
      controls.push(
        {
          name: "microphone",
          icon: microphone === "on" ? "microphone" : "microphone-off",
          label: words.microphone,
          pressed: microphone === "on",
          press: act({ do: "toggle", device: "microphone" }),
          ...troubleBadge(microphone),
        },
        {
          name: "camera",
          icon: camera === "on" ? "camera" : "camera-off",
          label: words.camera,
          pressed: camera === "on",
          press: act({ do: "toggle", device: "camera" }),
          ...troubleBadge(camera),
        },
      );
    }
    if (this.canShare && !watches) {
      const press = act({ do: "toggle", device: "screen" });
      controls.push({ name: "screen", icon: "screen", label: words.screen, pressed: this.sharing, press });
    }
    controls.push(
      {
        name: "chat",
        icon: "chat",
        label: words.chat,
        expanded: this.panel === "chat",
        press: show("chat"),
        ...countBadge(this.unread, words.unread),
      },
      {
        name: "people",
        icon: "people",
        label: strings.people,
        expanded: this.panel === "people",
        press: show("people"),
        ...countBadge(this.waiting, words.waiting),
      },
      {
        name: "devices",
        icon: "devices",
        label: words.devices,
        expanded: this.panel === "devices",
        press: show("devices"),
      },
      {
        name: "more",
        icon: "more",
        label: controlWords.more,
        expanded: this.menu === "more",
        opensMenu: true,
        press: () => void this.#toggleMenu("more"),
      },
      { name: "leave", icon: "leave", label: words.leave, press: act({ do: "leave" }) },
    );
    return controls;
  }

  async #toggleMenu(menu: MenuName): Promise<void> {
    const open = this.menu ?? this.#menuAtPress;
    this.#menuAtPress = undefined;
    if (open === menu) {
      this.menu = undefined;
      return;
    }
    try {
      await defineMenu();
    } catch (error) {
      this.dispatchEvent(new MeshErrorEvent(error)); // the network is gone; the next press tries again
      return;
    }
    this.#button(menu)?.focus(); // not every browser does for a press; the keyboard comes back here
    this.menu = menu;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const all = this.#shown();
    const at = all.findIndex(({ name }) => name === this.current);
    const isDown = event.key === "ArrowDown";
    this.#menuStartsAt = event.key === "ArrowUp" ? "last" : "first";
    if (all[at]?.opensMenu === true && (isDown || event.key === "ArrowUp")) {
      event.preventDefault();
      all[at]?.press();
      return;
    }
    const step = this.matches(":dir(rtl)") ? -1 : 1;
    const next = { ArrowRight: at + step, ArrowLeft: at - step, Home: 0, End: -1 }[event.key];
    const target = next === undefined ? undefined : all.at(next % all.length);
    if (target === undefined) return;
    event.preventDefault();
    this.#button(target.name)?.focus();
  };

  /** Where the button that Tab reaches has lost its place, another one has it. */
  readonly #fit = (): void => {
    const all = this.#shown();
    if (!all.some(({ name }) => name === this.current)) this.current = all[0]?.name ?? this.current;
    this.requestUpdate();
  };

  /** Those that the bar has a place for. */
  #shown(): Control[] {
    return this.#controls.filter(({ name }) => this.#isShown(name));
  }

  #isShown(name: ControlName): boolean {
    return (this.#button(name)?.getClientRects().length ?? 0) > 0;
  }

  #button(name: ControlName): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(`.control.${name}`);
  }
}

function troubleBadge(look: ToggleLook): Pick<Control, "badge"> {
  return look === "trouble" ? { badge: { sign: "!", isProblem: true } } : {};
}

function countBadge(count: number, words: (count: number) => string): Pick<Control, "badge"> {
  return count === 0 ? {} : { badge: { sign: `${count}`, label: words(count) } };
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-controls": MeshControls;
  }
}
