import { MeshcallError } from "../room/errors.ts";
import type { LocalAudioTrack, LocalVideoTrack } from "../room/local-media-track.ts";
import type { RemoteParticipant } from "../room/remote-participant.ts";
import type { Room, RoomConnection } from "../room/room.ts";
import type { CallReport } from "../room/stats/call-report.ts";
import type { CallAction, CallState, Panel } from "./call/call-state.ts";

const outward = { bubbles: true, composed: true };

/** The call has begun; `room` is the SDK's room, alive until `mesh-left`. */
export class MeshJoinedEvent extends Event {
  static readonly type = "mesh-joined";
  readonly room: Room;
  constructor(room: Room) {
    super(MeshJoinedEvent.type, outward);
    this.room = room;
  }
}

/** The call is over for this page. `error` is undefined when the person left. */
export class MeshLeftEvent extends Event {
  static readonly type = "mesh-left";
  readonly error: MeshcallError | undefined;
  /** How the call went. */
  readonly report: Promise<CallReport> | undefined;
  constructor(error: MeshcallError | undefined, report: Promise<CallReport> | undefined) {
    super(MeshLeftEvent.type, outward);
    this.error = error;
    this.report = report;
  }
}

/** Something failed. The element has told the person already; this is for the page's own log. */
export class MeshErrorEvent extends Event {
  static readonly type = "mesh-error";
  /** A MeshcallError, or what the browser threw (for instance a DOMException of getUserMedia). */
  readonly error: unknown;
  /** Of Meshcall's errors (docs/elements.md lists them); undefined where it is none of them. */
  readonly code: MeshcallError["code"] | undefined;
  /** What whoever runs the page can do about it, in English; "" where that is not known. */
  readonly remedy: string;
  /** @param known what was found out about an error that does not say it itself */
  constructor(error: unknown, known?: { code: MeshcallError["code"]; remedy: string }) {
    super(MeshErrorEvent.type, outward);
    const { code, remedy } =
      known ?? (error instanceof MeshcallError ? error : { code: undefined, remedy: "" });
    this.error = error;
    this.code = code;
    this.remedy = remedy;
  }
}

/** The person has said how the call was. Meshcall sends it nowhere: what becomes of it is the page's matter. */
export class MeshFeedbackEvent extends Event {
  static readonly type = "mesh-feedback";
  readonly good: boolean;
  readonly report: CallReport;
  constructor(good: boolean, report: CallReport) {
    super(MeshFeedbackEvent.type, outward);
    this.good = good;
    this.report = report;
  }
}

/** The `token` that the page gave is over in three minutes at most. Setting `token` anew renews it in mid-call. */
export class MeshTokenAboutToExpireEvent extends Event {
  static readonly type = "mesh-token-about-to-expire";
  constructor() {
    super(MeshTokenAboutToExpireEvent.type, outward);
  }
}

/** The element shows another state, for instance `lobby` or `in-call`. */
export class MeshStateEvent extends Event {
  static readonly type = "mesh-state";
  readonly state: CallState["at"];
  constructor(state: CallState["at"]) {
    super(MeshStateEvent.type, outward);
    this.state = state;
  }
}

/** Somebody else came in. */
export class MeshParticipantJoinedEvent extends Event {
  static readonly type = "mesh-participant-joined";
  readonly participant: RemoteParticipant;
  constructor(participant: RemoteParticipant) {
    super(MeshParticipantJoinedEvent.type, outward);
    this.participant = participant;
  }
}

/** Somebody else is gone. */
export class MeshParticipantLeftEvent extends Event {
  static readonly type = "mesh-participant-left";
  readonly participant: RemoteParticipant;
  constructor(participant: RemoteParticipant) {
    super(MeshParticipantLeftEvent.type, outward);
    this.participant = participant;
  }
}

/** Somebody in a `<mesh-lobby>` that stands alone wants to join: the page connects, and the tracks are the page's. */
export class MeshJoinEvent extends Event {
  static readonly type = "mesh-join";
  readonly room: string;
  /** What others are to see. */
  readonly name: string;
  readonly identity: string;
  /** What is open; a microphone that is switched off is among them, and a camera that is off is not open. */
  readonly tracks: readonly (LocalAudioTrack | LocalVideoTrack)[];
  /** The audio output; undefined leaves it to the system. */
  readonly speakerId: string | undefined;
  constructor(join: Pick<MeshJoinEvent, "room" | "name" | "identity" | "tracks" | "speakerId">) {
    super(MeshJoinEvent.type, outward);
    this.room = join.room;
    this.name = join.name;
    this.identity = join.identity;
    this.tracks = join.tracks;
    this.speakerId = join.speakerId;
  }
}

