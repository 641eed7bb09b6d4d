import { html, type PropertyValues } from "lit";
import type { LocalAudioTrack } from "../../room/local-media-track.ts";
import type { MeshcallError } from "../../room/errors.ts";
import type { Room } from "../../room/room.ts";
import { CallAttributes } from "./call-attributes.ts";
import { Joining, requestOf } from "./call-session.ts";
import { CallMedia } from "./call-media.ts";
import type { ChatEntry } from "../chat/chat-log.ts";
import type { CallAction, CallState, Panel } from "./call-state.ts";
import { renderComing, renderEnd, renderInCall, renderLobby, renderPage } from "./call-views.ts";
import { renderPin } from "./door-views.ts";
import { definePeople } from "../people/define-people.ts";
import { copyAddress } from "../invite/copy-address.ts";
import { MeshErrorEvent, MeshJoinedEvent, MeshLeftEvent, MeshStateEvent } from "../events.ts";
import { rememberedName, rememberName } from "../lobby/identity.ts";
import { linkTrackers } from "./link-trackers.ts";
import { missingAbility } from "../devices/media-devices.ts";
import { callStyles } from "./mesh-call.styles.ts";
import { moveFocus } from "./move-focus.ts";
import type { DeviceKind } from "../devices/own-device.ts";
import { OngoingCall } from "./ongoing-call.ts";
import { callServices } from "../provided.ts";
import { strings } from "../strings.ts";
import { summaryOf } from "./summary-of.ts";
import { buttons, fields, theme } from "../theme.styles.ts";
import { keyOf, pinTrouble, troubleOf } from "../notice/trouble.ts";

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
    unread: { state: true },
    said: { state: true },
    speakerId: { state: true },
    copied: { state: true },
    dismissed: { state: true },
  };
  declare private state: CallState;
  declare private panel: Panel;
  declare private unread: number;
  /** For screen readers; never on screen. */
  declare private said: string;
  declare private speakerId: string | undefined;
  declare private copied: "no" | "yes" | "failed";
  /** Device troubles that the person has seen and put away. */
  declare private dismissed: string;

  readonly #media = new CallMedia(() => ({
    services: callServices(),
    onChange: () => this.requestUpdate(),
    onTrack: (track) => void this.currentRoom?.localParticipant.publishTrack(track).catch(this.#tell),
    onTrackGone: (track) => void this.currentRoom?.localParticipant.unpublishTrack(track),
    onError: (error) => this.#tell(error),
  }));
  #joining: Joining | undefined;
  /** What was typed at the door; asked for again when the room has another. */
  #pin: string | undefined;
  #hadFocus = false;

  constructor() {
    super();
    this.state = { at: "idle" };
    this.panel = "none";
    this.unread = 0;
    this.said = "";
    this.speakerId = undefined;
    this.copied = "no";
    this.dismissed = "";
  }

  /** The SDK's room while in a call. */
  get currentRoom(): Room | undefined {
    return this.state.at === "in-call" ? this.state.call.room : undefined;
  }

  /** Joins as the button in the lobby does. Settles when in the call or told why not; never rejects. */
  async join(name = this.#knownName()): Promise<void> {
    const { at } = this.state;
    if (this.room === null || at === "in-call" || at === "connecting" || at === "waiting") return;
    this.dismissed = keyOf(this.#media.troubles);
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
    if (changed.has("state") || changed.has("panel")) void moveFocus(this.renderRoot, this.panel);
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
    const media = this.#media.own;
    switch (state.at) {
      case "idle":
        return renderPage("link", strings.idle);
      case "unsupported":
        return renderPage("alert", strings.unsupported[state.why]);
      case "lobby":
        return renderLobby({
          room: this.room ?? "",
          name: this.#knownName(""),
          media,
          watches: this.joinAs === "attendee",
          speakerId: this.speakerId,
          troubles: this.#media.troubles,
          followLevel: this.#followLevel,
          act: this.#act,
        });
      case "connecting":
      case "waiting":
        return renderComing(state.at, this.#act);
      case "pin":
        return renderPin(state.trouble, this.#act);
      case "in-call": {
        const troubles = this.#media.troubles;
        return renderInCall({
          room: state.call.room,
          media,
          panel: this.panel,
          entries: state.call.entries,
          unread: this.unread,
          waiting: state.call.waiting,
          speakerId: this.speakerId,
          troubles: keyOf(troubles) === this.dismissed ? [] : troubles,
          lost: state.call.lost,
          copied: this.copied,
          act: this.#act,
        });
      }
      case "stopped":
      case "left":
        return renderEnd(state, this.#act);
    }
  }

  readonly #act = (action: CallAction): void => {
    const media = this.#media.own;
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
        this.dismissed = "";
        if (this.#takesBack(action.device)) break;
        if (action.device === "screen") void media?.screen.toggle();
        else media?.[action.device].toggle();
        break;
      case "retry-devices":
        void media?.retry();
        break;
      case "dismiss-trouble":
        this.dismissed = keyOf(this.#media.troubles);
        break;
      case "choose":
        if (action.device === "speaker") this.speakerId = action.deviceId;
        else void media?.[action.device].choose(action.deviceId);
        break;
      case "show":
        void this.#show(action.panel);
        break;
      case "send":
        if (this.state.at === "in-call") this.state.call.send(action.text);
        break;
      case "forget-lost":
        if (this.state.at === "in-call") this.state.call.forgetLost();
        this.requestUpdate();
        break;
      case "unsilence":
        if (this.state.at === "in-call") this.state.call.unsilence();
        break;
      case "copy-link":
        void this.#copyLink();
        break;
    }
  };

  /** @returns whether a host has taken this from them: to switch it on is to ask for it back */
  #takesBack(device: DeviceKind | "screen"): boolean {
    const silenced = this.currentRoom?.localParticipant.silenced;
    const isTaken = device === "microphone" ? silenced?.audio : silenced?.video;
    if (isTaken === true && this.state.at === "in-call") this.state.call.unsilence();
    return isTaken === true;
  }

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
    this.panel = "none";
    this.unread = 0;
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
    const call = new OngoingCall(room, {
      fetchToken,
      onChange: () => this.#followRole(),
      onSaid: (words) => (this.said = words),
      onMessage: (entry) => this.#onMessage(entry),
      onEvent: (event) => void this.dispatchEvent(event),
      onEnd: (error) => this.#onEnd(error),
    });
    this.#setState({ at: "in-call", call });
    // devices that came up while joining; the rest is published already
    if (room.localParticipant.role !== "attendee")
      room.localParticipant.publishTracks(this.#media.tracks).catch(this.#tell);
    this.#followRole();
    this.dispatchEvent(new MeshJoinedEvent(room));
  }

  #onEnd(error: MeshcallError | undefined): void {
    const report = this.currentRoom?.getReport();
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
    this.panel = "none";
    this.#setState({ at: "stopped", trouble: troubleOf(error, inCall) });
    this.dispatchEvent(new MeshErrorEvent(error));
  }

  /** Settles when they are open, or cannot be. */
  async #openDevices(): Promise<void> {
    if (this.joinAs !== "attendee") await this.#media.open();
  }

  /** Who only watches has no light on at their camera; who may send again has their devices as before. */
  #followRole(): void {
    const role = this.currentRoom?.localParticipant.role;
    if (role === "attendee") this.#media.close();
    else if (role !== undefined) void this.#media.open();
    this.requestUpdate();
  }

  #onMessage({ from, text }: ChatEntry): void {
    if (from === undefined || this.panel === "chat") return; // an open chat reads it out itself
    this.unread += 1;
    this.said = strings.said.message(from, text);
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
    try {
      if (panel === "people") await definePeople();
    } catch (error) {
      this.#tell(error); // its file is gone, or the network; the next press tries again
      return;
    }
    this.panel = panel;
    if (panel === "chat") this.unread = 0;
  }

  async #copyLink(): Promise<void> {
    this.copied = (await copyAddress()) ? "yes" : "failed";
    this.said = this.copied === "yes" ? strings.alone.copied : strings.alone.notCopied;
  }

  #knownName(otherwise: string = strings.guest): string {
    return this.name ?? (rememberedName() || otherwise);
  }

  #setState(state: CallState): void {
    const moved = state.at !== this.state.at;
    this.state = state;
    if (!moved) return;
    this.said = "";
    this.copied = "no";
    this.dispatchEvent(new MeshStateEvent(state.at));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-call": MeshCall;
  }
}
