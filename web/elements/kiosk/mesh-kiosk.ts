import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Room } from "../../room/room.ts";
import type { CallState } from "../call/call-state.ts";
import { mediaOf } from "../devices/call-media.ts";
import { playNotes } from "../devices/tones.ts";
import { MeshErrorEvent, MeshRingEvent } from "../events.ts";
import { bellIcon } from "./bell-icon.ts";
import { MeshElement } from "../mesh-element.ts";
import { buttons, theme } from "../theme.styles.ts";
import { Bell, type Ring } from "./bell.ts";
import { kioskWords as words } from "./kiosk-words.ts";
import { kioskStyles } from "./mesh-kiosk.styles.ts";
import { lastingMs, rejoinWaitMs } from "./rejoin.ts";
import { ScreenAwake } from "./screen-awake.ts";

/** What it needs of the call around it. */
export interface KioskCall extends EventTarget {
  readonly currentRoom: Room | undefined;
  join(): Promise<void>;
}

/** A tick of what is counted down. */
const secondMs = 1_000;

/**
 * A call that nobody has to run: it joins again after every end, keeps the screen on, and rings when somebody comes. Used
 * inside `<mesh-call>` with `auto-join` and `ring`.
 * @summary What `auto-join` and `ring` of `<mesh-call>` do
 * @fires mesh-ring - on the call: it rings, or no longer
 * @fires mesh-error - on the call: who knocks could not be let in
 * @csspart ring - who is there, while it rings
 */
export class MeshKiosk extends MeshElement {
  static override styles = [theme, buttons, kioskStyles];
  static override properties = {
    call: { attribute: false },
    at: { attribute: false },
    code: { attribute: false },
    autoJoin: { attribute: false },
    rings: { attribute: false },
    secondsLeft: { state: true },
    staysOut: { state: true },
  };
  declare call: KioskCall | undefined;
  /** Where the call is. */
  declare at: CallState["at"];
  /** Why it stopped. */
  declare code: number | undefined;
  declare autoJoin: boolean;
  declare rings: boolean;
  declare private secondsLeft: number | undefined;
  declare private staysOut: boolean;

  readonly #awake = new ScreenAwake();
  #failures = 0;
  #joinedMs: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #bell: { room: Room; bell: Bell } | undefined;

  constructor() {
    super();
    this.call = undefined;
    this.at = "idle";
    this.code = undefined;
    this.autoJoin = false;
    this.rings = false;
    this.secondsLeft = undefined;
    this.staysOut = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("online", this.#onOnline);
    if (!this.hasUpdated) return; // what was given before this was defined is there with the first update
    this.#listen();
    this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("online", this.#onOnline);
    this.call?.removeEventListener("pointerdown", this.#onTouch);
    this.call?.removeEventListener("keydown", this.#onTouch);
    this.#cancel();
    this.#awake.stop();
    this.#bell?.bell.close();
    this.#bell = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("call")) this.#listen();
    const looks = ["at", "code", "autoJoin", "rings"] as const;
    if (looks.some((name) => changed.has(name))) this.#follow();
  }

  protected override render(): unknown {
    const ring = this.#bell?.bell.ring;
    if (ring !== undefined) return this.#renderRing(ring);
    if (this.secondsLeft !== undefined)
      return html`<div class="again">
        <span>${words.again(this.secondsLeft)}</span>
        <button type="button" class="button" @click=${this.#stayOut}>${words.stayOut}</button>
      </div>`;
    return this.staysOut ? html`<div class="again" role="status">${words.staysOut}</div>` : nothing;
  }

  #renderRing({ why, name, isSilent, knock }: Ring): TemplateResult {
    return html`<div class="ring" part="ring">
      ${bellIcon}
      <p role="alert">${why === "came" ? words.came(name) : words.knocks(name)}</p>
      <div class="buttons">
        ${
          knock === undefined
            ? html`<button type="button" class="button primary" @click=${this.#answer}>
                ${words.answer}
              </button>`
            : html`<button type="button" class="button primary" @click=${() => this.#letIn(knock)}>
                  ${words.letIn}</button
                ><button type="button" class="button" @click=${this.#answer}>${words.notNow}</button>`
        }
      </div>
      ${isSilent ? html`<p class="silent">${words.silent}</p>` : nothing}
    </div>`;
  }

  #listen(): void {
    this.call?.addEventListener("pointerdown", this.#onTouch);
    this.call?.addEventListener("keydown", this.#onTouch);
  }

  #follow(): void {
    if (!this.isConnected) return;
    if (this.autoJoin) this.#awake.start();
    else this.#awake.stop();
    this.#followRoom();
    const now = performance.now();
    if (this.at === "in-call") {
      this.#joinedMs ??= now;
      this.staysOut = false;
      this.#cancel();
    } else if (this.at === "stopped" || this.at === "left") {
      if (this.#joinedMs !== undefined && now - this.#joinedMs > lastingMs) this.#failures = 0;
      this.#joinedMs = undefined;
      if (this.autoJoin && !this.staysOut) this.#schedule();
      else this.#cancel();
    } else {
      this.#cancel();
    }
  }

  #followRoom(): void {
    const room = this.rings ? this.call?.currentRoom : undefined;
    if (room === this.#bell?.room) return;
    this.#bell?.bell.close();
    this.#bell = undefined;
    if (room === undefined) return;
    const tell = (ring: Ring, is: MeshRingEvent["is"]): boolean =>
      this.call?.dispatchEvent(new MeshRingEvent(is, ring.why, ring.name)) ?? true;
    const bell = new Bell(room, {
      play: playNotes,
      sinkId: () => mediaOf(room).speakerId,
      onRing: (ring) => tell(ring, "ringing"),
      onEnd: (ring, end) => void tell(ring, end),
      ringsForPresent: this.autoJoin,
      onChange: () => this.requestUpdate(),
    });
    this.#bell = { room, bell };
  }

  #schedule(): void {
    if (this.#timer !== undefined) return;
    const why = this.at === "left" ? "left" : this.code;
    const waitMs = rejoinWaitMs(this.#failures++, why, Math.random());
    const untilMs = performance.now() + waitMs;
    const tick = (): void => {
      const leftMs = untilMs - performance.now();
      if (leftMs <= 0) return this.#join();
      this.secondsLeft = Math.ceil(leftMs / secondMs);
      this.#timer = setTimeout(tick, Math.min(secondMs, leftMs));
    };
    tick();
  }

  #join(): void {
    this.#cancel();
    void this.call?.join();
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.secondsLeft = undefined;
  }

  readonly #onOnline = (): void => {
    if (this.#timer !== undefined) this.#join();
  };

  readonly #stayOut = (): void => {
    this.staysOut = true;
    this.#cancel();
  };

  readonly #answer = (): void => this.#bell?.bell.answer();

  #letIn(knock: string): void {
    const room = this.#bell?.room;
    this.#answer();
    room
      ?.moderation()
      .then((moderation) => moderation.admit(knock))
      .catch((error: unknown) => this.call?.dispatchEvent(new MeshErrorEvent(error)));
  }

  /** Whoever does anything in the call is there; a press on "Let in" answers by itself. */
  readonly #onTouch = (event: Event): void => {
    if (!event.composedPath().includes(this)) this.#answer();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-kiosk": MeshKiosk;
  }
}
