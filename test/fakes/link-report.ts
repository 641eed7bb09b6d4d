import type { FakeCall } from "./fake-call.ts";
import type { FakePerson } from "./fake-person.ts";

/** What a browser tells of a link, `seconds` after its beginning. */
export function report(
  call: FakeCall,
  person: FakePerson,
  seconds: number,
  change: Record<string, object> = {},
): void {
  const timestamp = 1_000_000 + seconds * 1_000;
  const trackIds = [...call.published.values()].map(({ info, mediaStreamTrack }) => [
    info.kind,
    mediaStreamTrack?.id,
  ]);
  const own = Object.fromEntries(trackIds) as Record<string, string>;
  const theirs = [...call.room.participants.values()].find(({ identity }) => identity === person.identity)!;
  const idOf = (kind: "audioTracks" | "videoTracks") =>
    [...theirs[kind].values()][0]?.track?.mediaStreamTrack.id;
  const entries: Record<string, object> = {
    transport: { type: "transport", selectedCandidatePairId: "pair" },
    pair: {
      type: "candidate-pair",
      localCandidateId: "own",
      remoteCandidateId: "peer",
      currentRoundTripTime: 0.023,
      availableOutgoingBitrate: 2_400_000,
    },
    own: { candidateType: "host", protocol: "udp", address: "192.0.2.1", port: 5_000 },
    peer: { candidateType: "srflx", protocol: "udp", address: "198.51.100.7", port: 6_000 },
    vp8: { type: "codec", mimeType: "video/VP8" },
    opus: { type: "codec", mimeType: "audio/opus" },
    soundIn: {
      type: "inbound-rtp",
      kind: "audio",
      trackIdentifier: idOf("audioTracks"),
      codecId: "opus",
      bytesReceived: 4_000 * seconds + 1,
      packetsReceived: 48 * seconds,
      packetsLost: 2 * seconds,
      jitter: 0.004,
    },
    pictureIn: {
      type: "inbound-rtp",
      kind: "video",
      trackIdentifier: idOf("videoTracks"),
      codecId: "vp8",
      bytesReceived: 125_000 * seconds + 1,
      packetsReceived: 100 * seconds,
      packetsLost: 0,
      frameWidth: 640,
      frameHeight: 360,
      framesPerSecond: 24,
      freezeCount: 2,
    },
    source: { type: "media-source", trackIdentifier: own["video"], width: 1_280, height: 720 },
    pictureOut: {
      type: "outbound-rtp",
      kind: "video",
      mediaSourceId: "source",
      codecId: "vp8",
      bytesSent: 50_000 * seconds,
      frameWidth: 320,
      frameHeight: 180,
      framesPerSecond: 15,
      qualityLimitationReason: "cpu",
      active: true,
    },
    ...change,
  };
  const withIds = Object.entries(entries).map(([id, entry]) => [id, { id, timestamp, ...entry }] as const);
  call.reports.set(person.peerId, new Map(withIds) as unknown as RTCStatsReport);
}
