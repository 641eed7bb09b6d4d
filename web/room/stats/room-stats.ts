import type { Room } from "../room.ts";
import type { LocalTrackPublication, RemoteTrackPublication } from "../publications.ts";
import { statsReport, type StatsReport } from "./stats-report.ts";

/** What `room.getStats` gives. */
export async function statsOf(room: Room): Promise<StatsReport[]> {
  const raw = await room.getRtcStats();
  const own = tracksOf(room.localParticipant.trackPublications);
  return [...raw].map(([sid, report]) => {
    const theirs = tracksOf(room.participants.get(sid)?.trackPublications ?? new Map());
    return statsReport(sid, report, new Map([...own, ...theirs]));
  });
}

function tracksOf(
  publications: ReadonlyMap<string, Pick<LocalTrackPublication | RemoteTrackPublication, "track">>,
): [trackId: string, trackSid: string][] {
  return [...publications].flatMap(([sid, { track }]) =>
    track === null || track.kind === "data" ? [] : [[track.mediaStreamTrack.id, sid]],
  );
}
