import { ContextProvider } from "@lit/context";
import { html, type PropertyValues } from "lit";
import type { LocalAudioTrack } from "../../room/local-media-track.ts";
import type { MeshcallError } from "../../room/errors.ts";
import type { Room } from "../../room/room.ts";
import { CallAttributes } from "./call-attributes.ts";
import { Joining, requestOf } from "./call-session.ts";
import { CallMedia, enterWith } from "../devices/call-media.ts";
import type { CallAction, CallState, Panel } from "./call-state.ts";
import { renderComing, renderEnd, renderLobby, renderPage } from "./call-views.ts";
import { renderPin } from "./door-views.ts";
import { renderInCall } from "./in-call-views.ts";
import { makePanel } from "./panels.ts";
import { roomContext } from "../room-part/room-context.ts";
import { MeshErrorEvent, MeshJoinedEvent, MeshLeftEvent, MeshStateEvent } from "../events.ts";
import { rememberedName, rememberName } from "../lobby/identity.ts";
import { linkTrackers } from "./link-trackers.ts";
import { missingAbility } from "../devices/media-devices.ts";
import { callStyles } from "./mesh-call.styles.ts";
import { moveFocus } from "./move-focus.ts";
import { OngoingCall } from "./ongoing-call.ts";
import { callServices } from "../provided.ts";
import { strings } from "../strings.ts";
import { summaryOf } from "./summary-of.ts";
import { buttons, fields, theme } from "../theme.styles.ts";
import { pinTrouble, troubleOf } from "../notice/trouble.ts";

/**
 * A whole video call: lobby, call, and every way it can end.
 * @summary A whole call in one tag: `<mesh-call room="standup">`
 * @fires mesh-joined @fires mesh-left @fires mesh-error @fires mesh-state @fires mesh-participant-joined @fires mesh-participant-left @fires mesh-token-about-to-expire
 * @csspart frame - around everything @csspart panel - what opens beside the stage @csspart report - how the call went
 * @csspart invite - while nobody else is here @csspart pin-input - the field for the PIN @cssprop --mesh-height - how high it is
 * @slot invite - shown while nobody else is here; by default a button that copies the page's address
 */
export class MeshCall extends CallAttributes {
  static override styles = [theme, buttons, fields, callStyles];
  static override properties = {
    ...CallAttributes.properties,
    state: { state: true },
    panel: { state: true },
    notLoaded: { state: true },
    said: { state: true },
  };
  declare private state: CallState;
  declare private panel: Panel;
  /** A panel that was asked for and whose code did not come. */
  declare private notLoaded: Panel;
  /** For screen readers; never on screen. */
  declare private said: string;

  readonly #media = new CallMedia();
  readonly #provider = new ContextProvider(this, { context: roomContext });
  #panelElement: HTMLElement | undefined;
  #joining: Joining | undefined;
  /** What was typed at the door; asked for again when the room has another. */
  #pin: string | undefined;
  #hadFocus = false;

