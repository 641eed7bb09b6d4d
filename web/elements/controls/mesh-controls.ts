import { html, nothing, type TemplateResult } from "lit";
import type { Panel } from "../call/call-state.ts";
import { chatInboxOf } from "../chat/chat-inbox.ts";
import { mediaOf } from "../devices/call-media.ts";
import { MeshActionEvent, MeshErrorEvent } from "../events.ts";
import { inboxOf } from "../hands/sign-inbox.ts";
import { followHotkeys } from "../hotkeys/follow-hotkeys.ts";
import type { HotkeyMode } from "../hotkeys/hotkey-target.ts";
import type { Room } from "../../room/room.ts";
import { RoomPart } from "../room-part/room-part.ts";
import { strings } from "../strings.ts";
import { buttons, theme } from "../theme.styles.ts";
import { barControls } from "./bar-controls.ts";
import type { BesideBar } from "./beside-bar.ts";
import { renderControl, type Control, type ControlName, type MenuName } from "./control.ts";
import { controlsStyles } from "./mesh-controls.styles.ts";

/** What menus, signs, keys and spoken words need, which comes with the first of them. */
type Extras = typeof import("./extras.ts");

/**
 * The buttons of a call: one stop of the Tab key, arrow keys inside. What has no place is in the menu at "More".
 * @summary `<mesh-controls>` with its `room` property
 * @fires mesh-action - a panel is to be shown, or words are to be said to screen readers
 * @fires mesh-error - what could not be loaded or done
 * @csspart bar - the row of buttons
 * @csspart control - each button
 * @csspart hint - that one speaks into a muted microphone
 */
export class MeshControls extends RoomPart {
  static override styles = [theme, buttons, controlsStyles];
  static override properties = {
    ...RoomPart.properties,
    panel: { attribute: false },
    hotkeys: {},
    waiting: { attribute: false },
    current: { state: true },
    menu: { state: true },
    isEnding: { state: true },
    extras: { state: true },
  };
  /** What lies open beside the stage. */
  declare panel: Panel;
  /** When keys do something. Null: `focus`. */
  declare hotkeys: HotkeyMode | null;
  /** People who wait to be let in. */
  declare waiting: number;
  /** The button that Tab reaches. */
  declare private current: ControlName;
  declare private menu: MenuName | undefined;
  /** Asked once more whether to end the call for everybody. */
  declare private isEnding: boolean;
  declare private extras: Extras | undefined;

  /** As last rendered. */
  #controls: readonly Control[] = [];
  #menuStartsAt: "first" | "last" = "first";
  /** What a press elsewhere has just closed. */
  #menuAtPress: MenuName | undefined;
  #endOfSigns: (() => void) | undefined;
  #widths: ResizeObserver | undefined;
  #beside: BesideBar | undefined;

  constructor() {
    super();
    this.panel = "none";
    this.hotkeys = null;
    this.waiting = 0;
    this.current = "microphone";
    this.menu = undefined;
    this.isEnding = false;
    this.extras = undefined;
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

  protected override followRoom(room: Room): () => void {
    const media = mediaOf(room);
    const look = (): void => this.requestUpdate();
    const onKnocks = (knocks: readonly unknown[]): void => void (this.waiting = knocks.length);
    const { localParticipant } = room;
    room.on("knocking", onKnocks);
    let isOver = false;
    import("./beside-bar.ts").then(({ besideBar }) => {
      if (isOver) return;
      this.#beside = besideBar(room, {
        isMuted: () => this.#isMuted,
        switchMicrophone: () => media.toggle("microphone"),
        unmute: () => {
          media.toggle("microphone");
          this.#button("microphone")?.focus();
        },
        onChange: look,
        say: this.#say,
      });
      look();
    }, this.#failed);
    const ends = [
      super.followRoom(room),
      media.subscribe(look),
      chatInboxOf(room).subscribe(look),
      inboxOf(room).subscribe(() => void this.#loadExtras()),
      followHotkeys(this.#hotkeyTarget, this.#failed),
    ];
    this.#followSigns();
    // nobody sees an attendee come, who has to ask for the hands that are up
    if (localParticipant.role === "attendee") void this.#loadExtras();
    return () => {
      isOver = true;
      this.#beside?.end();
      this.#beside = undefined;
      this.#endOfSigns?.();
      this.#endOfSigns = undefined;
      room.off("knocking", onKnocks);
      for (const end of ends) end();
    };
  }

  protected override render(): unknown {
    const { room, extras } = this;
    if (room === undefined) return nothing;
    const controls = barControls({
      room,
      panel: this.panel,
      waiting: this.waiting,
      menu: this.menu,
      isHandUp: extras?.handsOf(room).isOwnUp ?? false,
      toggleHand: () => void this.#toggleHand(),
      show: this.#show,
      openMenu: this.#toggleMenu,
      leave: this.#leave,
    });
    this.#controls = controls;
    const stop = controls.some(({ name }) => name === this.current) ? this.current : controls[0]?.name;
    return html`${extras === undefined ? nothing : html`<mesh-reactions .room=${room}></mesh-reactions>`}
      ${this.#beside?.renderHint()}
      <div
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
            held: control.name === "microphone" ? this.#beside?.held : undefined,
          }),
        )}
      </div>
      ${this.menu === undefined || extras === undefined ? nothing : this.#renderMenu(this.menu, room, extras)}
      ${
        this.isEnding
          ? html`<mesh-end-call .room=${room} @close=${() => (this.isEnding = false)}></mesh-end-call>`
          : nothing
      }`;
  }

  #renderMenu(menu: MenuName, room: Room, extras: Extras): TemplateResult {
    return html`<mesh-menu
      .label=${this.#controls.find(({ name }) => name === menu)?.label ?? ""}
      .entries=${extras.entriesOf(menu, {
        room,
        left: this.#controls.filter(({ name }) => !this.#isShown(name)),
        show: this.#show,
        leave: this.#leave,
        end: () => (this.isEnding = true),
      })}
      .anchor=${this.#button(menu)}
      .startsAt=${this.#menuStartsAt}
      @close=${() => (this.menu = undefined)}
    ></mesh-menu>`;
  }

  /** Off by one's own choice, so that it can be switched on. */
  get #isMuted(): boolean {
    const { room } = this;
    return (
      room !== undefined &&
      room.localParticipant.role !== "attendee" &&
      !room.localParticipant.silenced.audio &&
      mediaOf(room).lookOf("microphone") === "off"
    );
  }

