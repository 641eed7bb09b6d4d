import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { StatsReport } from "../../web/room/stats/stats-report.ts";
import { People, waiting } from "../fakes/people.ts";

let people: People;
beforeEach(() => {
  people = new People();
});
afterEach(() => people.close());

it("getStats has every track of both, with the SIDs that the room knows", async () => {
  const tracks = () => ({ tracks: [people.hum(), people.video("camera")] });
  const [ana, ben] = await people.pair(tracks(), tracks());
  await Promise.all([ana.saw("trackStarted camera"), ben.saw("trackStarted camera")]);

  let report: StatsReport | undefined;
  await vi.waitFor(async () => {
    const reports = await ana.room.getStats();
    expect(reports).toHaveLength(1);
    [report] = reports;
    expect(report?.localVideoTrackStats[0]?.frameRate).toBeGreaterThan(0);
    expect(report?.localAudioTrackStats[0]?.roundTripTime).not.toBeNull();
    expect(report?.remoteVideoTrackStats[0]?.dimensions).toEqual({ width: 160, height: 120 });
    expect(report?.remoteAudioTrackStats[0]?.packetsReceived).toBeGreaterThan(0);
  }, waiting);

  const other = ana.other("ben");
  expect(report?.peerConnectionId).toBe(other.sid);
  const sids = (stats: { trackSid: string }[] | undefined) => stats?.map(({ trackSid }) => trackSid);
  expect(sids(report?.localAudioTrackStats)).toEqual([...ana.room.localParticipant.audioTracks.keys()]);
  expect(sids(report?.localVideoTrackStats)).toEqual([...ana.room.localParticipant.videoTracks.keys()]);
  expect(sids(report?.remoteAudioTrackStats)).toEqual([...other.audioTracks.keys()]);
  expect(sids(report?.remoteVideoTrackStats)).toEqual([...other.videoTracks.keys()]);
  expect(report?.localAudioTrackStats[0]?.codec).toBe("opus");

  ben.room.disconnect();
  await ana.saw("participantDisconnected ben");
  expect(await ana.room.getStats()).toEqual([]);
});