  constructor() {
    super();
    this.state = { at: "idle" };
    this.panel = "none";
    this.notLoaded = "none";
    this.said = "";
    this.#media.subscribe((error) => {
      this.requestUpdate();
      if (error !== undefined) this.#tell(error);
    });
  }

  /** The SDK's room while in a call. */
  get currentRoom(): Room | undefined {
    return this.state.at === "in-call" ? this.state.call.room : undefined;
  }

  /** Joins as the button in the lobby does. Settles when in the call or told why not; never rejects. */
  async join(name = this.#knownName()): Promise<void> {
    const { at } = this.state;
    if (this.room === null || at === "in-call" || at === "connecting" || at === "waiting") return;
    this.#media.dismissTroubles();
    void this.#openDevices();
    await this.#join(this.room, name);
  }

  /** Leaves, or calls off joining. */
  leave(): void {
    if (this.state.at === "in-call") this.state.call.room.disconnect();
    else if (["connecting", "pin", "waiting"].includes(this.state.at)) this.#begin();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated && this.state.at === "idle") this.#begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // a page that moves the element puts it back in the same breath, and the call goes on
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#end();
      this.#setState({ at: "idle" });
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("room")) this.#begin();
    if (changed.has("token") && this.state.at === "in-call") this.state.call.updateToken(this.token);
    this.#hadFocus = this.hasUpdated && this.matches(":focus-within");
  }

  protected override updated(changed: PropertyValues): void {
    if (!this.#hadFocus) return;
    if (changed.has("state") || changed.has("panel")) void moveFocus(this.renderRoot);
  }

  protected override render(): unknown {
    const label = strings.region(this.room ?? "");
    return html`<div class="frame" part="frame" role="region" aria-label=${label}>
      ${this.#renderState()}
      <div class="spoken" role="status">${this.said}</div>
    </div>`;
  }

  #renderState(): unknown {
    const { state } = this;
    switch (state.at) {
      case "idle":
        return renderPage("link", strings.idle);
      case "unsupported":
        return renderPage("alert", strings.unsupported[state.why]);
      case "lobby":
        return renderLobby({
          room: this.room ?? "",
          name: this.#knownName(""),
          media: this.#media,
          watches: this.joinAs === "attendee",
          followLevel: this.#followLevel,
          act: this.#act,
        });
      case "connecting":
      case "waiting":
        return renderComing(state.at, this.#act);
      case "pin":
        return renderPin(state.trouble, this.#act);
      case "in-call":
        return renderInCall({
          call: state.call,
          panel: this.panel,
          panelElement: this.#panelElement,
          notLoaded: this.notLoaded,
          act: this.#act,
        });
      case "stopped":
      case "left":
        return renderEnd(state, this.#act);
    }
  }

  readonly #act = (action: CallAction): void => {
    switch (action.do) {
      case "join":
        rememberName(action.name);
        void this.join(action.name);
        break;
      case "leave":
        this.leave();
        break;
      case "give-pin":
        this.#pin = action.pin;
        void this.join();
        break;
      case "rejoin":
        if (this.state.at === "stopped" && this.state.trouble.kind === "bad-name") this.#begin();
        else void this.join();
        break;
      case "toggle":
        if (this.joinAs !== "attendee") this.#media.toggle(action.device);
        break;
      case "retry-devices":
        this.#media.retry();
        break;
      case "choose":
        this.#media.choose(action.device, action.deviceId);
        break;
      case "show":
        void this.#show(action.panel);
        break;
      case "forget-lost":
        if (this.state.at === "in-call") this.state.call.forgetLost();
        this.requestUpdate();
        break;
    }
  };

  /** From nothing to the lobby, or into the call where the lobby is skipped. */
  #begin(): void {
    this.#end();
    const missing = missingAbility();
    if (this.room === null || this.room === "") {
      this.#setState({ at: "idle" });
    } else if (missing !== undefined) {
      this.#setState({ at: "unsupported", why: missing });
    } else {
      linkTrackers(this.trackers); // the link is whole before anybody copies it
      this.#setState({ at: "lobby" });
      const opened = this.#openDevices();
      if (this.skipLobby) void opened.then(() => this.join());
    }
  }

  /** Back to nothing: out of the room, devices given back. */
  #end(): void {
    this.#joining?.cancel();
    this.#joining = undefined;
    if (this.state.at === "in-call") this.state.call.room.disconnect();
    this.#media.close();
    void this.#show("none");
  }

  async #join(room: string, name: string): Promise<void> {
    this.#setState({ at: "connecting" });
    const joining = new Joining(
      callServices(),
      requestOf(this, {
        room,
        name,
        pin: this.#pin ?? this.pin ?? undefined,
        onWaiting: () => {
          if (joining !== this.#joining) return;
          this.#setState({ at: "waiting" });
          this.said = strings.waiting.why;
        },
        tracks: this.#media.tracks,
      }),
    );
    this.#joining = joining;
    try {
      const joined = await joining.room;
      if (joining === this.#joining) this.#enter(joined, joining.fetchToken);
    } catch (error) {
      if (joining !== this.#joining || joining.cancelled) return;
      const asked = pinTrouble(error);
      if (asked === undefined) return this.#stop(error, false);
      this.#setState({ at: "pin", trouble: asked === "asked" ? undefined : asked });
    }
  }

  #enter(room: Room, fetchToken: Joining["fetchToken"]): void {
    enterWith(room, this.#media); // with what came up while joining; the rest is published already
    const call = new OngoingCall(room, {
      fetchToken,
      onChange: () => this.requestUpdate(),
      onSaid: (words) => (this.said = words),
      onEvent: (event) => void this.dispatchEvent(event),
      onEnd: (error) => this.#onEnd(error),
    });
    this.#setState({ at: "in-call", call });
    this.#provider.setValue(room);
    this.dispatchEvent(new MeshJoinedEvent(room));
  }

  #onEnd(error: MeshcallError | undefined): void {
    const report = this.currentRoom?.getReport();
    this.#provider.setValue(undefined);
    if (error !== undefined) {
      this.#stop(error, true);
    } else {
      this.#media.close();
      const left: CallState = { at: "left" };
      this.#setState(left);
      void summaryOf(report).then(
        (summary) => summary && this.state === left && this.#setState({ at: "left", summary }),
      );
    }
    this.dispatchEvent(new MeshLeftEvent(error, report));
  }

  #stop(error: unknown, inCall: boolean): void {
    this.#media.close();
    void this.#show("none");
    this.#setState({ at: "stopped", trouble: troubleOf(error, inCall) });
    this.dispatchEvent(new MeshErrorEvent(error));
  }

  /** Settles when they are open, or cannot be. */
  async #openDevices(): Promise<void> {
    if (this.joinAs !== "attendee") await this.#media.open();
  }

  readonly #followLevel = (track: LocalAudioTrack, onLevel: (levelDbov: number) => void): (() => void) => {
    try {
      return callServices().meterMicrophone(track, onLevel, this.kernelUrl ?? undefined);
    } catch (error) {
      this.#tell(error); // a page that forbids WASM still calls, without a meter
      return () => undefined;
    }
  };

  /** For the page's own log. */
  readonly #tell = (error: unknown): void => void this.dispatchEvent(new MeshErrorEvent(error));

  async #show(panel: Panel): Promise<void> {
    const room = this.currentRoom;
    this.notLoaded = "none";
    if (panel === "none" || room === undefined) {
      this.#panelElement = undefined;
      this.panel = "none";
      return;
    }
    try {
      const element = await makePanel(panel, room);
      if (this.currentRoom !== room || element === undefined) return;
      this.#panelElement = element;
      this.panel = panel;
    } catch (error) {
      this.notLoaded = panel; // its file is gone, or the network
      this.#tell(error);
    }
  }

  #knownName(otherwise: string = strings.guest): string {
    return this.name ?? (rememberedName() || otherwise);
  }

  #setState(state: CallState): void {
    const moved = state.at !== this.state.at;
    this.state = state;
    if (!moved) return;
    this.said = "";
    this.dispatchEvent(new MeshStateEvent(state.at));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-call": MeshCall;
  }
}