  readonly #show = (panel: Panel): void => {
    const isOpen = this.panel === panel;
    this.dispatchEvent(new MeshActionEvent({ do: "show", panel: isOpen ? "none" : panel }));
  };

  readonly #say = (words: string): void => {
    this.dispatchEvent(new MeshActionEvent({ do: "say", words }));
  };

  readonly #leave = (): void => void this.room?.disconnect();

  readonly #failed = (error: unknown): void => void this.dispatchEvent(new MeshErrorEvent(error));

  /** Undefined where the network is gone; the next one tries again. */
  async #loadExtras(): Promise<Extras | undefined> {
    try {
      const extras = await import("./extras.ts");
      extras.defineExtras();
      this.extras = extras;
      this.#followSigns();
      return extras;
    } catch (error) {
      this.#failed(error);
      return undefined;
    }
  }

  #followSigns(): void {
    const { room, extras } = this;
    if (room === undefined) return;
    this.#endOfSigns ??= extras?.followSigns(room, { look: () => this.requestUpdate(), say: this.#say });
  }

  /** @returns whether it is up then */
  async #toggleHand(): Promise<boolean> {
    const extras = await this.#loadExtras();
    const hands = this.room && extras?.handsOf(this.room);
    hands?.toggle();
    return hands?.isOwnUp === true;
  }

  readonly #toggleMenu = async (menu: MenuName): Promise<void> => {
    const open = this.menu ?? this.#menuAtPress;
    this.#menuAtPress = undefined;
    if (open === menu) {
      this.menu = undefined;
      return;
    }
    if ((await this.#loadExtras()) === undefined) return;
    this.#button(menu)?.focus(); // not every browser does for a press; the keyboard comes back here
    this.menu = menu;
  };

  readonly #hotkeyTarget = {
    room: () => this.room,
    mode: () => this.hotkeys ?? "focus",
    talk: (isHeld: boolean) => {
      const talk = this.#beside?.talk;
      if (isHeld) talk?.hold();
      else talk?.letGo();
      return talk?.isTalking === true;
    },
    parts: {
      show: this.#show,
      say: this.#say,
      leave: this.#leave,
      openMenu: this.#toggleMenu,
      toggleHand: () => this.#toggleHand(),
    },
  } as const;

  readonly #onKey = (event: KeyboardEvent): void => {
    const all = this.#controls.filter(({ name }) => this.#isShown(name));
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

  /** Where the button that Tab reaches has lost its place, the first one has it; a menu goes with its button. */
  readonly #fit = (): void => {
    const shown = this.#controls.filter(({ name }) => this.#isShown(name));
    if (!shown.some(({ name }) => name === this.current)) this.current = shown[0]?.name ?? this.current;
    if (!shown.some(({ name }) => name === this.menu)) this.menu = undefined;
    this.requestUpdate();
  };

  /** Whether the bar has a place for it. */
  #isShown(name: ControlName): boolean {
    return (this.#button(name)?.getClientRects().length ?? 0) > 0;
  }

  #button(name: ControlName): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(`.control.${name}`);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-controls": MeshControls;
  }
}
