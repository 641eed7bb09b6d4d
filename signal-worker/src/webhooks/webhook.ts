import type { RoomFact, RoomIdentity, RoomSettings } from "../facts.ts";

/** Where and how a status callback goes. */
export type StatusCallback = NonNullable<RoomSettings["statusCallback"]>;

type ToldFact = Exclude<RoomFact, { is: "room-edited" | "participant-changed" }>;

/** One status callback, ready to be sent. */
export interface Webhook {
  readonly roomSid: string;
  /** Of the fact. Starts anew in a room that was ended and came back under its SID. */
  readonly sequenceNumber: number;
  readonly event: string;
  /** May hold the receiver's credentials: see `shownAddress` for what may be shown. */
  readonly url: string;
  readonly method: "POST" | "GET";
  /** Twilio's names. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Since 1970. With the sequence number it orders the webhooks of a room. */
  readonly queuedMs: number;
}

/** What of a room is in each of its status callbacks. */
export interface RoomOfWebhook {
  readonly accountSid: string;
  readonly room: RoomIdentity;
  readonly settings: Pick<RoomSettings, "type" | "statusCallback">;
}

/** @returns undefined where neither the room nor its account names a receiver, and of what Twilio has no event for. */
export function webhookOf(
  fact: RoomFact,
  { accountSid, room, settings }: RoomOfWebhook,
  accountsCallback: StatusCallback | undefined,
  nowMs: number,
): Webhook | undefined {
  const callback = settings.statusCallback ?? accountsCallback;
  if (callback === undefined || fact.is === "room-edited" || fact.is === "participant-changed")
    return undefined;
  return {
    roomSid: fact.roomSid,
    sequenceNumber: fact.sequenceNumber,
    event: fact.is,
    url: callback.url,
    method: callback.method,
    parameters: {
      AccountSid: accountSid,
      RoomName: room.roomName,
      RoomSid: fact.roomSid,
      RoomStatus: fact.is === "room-ended" ? "completed" : "in-progress",
      RoomType: settings.type,
      StatusCallbackEvent: fact.is,
      Timestamp: new Date(fact.atMs).toISOString(),
      SequenceNumber: String(fact.sequenceNumber),
      ...parametersOf(fact),
    },
    queuedMs: nowMs,
  };
}

/** Those that only some events have. */
function parametersOf(fact: ToldFact): Record<string, string> {
  switch (fact.is) {
    case "room-created":
      return {};
    case "room-ended":
      return { RoomDuration: String(fact.durationSeconds) };
    case "participant-connected":
      return participant(fact.participant, "connected");
    case "participant-disconnected":
      return {
        ...participant(fact.participant, "disconnected"),
        ParticipantDuration: String(fact.durationSeconds),
      };
    default:
      return {
        ...participant(fact.participant, "connected"),
        TrackSid: fact.track.trackSid,
        TrackKind: fact.track.kind,
      };
  }
}

function participant(
  { participantSid, identity }: { readonly participantSid: string; readonly identity: string },
  status: "connected" | "disconnected",
): Record<string, string> {
  return { ParticipantSid: participantSid, ParticipantStatus: status, ParticipantIdentity: identity };
}