/** With `ring`: it rings, or no longer. Whoever calls `preventDefault` on `ringing` has a bell of their own. */
export class MeshRingEvent extends Event {
  static readonly type = "mesh-ring";
  /** `missed`: whoever it was is gone again, or nobody was there for a while. */
  readonly is: "ringing" | "answered" | "missed";
  /** Somebody came into the empty call, or asks to be let in. */
  readonly why: "came" | "knocks";
  /** Of whoever it is. */
  readonly name: string;
  constructor(is: MeshRingEvent["is"], why: MeshRingEvent["why"], name: string) {
    super(MeshRingEvent.type, { ...outward, cancelable: is === "ringing" });
    this.is = is;
    this.why = why;
    this.name = name;
  }
}

/** Something was written in the chat. */
export class MeshMessageEvent extends Event {
  static readonly type = "mesh-message";
  readonly text: string;
  /** What the others see its writer as; undefined: written here. */
  readonly from: string | undefined;
  constructor(text: string, from: string | undefined) {
    super(MeshMessageEvent.type, outward);
    this.text = text;
    this.from = from;
  }
}

/** One's own microphone, camera or screen goes on or off, in the lobby too. */
export class MeshDeviceEvent extends Event {
  static readonly type = "mesh-device";
  readonly device: "microphone" | "camera" | "screen";
  readonly isOn: boolean;
  constructor(device: MeshDeviceEvent["device"], isOn: boolean) {
    super(MeshDeviceEvent.type, outward);
    this.device = device;
    this.isOn = isOn;
  }
}

/** Another panel lies open beside the stage, or none. */
export class MeshPanelEvent extends Event {
  static readonly type = "mesh-panel";
  readonly panel: Panel;
  constructor(panel: Panel) {
    super(MeshPanelEvent.type, outward);
    this.panel = panel;
  }
}

/** Everybody's path is gone, or back. */
export class MeshConnectionEvent extends Event {
  static readonly type = "mesh-connection";
  readonly connection: RoomConnection;
  constructor(connection: RoomConnection) {
    super(MeshConnectionEvent.type, outward);
    this.connection = connection;
  }
}

/** Somebody else is the one who speaks. */
export class MeshSpeakerEvent extends Event {
  static readonly type = "mesh-speaker";
  /** Undefined: nobody. */
  readonly participant: RemoteParticipant | undefined;
  constructor(participant: RemoteParticipant | undefined) {
    super(MeshSpeakerEvent.type, outward);
    this.participant = participant;
  }
}

/** From a part to the call around it; stays inside `<mesh-call>`. */
export class MeshActionEvent extends Event {
  static readonly type = "mesh-action";
  readonly action: CallAction;
  constructor(action: CallAction) {
    super(MeshActionEvent.type);
    this.action = action;
  }
}

/** From a tile to its stage: pin this person, or let go. */
export class MeshPinEvent extends Event {
  static readonly type = "mesh-pin";
  constructor() {
    super(MeshPinEvent.type);
  }
}

/** From a tile to its stage: what can be done with it. */
export class MeshTileMenuEvent extends Event {
  static readonly type = "mesh-tile-menu";
  /** The button that was pressed. */
  readonly anchor: HTMLElement;
  constructor(anchor: HTMLElement) {
    super(MeshTileMenuEvent.type);
    this.anchor = anchor;
  }
}

/**
 * What had the focus is no longer there. Whoever knows a better place than the element that says so puts the focus there, and
 * prevents the default. Stays inside `<mesh-call>`.
 */
export class MeshFocusLostEvent extends Event {
  static readonly type = "mesh-focus-lost";
  constructor() {
    super(MeshFocusLostEvent.type, { ...outward, cancelable: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    "mesh-focus-lost": MeshFocusLostEvent;
    "mesh-joined": MeshJoinedEvent;
    "mesh-left": MeshLeftEvent;
    "mesh-error": MeshErrorEvent;
    "mesh-feedback": MeshFeedbackEvent;
    "mesh-token-about-to-expire": MeshTokenAboutToExpireEvent;
    "mesh-state": MeshStateEvent;
    "mesh-participant-joined": MeshParticipantJoinedEvent;
    "mesh-participant-left": MeshParticipantLeftEvent;
    "mesh-join": MeshJoinEvent;
    "mesh-ring": MeshRingEvent;
    "mesh-message": MeshMessageEvent;
    "mesh-device": MeshDeviceEvent;
    "mesh-panel": MeshPanelEvent;
    "mesh-connection": MeshConnectionEvent;
    "mesh-speaker": MeshSpeakerEvent;
    "mesh-action": MeshActionEvent;
    "mesh-pin": MeshPinEvent;
    "mesh-tile-menu": MeshTileMenuEvent;
  }
}
