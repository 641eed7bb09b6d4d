import type { ParticipantEntry, RoomEntry, TrackEntry } from "../account/account.ts";
import type { RulesEntry } from "../account/account-queries.ts";
import { rulesInJson } from "./room-rules-form.ts";
import { everyTrack } from "./subscribe.ts";

/** Twilio's JSON, field for field, and what Meshcall has besides. */

export interface Place {
  readonly accountSid: string;
  /** `https://HOST/v1/Rooms`. */
  readonly rooms: string;
}

/** ISO 8601 in whole seconds, as Twilio writes it. */
export function isoSeconds(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}

function orNull(ms: number | undefined): string | null {
  return ms === undefined ? null : isoSeconds(ms);
}

export function roomJson(room: RoomEntry, { accountSid, rooms }: Place) {
  const { settings, door } = room;
  const url = `${rooms}/${room.roomSid}`;
  return {
    sid: room.roomSid,
    status: room.status,
    date_created: isoSeconds(room.createdMs),
    date_updated: isoSeconds(room.updatedMs),
    account_sid: accountSid,
    enable_turn: true,
    unique_name: room.roomName,
    status_callback: settings.statusCallback?.url ?? null,
    status_callback_method: settings.statusCallback?.method ?? "POST",
    end_time: orNull(room.endedMs),
    duration: room.durationSeconds ?? null,
    type: settings.type,
    max_participants: settings.maxParticipants,
    max_participant_duration: settings.maxParticipantDurationSeconds,
    max_concurrent_published_tracks: 0, // what Twilio says of rooms without a media server
    record_participants_on_connect: false,
    transcribe_participants_on_connect: false,
    transcriptions_configuration: null,
    video_codecs: ["VP8", "H264"], // what each browser has to know (RFC 7742)
    media_region: null,
    audio_only: settings.audioOnly,
    empty_room_timeout: settings.emptyRoomTimeoutMinutes,
    unused_room_timeout: settings.unusedRoomTimeoutMinutes,
    large_room: false,
    ...rulesInJson(settings.rules),
    pin_required: door.isPinRequired,
    secret_set: door.hasSecret,
    invitations_asked: door.areInvitationsAsked,
    url,
    links: {
      participants: `${url}/Participants`,
      recordings: `${url}/Recordings`,
      recording_rules: `${url}/RecordingRules`,
      transcriptions: `${url}/Transcriptions`,
      knocks: `${url}/Knocks`,
      invitations: `${url}/Invitations`,
      kept_out: `${url}/KeptOut`,
    },
  };
}

export function participantJson(participant: ParticipantEntry, { accountSid, rooms }: Place) {
  const url = participantUrl(participant, rooms);
  return {
    sid: participant.participantSid,
    room_sid: participant.roomSid,
    account_sid: accountSid,
    status: participant.status,
    identity: participant.identity,
    date_created: isoSeconds(participant.startedMs),
    date_updated: isoSeconds(participant.updatedMs),
    start_time: isoSeconds(participant.startedMs),
    end_time: orNull(participant.endedMs),
    duration: participant.durationSeconds ?? null,
    role: participant.rights.role,
    publishing: participant.rights.isPublishing,
    audio_silenced: participant.rights.silenced.audio,
    video_silenced: participant.rights.silenced.video,
    url,
    links: {
      published_tracks: `${url}/PublishedTracks`,
      subscribed_tracks: `${url}/SubscribedTracks`,
      subscribe_rules: `${url}/SubscribeRules`,
      anonymize: `${url}/Anonymize`,
    },
  };
}

function participantUrl({ roomSid, participantSid }: ParticipantEntry, rooms: string): string {
  return `${rooms}/${roomSid}/Participants/${participantSid}`;
}

function trackJson(track: TrackEntry) {
  return {
    sid: track.trackSid,
    name: track.name,
    date_created: isoSeconds(track.createdMs),
    date_updated: isoSeconds(track.updatedMs),
    enabled: track.enabled,
    kind: track.kind,
  };
}

export function publishedTrackJson(track: TrackEntry, owner: ParticipantEntry, { rooms }: Place) {
  return {
    ...trackJson(track),
    participant_sid: owner.participantSid,
    room_sid: owner.roomSid,
    url: `${participantUrl(owner, rooms)}/PublishedTracks/${track.trackSid}`,
  };
}

export function subscribedTrackJson(track: TrackEntry, subscriber: ParticipantEntry, { rooms }: Place) {
  return {
    ...trackJson(track),
    participant_sid: subscriber.participantSid,
    publisher_sid: track.participantSid,
    room_sid: subscriber.roomSid,
    url: `${participantUrl(subscriber, rooms)}/SubscribedTracks/${track.trackSid}`,
  };
}

export function rulesJson(
  entry: RulesEntry | undefined,
  { participantSid, roomSid, startedMs }: ParticipantEntry,
) {
  const { rules = everyTrack, createdMs = startedMs, updatedMs = startedMs } = entry ?? {};
  return {
    participant_sid: participantSid,
    room_sid: roomSid,
    rules: rules.map(({ type, all, publisher, track, kind, priority }) => ({
      type,
      all: all ?? null,
      publisher: publisher ?? null,
      track: track ?? null,
      kind: kind ?? null,
      priority: priority ?? null,
    })),
    date_created: isoSeconds(createdMs),
    date_updated: isoSeconds(updatedMs),
  };
}
