import { errorOf, type MeshcallError } from "../../room/errors.ts";
import type { Room } from "../../room/room.ts";
import { CallMedia, enterWith } from "../devices/call-media.ts";
import { missingAbility } from "../devices/media-devices.ts";
import {
  MeshDeviceEvent,
  MeshJoinedEvent,
  MeshLeftEvent,
  MeshPanelEvent,
  MeshStateEvent,
} from "../events.ts";
import { rememberedName } from "../lobby/identity.ts";
import { tellError } from "../notice/tell-error.ts";
import { loadTroubleWords, wordsComing } from "../notice/told-words.ts";
import {
  pinTrouble,
  troubleOf,
  unsupportedCodes,
  type CallTrouble,
  type CallTroubleKind,
  type DeviceTrouble,
} from "../notice/trouble.ts";
import { callServices } from "../provided.ts";
import { Shared } from "../room-part/shared.ts";
import { strings } from "../strings.ts";
import type { CallAttributes } from "./call-attributes.ts";
import type { JoinRequest, Joining } from "./call-session.ts";
import type { CallState } from "./call-state.ts";
import { loadCall, type CallParts } from "./load-call.ts";
import { OpenPanel } from "./open-panel.ts";
import { shownReport } from "./shown-report.ts";

export interface FlowHost {
  /** Read when they are needed. */
  readonly attributes: CallAttributes;
  /** For the page. */
  tell(event: Event): void;
  /** For screen readers. */
  say(words: string): void;
}

/** Where a call is, from the lobby to its end and to the next one, and what leads on from there. */
export class CallFlow extends Shared {
  readonly media = new CallMedia();
  readonly panel = new OpenPanel();
  readonly #host: FlowHost;
  #state: CallState = { at: "idle" };
  /** The way in; another one, or none, when this was called off. */
  #way: object | undefined;
  #joining: Joining | undefined;
  /** Devices that the page knows to be on. */
  readonly #on = new Set<MeshDeviceEvent["device"]>();
  /** What was typed at the door; asked for again when the room has another. */
  #pin: string | undefined;
  #comesByItself = false;

  constructor(host: FlowHost) {
    super();
    this.#host = host;
    this.media.subscribe((error, trouble) => {
      this.#tellDevices();
      this.#changed(error, trouble);
    });
    let open = this.panel.name;
    this.panel.subscribe((error) => {
      if (open !== this.panel.name) host.tell(new MeshPanelEvent((open = this.panel.name)));
      this.#changed(error);
    });
  }

  get state(): CallState {
    return this.#state;
  }
  get room(): Room | undefined {
    return this.#state.at === "in-call" ? this.#state.call.room : undefined;
  }

  /** What others will see. @param otherwise where nobody has said */
  name(otherwise: string): string {
    return this.#host.attributes.name ?? (rememberedName() || otherwise);
  }

  /** Joins without being asked to: what is shown is the way in. */
  get comesByItself(): boolean {
    return this.#comesByItself;
  }

