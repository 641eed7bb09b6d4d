import { MeshcallError } from "../../room/errors.ts";
import type { RemoteParticipant } from "../../room/remote-participant.ts";
import type { Room } from "../../room/room.ts";
import { isScreenName } from "../../room/track-info.ts";
import { isCutOff } from "./call-state.ts";
import { followCaptions } from "../captions/follow-captions.ts";
import { chatInboxOf } from "../chat/chat-inbox.ts";
import {
  MeshErrorEvent,
  MeshParticipantJoinedEvent,
  MeshParticipantLeftEvent,
  MeshTokenAboutToExpireEvent,
} from "../events.ts";
import { defineInvite } from "../invite/define-invite.ts";
import { strings } from "../strings.ts";
import { followNotes } from "../timeline/follow-notes.ts";
import { tellPage } from "./tell-page.ts";
import { renewTokens } from "./token-renewal.ts";
import { ofMedia, pathWords } from "../notice/trouble.ts";
import { watchRoom } from "../room-part/watch-room.ts";

export interface OngoingCallParts {
  /** Undefined where the page gives the tokens. */
  fetchToken: (() => Promise<string>) | undefined;
  /** Something looks different now. */
  onChange(): void;
  /** For screen readers. */
  onSaid(words: string): void;
  onEvent(event: Event): void;
  /** @param error undefined when the person left */
  onEnd(error: MeshcallError | undefined): void;
}

/** The room one is in, and what was written there. Ends with the room. */
export class OngoingCall {
  readonly room: Room;
  readonly #parts: OngoingCallParts;
  #lost: RemoteParticipant | undefined;
  #waiting = 0;
  #aboveStage: typeof import("./above-stage.ts") | undefined;
  #silenced = false;

  constructor(room: Room, parts: OngoingCallParts) {
    this.room = room;
    this.#parts = parts;
    const endOfChat = chatInboxOf(room).subscribe((added) => {
      const from = chatInboxOf(room).isRead ? undefined : added?.from; // an open chat reads it out itself
      if (from !== undefined && added !== undefined)
        parts.onSaid(strings.said.message(from, added.text || (added.file?.name ?? "")));
      parts.onChange();
    });
    followCaptions(room);
    followNotes(room);
    Promise.all([import("./above-stage.ts"), defineInvite()]).then(
      ([aboveStage]) => {
        this.#aboveStage = aboveStage;
        parts.onChange();
      },
      () => undefined, // the bar, whose parts come with it, tells of it
    );
    tellPage(room, (event) => parts.onEvent(event));
    const endOfWatch = watchRoom(room, () => parts.onChange());
    const reconnecting = new Set<RemoteParticipant>();
    room.on("participantReconnecting", (participant) => reconnecting.add(participant));
    room.on("participantReconnected", (participant) => reconnecting.delete(participant));
    room.on("participantConnected", (participant) => {
      if (participant.identity === this.#lost?.identity) this.forgetLost();
      parts.onSaid(strings.said.joined(participant.displayName));
      parts.onEvent(new MeshParticipantJoinedEvent(participant));
    });
    room.on("participantDisconnected", (participant) => {
      const { displayName } = participant;
      if (reconnecting.delete(participant)) this.#lost = participant;
      parts.onSaid(this.#lost === participant ? strings.lost(displayName) : strings.said.left(displayName));
      parts.onEvent(new MeshParticipantLeftEvent(participant));
    });
    const onNothingComes = ({ displayName }: RemoteParticipant, error: MeshcallError | null): void => {
      if (error === null) return;
      const { heading, todo } = pathWords(displayName, error.code);
      parts.onSaid(`${heading}. ${todo}`);
      parts.onEvent(new MeshErrorEvent(error));
    };
    room.on("participantUnreachable", onNothingComes);
    room.on("participantSealingFailed", (who, error) => onNothingComes(who, ofMedia(error)));
    if (parts.fetchToken !== undefined) {
      renewTokens(room, parts.fetchToken, this.#onError);
    } else {
      room.on("tokenAboutToExpire", () => parts.onEvent(new MeshTokenAboutToExpireEvent()));
      room.on("tokenExpired", () => this.#onError(new MeshcallError(20104)));
    }
    let isHost = room.localParticipant.role === "host";
    room.on("participantChanged", (participant) => {
      if (participant !== room.localParticipant) return;
      const { role, silenced } = participant;
      if (silenced.audio !== this.#silenced)
        parts.onSaid(silenced.audio ? strings.said.silenced : strings.said.mayTalk);
      else if (role === "attendee") parts.onSaid(strings.said.watching);
      else if (role === "host" && !isHost) parts.onSaid(strings.said.host);
      this.#silenced = silenced.audio;
      isHost = role === "host";
    });
    room.on("knocking", (knocks) => {
      const latest = knocks.at(-1);
      if (latest !== undefined && knocks.length > this.#waiting)
        parts.onSaid(strings.said.knocks(latest.name));
      this.#waiting = knocks.length;
      parts.onChange();
    });
    // by its tile whoever sees has it; who hears is told that there is something to look at
    room.on("trackSubscribed", (track, _publication, { displayName }) => {
      if (track.kind === "video" && isScreenName(track.name))
        parts.onSaid(strings.tile.screenOf(displayName));
    });
    let cutOff = false;
    let away = false;
    room.on("signalingChanged", (signaling) => {
      if (room.participants.size === 0 || room.state === "disconnected") return;
      if (signaling === "away") parts.onSaid(strings.away);
      else if (away && !cutOff) parts.onSaid(strings.said.reconnected);
      away = signaling === "away";
    });
    room.on("reconnecting", () => {
      cutOff = isCutOff(room);
      if (cutOff) parts.onSaid(strings.reconnecting.heading);
    });
    room.on("reconnected", () => cutOff && parts.onSaid(strings.said.reconnected));
    room.on("disconnected", (_room, error) => {
      endOfWatch();
      endOfChat();
      parts.onEnd(error);
    });
  }

  /** Renews the token with one of the page's. */
  updateToken(token: string | null): void {
    if (token !== null) this.room.updateToken(token).catch(this.#onError);
  }

  readonly #onError = (error: unknown): void => this.#parts.onEvent(new MeshErrorEvent(error));

  /** Who is gone because their link did not come back, until they return. */
  get lost(): string | undefined {
    return this.#lost?.displayName;
  }
  forgetLost(): void {
    this.#lost = undefined;
    this.#parts.onChange();
  }

  /** Undefined until it is there, with what asks others in: nothing moves afterwards. */
  get aboveStage(): typeof import("./above-stage.ts") | undefined {
    return this.#aboveStage;
  }

  /** How many knock, as a host is told. */
  get waiting(): number {
    return this.#waiting;
  }
}
