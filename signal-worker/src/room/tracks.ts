import type { PublishedTrackJson } from "#protocol/published-track";
import { spend } from "../budget.ts";
import type { Happening, PublishedTrack } from "../facts.ts";
import type { Seat } from "../swarm.ts";
import { rates } from "./rates.ts";
import {
  identityOf,
  participantOf,
  replaceParticipant,
  replaceSeat,
  stepOf,
  type RoomState,
  type Step,
} from "./state.ts";

/** What a page tells of its tracks: the whole list each time, so that what is lost is made up for by the next. */

/** @returns undefined where that is more changes than one socket may tell of */
export function publish(
  state: RoomState,
  seat: Seat,
  list: readonly PublishedTrackJson[],
  nowMs: number,
): Step | undefined {
  const participant = participantOf(state, seat.member.peerId);
  if (participant === undefined) return stepOf(replaceSeat(state, seat));
  // Of two with one SID the last one counts. Who does not publish has none, whatever they say.
  const counted = participant.isPublishing ? list : [];
  const tracks = [...new Map(counted.map((track) => [track.sid, trackOf(track)])).values()];
  const changes = changesBetween(participant.tracks, tracks);
  if (changes.length === 0) return stepOf(replaceSeat(state, seat));
  const changesLeft = spend(seat.changesLeft, rates.changes, changes.length, nowMs);
  if (changesLeft === undefined) return undefined;
  const told = replaceParticipant(replaceSeat(state, { ...seat, changesLeft }), { ...participant, tracks });
  const identity = identityOf(participant);
  const happenings: Happening[] = changes.map(({ is, track }) => ({ is, participant: identity, track }));
  return stepOf(told, [], happenings);
}

interface Change {
  readonly is: "track-added" | "track-removed" | "track-enabled" | "track-disabled";
  readonly track: PublishedTrack;
}

/** Kind and name of a publication never change: only whether it is there, and enabled. */
function changesBetween(before: readonly PublishedTrack[], after: readonly PublishedTrack[]): Change[] {
  const known = new Map(before.map((track) => [track.trackSid, track]));
  const now = new Set(after.map(({ trackSid }) => trackSid));
  const changes: Change[] = [];
  for (const track of before) if (!now.has(track.trackSid)) changes.push({ is: "track-removed", track });
  for (const track of after) {
    const old = known.get(track.trackSid);
    if (old === undefined) changes.push({ is: "track-added", track });
    else if (old.enabled !== track.enabled)
      changes.push({ is: track.enabled ? "track-enabled" : "track-disabled", track });
  }
  return changes;
}

function trackOf({ sid: trackSid, kind, name, enabled }: PublishedTrackJson): PublishedTrack {
  return { trackSid, kind, name, enabled };
}