  /** From nothing to the lobby, or into the call where the lobby is skipped. @param isCalledOff by the person: then the lobby is shown */
  begin(isCalledOff = false): void {
    this.end();
    const { room, trackers, skipLobby, autoJoin } = this.#host.attributes;
    this.#comesByItself = autoJoin || (skipLobby && !isCalledOff);
    const missing = missingAbility();
    if (room === null || room === "") {
      this.#set({ at: "idle" });
    } else if (missing !== undefined) {
      this.#tell({ at: "unsupported", why: missing });
      void errorOf(unsupportedCodes[missing]).then((error) => this.fail(error));
    } else {
      if (trackers !== null)
        import("./link-trackers.ts")
          .then(({ linkTrackers }) => linkTrackers(trackers)) // the link is whole before anybody copies it
          .catch(() => undefined); // said when somebody joins
      this.#set({ at: "lobby" });
      if (this.#comesByItself) this.expectJoin();
      const opened = this.#openDevices();
      if (this.#comesByItself) void opened.then(() => this.join());
    }
  }

  /** Out of the room, devices given back. */
  end(): void {
    this.#way = undefined;
    this.#joining?.cancel();
    this.#joining = undefined;
    this.room?.disconnect();
    this.media.close();
    this.panel.close();
  }

  /** The element is gone from the page. */
  close(): void {
    this.end();
    this.#set({ at: "idle" });
  }

  /** Somebody is about to join: what a call needs starts to come. */
  expectJoin(): void {
    loadCall().catch(() => undefined); // said when somebody joins
  }

  /** Settles when in the call or told why not; never rejects. */
  async join(name = this.name(strings.guest)): Promise<void> {
    const { room } = this.#host.attributes;
    if (room === null || ["in-call", "connecting", "waiting"].includes(this.#state.at)) return;
    this.media.dismissTroubles();
    void this.#openDevices();
    await this.#join(room, name);
  }

  givePin(pin: string): Promise<void> {
    this.#pin = pin;
    return this.join();
  }

  /** Out of an end state, in again with the same name. */
  async rejoin(): Promise<void> {
    if (this.#state.at === "stopped" && this.#state.trouble.kind === "bad-name") this.begin();
    else await this.join();
  }

  /** Leaves, or calls off joining. */
  leave(): void {
    if (this.#state.at === "in-call") this.#state.call.room.disconnect();
    else if (["connecting", "pin", "waiting"].includes(this.#state.at)) this.begin(true);
  }

  /** For the page's own log; the person is told otherwise. @param trouble how they are */
  fail(error: unknown, trouble?: CallTrouble | DeviceTrouble): void {
    void tellError(this.#host.tell, error, trouble);
  }

  async #join(room: string, name: string): Promise<void> {
    const way = {};
    this.#way = way;
    const sinceMs = performance.now();
    this.#set({ at: "connecting" });
    let parts: CallParts;
    let request: JoinRequest;
    try {
      parts = await loadCall();
      request = await parts.requestOf(this.#host.attributes, {
        room,
        name,
        pin: this.#pin ?? this.#host.attributes.pin ?? undefined,
        onWaiting: () => {
          if (way === this.#way) this.#wait();
        },
        tracks: this.media.tracks,
      });
    } catch (error) {
      if (way === this.#way) this.#stop(error, { kind: "not-loaded", code: undefined });
      return;
    }
    if (way !== this.#way) return;
    const joining = new parts.Joining(callServices(), request);
    this.#joining = joining;
    try {
      const joined = await joining.room;
      if (way === this.#way) this.#enter(parts, joined, joining.fetchToken);
    } catch (error) {
      if (way !== this.#way) return;
      const asked = pinTrouble(error);
      if (asked === undefined) this.#stop(error, { ...troubleOf(error, false), sinceMs });
      else this.#set({ at: "pin", trouble: asked === "asked" ? undefined : asked });
    }
  }

  #changed(error: unknown, trouble?: DeviceTrouble): void {
    if (error !== undefined) this.fail(error, trouble);
    this.changed();
  }

  #tellDevices(): void {
    for (const device of ["microphone", "camera", "screen"] as const) {
      const isOn = this.media.isOn(device);
      if (isOn === this.#on.has(device)) continue;
      if (isOn) this.#on.add(device);
      else this.#on.delete(device);
      this.#host.tell(new MeshDeviceEvent(device, isOn));
    }
  }

  #wait(): void {
    this.#set({ at: "waiting" });
    this.#host.say(strings.waiting.why);
  }

  #enter({ OngoingCall }: CallParts, room: Room, fetchToken: Joining["fetchToken"]): void {
    enterWith(room, this.media); // with what came up while joining; the rest is published already
    const call = new OngoingCall(room, {
      fetchToken,
      onChange: () => this.changed(),
      onSaid: (words) => this.#host.say(words),
      onEvent: (event) => this.#host.tell(event),
      onEnd: (error) => this.#onEnd(error),
    });
    this.#set({ at: "in-call", call });
    if (room.participants.size === 0) this.#host.say(strings.alone.heading);
    this.#host.tell(new MeshJoinedEvent(room));
    void loadTroubleWords(); // while there is a network to load them over
    import("../notice/tell-policy.ts")
      .then(({ tellPolicy }) => tellPolicy(room, this.#host.tell))
      .catch(() => undefined); // nobody is worse off: whatever fails for the policy tells so itself
  }

  #onEnd(error: MeshcallError | undefined): void {
    const report = this.room?.getReport();
    if (error !== undefined) {
      this.#stop(error, troubleOf(error, true));
    } else {
      this.media.close();
      this.panel.close();
      const left: CallState = { at: "left" };
      this.#set(left);
      void shownReport(report).then((known) => {
        if (known !== undefined && this.#state === left) this.#set({ at: "left", report: known });
      });
    }
    this.#host.tell(new MeshLeftEvent(error, report));
  }

  #stop(error: unknown, trouble: CallTrouble): void {
    this.media.close();
    this.panel.close();
    const stopped: CallState = { at: "stopped", trouble };
    this.#tell(stopped, trouble.kind);
    this.fail(error, trouble);
    if (trouble.kind !== "offline") return;
    const comeBack = (): void => {
      if (this.#state === stopped) void this.rejoin();
    };
    addEventListener("online", comeBack, { once: true });
  }

  /** Goes to a state when there are words for it. */
  #tell(state: CallState, kind?: CallTroubleKind): void {
    const coming = wordsComing(kind);
    if (coming === undefined) return this.#set(state);
    const way = {};
    this.#way = way;
    void coming.then(() => {
      if (way === this.#way) this.#set(state);
    });
    void loadTroubleWords().then(() => this.changed()); // in place of plain words
  }

  /** Settles when they are open, or cannot be. */
  async #openDevices(): Promise<void> {
    if (this.#host.attributes.joinAs !== "attendee") await this.media.open();
  }

  #set(state: CallState): void {
    const moved = state.at !== this.#state.at;
    this.#state = state;
    this.changed();
    if (!moved) return;
    this.#host.say("");
    this.#host.tell(new MeshStateEvent(state.at));
  }
}
