import { ContextProvider } from "@lit/context";
import { html, nothing, type PropertyValues } from "lit";
import type { Room } from "../../room/room.ts";
import { defineKiosk } from "../kiosk/define-kiosk.ts";
import { rememberName } from "../lobby/identity.ts";
import { unsupportedWords } from "../notice/told-words.ts";
import { unsupportedCodes } from "../notice/trouble.ts";
import { roomContext } from "../room-part/room-context.ts";
import { strings } from "../strings.ts";
import { buttons, fields, theme } from "../theme.styles.ts";
import { CallAttributes } from "./call-attributes.ts";
import { CallFlow } from "./call-flow.ts";
import type { CallAction, CallState } from "./call-state.ts";
import { renderEnd, renderLobby, renderPage } from "./call-views.ts";
import { callParts } from "./load-call.ts";
import { callStyles } from "./mesh-call.styles.ts";
import { moveFocus } from "./move-focus.ts";
import { say } from "./say.ts";

/**
 * A whole video call: lobby, call, and every way it can end.
 * @summary A whole call in one tag: `<mesh-call room="standup">`
 * @fires mesh-feedback @fires mesh-joined @fires mesh-left @fires mesh-error @fires mesh-state @fires mesh-ring @fires mesh-participant-joined @fires mesh-participant-left @fires mesh-token-about-to-expire @fires mesh-message @fires mesh-device @fires mesh-panel @fires mesh-connection @fires mesh-speaker
 * @csspart frame - around everything @csspart panel - what opens beside the stage @csspart report - how the call went
 * @csspart invite - while nobody else is here @csspart pin-input - the field for the PIN @csspart ring - who is at the door, with `ring` @csspart test-button - plays the test sound @cssprop --mesh-height - how high it is
 * @slot invite - shown while nobody else is here; by default `<mesh-invite>`
 */
export class MeshCall extends CallAttributes {
  static override styles = [theme, buttons, fields, callStyles];
  readonly #flow = new CallFlow({
    attributes: this,
    tell: (event) => void this.dispatchEvent(event),
    say: (words) => this.#say(words),
  });
  readonly #provider = new ContextProvider(this, { context: roomContext });
  #hadFocus = false;
  /** What was on the screen last: state, panel. */
  #shown: readonly unknown[] = [];

  constructor() {
    super();
    this.#flow.subscribe(() => {
      if (this.#provider.value !== this.#flow.room) this.#provider.setValue(this.#flow.room);
      this.requestUpdate();
    });
    this.addEventListener("mesh-focus-lost", (event) => {
      event.preventDefault();
      event.stopPropagation();
      void moveFocus(this.renderRoot);
    });
  }

  /** The SDK's room while in a call. */
  get currentRoom(): Room | undefined {
    return this.#flow.room;
  }
  /** Where the call is; `mesh-state` tells when that changes. */
  get currentState(): CallState["at"] {
    return this.#flow.state.at;
  }

  /** Joins as the button in the lobby does. Settles when in the call or told why not; never rejects. */
  join(name?: string): Promise<void> {
    return this.#flow.join(name);
  }

  /** Leaves, or calls off joining. */
  leave(): void {
    this.#flow.leave();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated && this.#flow.state.at === "idle") this.#flow.begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // a page that moves the element puts it back in the same breath, and the call goes on
    queueMicrotask(() => {
      if (!this.isConnected) this.#flow.close();
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("room")) this.#flow.begin();
    if ((changed.has("autoJoin") && this.autoJoin) || (changed.has("ring") && this.ring)) void defineKiosk();
    const { state } = this.#flow;
    if (changed.has("token") && state.at === "in-call") state.call.updateToken(this.token);
    this.#hadFocus = this.hasUpdated && this.matches(":focus-within");
  }

  protected override updated(): void {
    const shown = [this.#flow.state, this.#flow.panel.name];
    const isSame = shown.every((each, index) => each === this.#shown[index]);
    this.#shown = shown;
    if (this.#hadFocus && !isSame) void moveFocus(this.renderRoot);
  }

  protected override render(): unknown {
    const label = strings.region(this.room ?? "");
    return html`<div class="frame" part="frame" role="region" aria-label=${label}>
      ${this.#renderState()} ${this.autoJoin || this.ring ? this.#renderKiosk() : nothing}
      <div class="spoken" role="status" aria-atomic="false"></div>
    </div>`;
  }

  /** Its code comes with the first page that wants it. */
  #renderKiosk(): unknown {
    const { state } = this.#flow;
    return html`<mesh-kiosk
      exportparts="ring"
      .call=${this}
      .at=${state.at}
      .code=${state.at === "stopped" ? state.trouble.code : undefined}
      .autoJoin=${this.autoJoin}
      .rings=${this.ring}
    ></mesh-kiosk>`;
  }

  #renderState(): unknown {
    const flow = this.#flow;
    const { state } = flow;
    switch (state.at) {
      case "idle":
        return renderPage("link", strings.idle);
      case "unsupported":
        return renderPage("alert", unsupportedWords(state.why), { code: unsupportedCodes[state.why] });
      case "lobby":
      case "connecting":
      case "waiting":
      case "pin":
        return renderLobby({
          attributes: this,
          at: state.at === "lobby" && flow.comesByItself ? "connecting" : state.at,
          pinTrouble: state.at === "pin" ? state.trouble : undefined,
          name: flow.name(""),
          media: flow.media,
          onSign: () => flow.expectJoin(),
          act: this.#act,
        });
      case "in-call":
        return callParts().renderInCall({
          call: state.call,
          panel: flow.panel,
          hotkeys: this.hotkeys,
          act: this.#act,
        });
      case "stopped":
      case "left":
        return renderEnd(state, this.#act, this.feedback);
    }
  }

  #say(words: string): void {
    void this.updateComplete.then(() => say(this.renderRoot.querySelector("[role=status]"), words));
  }

  readonly #act = (action: CallAction): void => {
    const flow = this.#flow;
    switch (action.do) {
      case "join":
        rememberName(action.name);
        void flow.join(action.name);
        break;
      case "leave":
        flow.leave();
        break;
      case "give-pin":
        void flow.givePin(action.pin);
        break;
      case "rejoin":
        void flow.rejoin();
        break;
      case "toggle":
        if (this.joinAs !== "attendee") flow.media.toggle(action.device);
        break;
      case "retry-devices":
        flow.media.retry();
        break;
      case "choose":
        flow.media.choose(action.device, action.deviceId);
        break;
      case "show":
        if (flow.room !== undefined) void flow.panel.show(action.panel, flow.room);
        break;
      case "say":
        this.#say(action.words);
        break;
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-call": MeshCall;
  }
}
