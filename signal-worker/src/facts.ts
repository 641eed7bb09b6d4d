import type { Act } from "#protocol/act";
import type { RoomType } from "#protocol/limits";
import type { RoomRules } from "#protocol/room-rules";
import type { Acted } from "#protocol/news";
import type { Role, Silenced } from "#protocol/role";
import type { SubscribeRule } from "#protocol/subscribe-rule";
import type { RoomAccess } from "./room/access.ts";

/**
 * What a room tells its account, in order: the account's directory (REST, room lists), its quotas and its
 * webhooks are made from these facts and nothing else. The words are those of Twilio's status callbacks.
 */

/** How a room was asked to be. Units and ranges are those of Twilio's REST (`POST /v1/Rooms`). */
export interface RoomSettings {
  readonly type: RoomType;
  /** 1 to the capacity of the type. */
  readonly maxParticipants: number;
  /** 600 to 86,400; a participant is sent out after that long (53216). */
  readonly maxParticipantDurationSeconds: number;
  /** 1 to 60: how long a REST room stays after its last participant left. */
  readonly emptyRoomTimeoutMinutes: number;
  /** 1 to 60: how long a REST room waits for its first participant. */
  readonly unusedRoomTimeoutMinutes: number;
  readonly statusCallback: { readonly url: string; readonly method: "POST" | "GET" } | undefined;
  readonly audioOnly: boolean;
  /** May change while the room runs; all else stays. */
  readonly rules: RoomRules;
}

/** A room as the account sees it. An ad-hoc room was made by somebody who joined it; it ends with its last participant. */
export interface RoomIdentity {
  readonly roomSid: string;
  /** Twilio's UniqueName; the SID where it has no name. */
  readonly roomName: string;
  readonly isAdHoc: boolean;
}

export interface ParticipantIdentity {
  readonly participantSid: string;
  readonly identity: string;
}

/** Track SIDs are made by the publisher's page, so they are unique in a room only. */
export interface PublishedTrack {
  readonly trackSid: string;
  readonly kind: "audio" | "video" | "data";
  readonly name: string;
  readonly enabled: boolean;
}

/** What the account may know of who is let into a room: no PIN, no secret, and no hash of one. */
export interface RoomDoor {
  readonly isPinRequired: boolean;
  /** Whether somebody may run it who knows its secret. */
  readonly hasSecret: boolean;
  readonly areInvitationsAsked: boolean;
}

/** What somebody in a room is, and what is taken from them. */
export interface ParticipantRights {
  readonly role: Role;
  readonly isPublishing: boolean;
  readonly silenced: Silenced;
}

export type Happening =
  | {
      readonly is: "room-created";
      readonly room: RoomIdentity;
      readonly settings: RoomSettings;
      /** Left out: nothing is asked of who comes. */
      readonly door?: RoomDoor | undefined;
    }
  /** Its rules have changed, or its door. */
  | { readonly is: "room-edited"; readonly settings: RoomSettings; readonly door: RoomDoor }
  | { readonly is: "room-ended"; readonly durationSeconds: number }
  | {
      readonly is: "participant-connected";
      readonly participant: ParticipantIdentity;
      /** Left out: a publisher, who publishes, and whom nobody has silenced. */
      readonly rights?: ParticipantRights | undefined;
    }
  | {
      readonly is: "participant-changed";
      readonly participant: ParticipantIdentity;
      readonly rights: ParticipantRights;
    }
  | {
      readonly is: "participant-disconnected";
      readonly participant: ParticipantIdentity;
      readonly durationSeconds: number;
    }
  | {
      readonly is: "track-added" | "track-removed" | "track-enabled" | "track-disabled";
      readonly participant: ParticipantIdentity;
      readonly track: PublishedTrack;
    };

export type RoomFact = Happening & {
  readonly roomSid: string;
  /**
   * 0 for `room-created`, one more for each fact of the room. An ad-hoc room that somebody comes back to with their
   * session after it has ended is created again with its old SID, and its numbers go on.
   */
  readonly sequenceNumber: number;
  /** Since 1970. */
  readonly atMs: number;
};

/** What the account offers its rooms. */
export interface AccountFacts {
  /**
   * Facts of one room, in order. May come twice (a room repeats what it got no answer for): what is known
   * already is skipped.
   */
  record(facts: readonly RoomFact[]): Promise<void>;
}

/** A room that is to be made. */
export interface WantedRoom extends Omit<RoomIdentity, "isAdHoc"> {
  readonly settings: RoomSettings;
  /** Left out: nothing is asked of who comes. */
  readonly access?: RoomAccess;
}

/** Who is to be obeyed besides participants. `address`: of who gives the secret, so that guessing is slowed; empty: not known. */
export type ActSource =
  | { readonly is: "account" }
  | { readonly is: "secret"; readonly secret: string; readonly address: string };

/** What came of an act: `code` is why nothing did. */
export type ActAnswer = Omit<Acted, "is" | "id">;

/**
 * What a room's object lets REST do. Each call settles once the account has recorded the facts that came of it
 * (or the account failed to take them, which the room repeats later), so that the next read shows them.
 */
export interface RoomControl {
  /** Begins a REST room. 53113: a room of this name is in progress; it stays as it is. */
  open(room: WantedRoom): Promise<{ readonly opened: RoomIdentity } | { readonly refused: 53113 }>;
  /** Ends the room for everybody (53118), unless another of its name is in by now. @returns whether it was in progress */
  complete(roomSid: string): Promise<boolean>;
  /** Puts somebody out for good. @returns whether they were in */
  disconnect(participantSid: string): Promise<boolean>;
  /**
   * Does what `act.ts` of the protocol says, if `source` may: docs/access.md has the table. 53106: there is no such room.
   *
   * @param roomSid where it is known: another room of the name is left alone
   */
  act(source: ActSource, act: Act, roomSid?: string): Promise<ActAnswer>;
  /** Replaces somebody's rules; the room tells whom it concerns. @returns whether they were in */
  setSubscribeRules(participantSid: string, rules: readonly SubscribeRule[]): Promise<boolean>;
}
