import { expect, it } from "vitest";
import { statsReport } from "../../web/room/stats/stats-report.ts";

/** Taken down from Chromium, in a call that sends and receives one voice and one picture; shortened. */
const recorded = new Map<string, unknown>(
  [
    { id: "COT", type: "codec", mimeType: "audio/opus" },
    { id: "CVT", type: "codec", mimeType: "video/VP8" },
    { id: "SA", type: "media-source", kind: "audio", trackIdentifier: "mic", audioLevel: 0.5 },
    {
      id: "SV",
      type: "media-source",
      kind: "video",
      trackIdentifier: "cam",
      width: 1280,
      height: 720,
      framesPerSecond: 30,
    },
    {
      id: "OA",
      type: "outbound-rtp",
      kind: "audio",
      ssrc: 11,
      timestamp: 1700000000000.4,
      mediaSourceId: "SA",
      remoteId: "RA",
      codecId: "COT",
      bytesSent: 4000,
      packetsSent: 50,
    },
    { id: "RA", type: "remote-inbound-rtp", packetsLost: 2, jitter: 0.0042, roundTripTime: 0.0306 },
    {
      id: "OV",
      type: "outbound-rtp",
      kind: "video",
      ssrc: 12,
      timestamp: 1700000000000,
      mediaSourceId: "SV",
      codecId: "CVT",
      bytesSent: 90000,
      packetsSent: 80,
      frameWidth: 640,
      frameHeight: 360,
      framesPerSecond: 29,
      qualityLimitationReason: "bandwidth",
    },
    {
      id: "IA",
      type: "inbound-rtp",
      kind: "audio",
      ssrc: 21,
      timestamp: 1700000000000,
      codecId: "COT",
      trackIdentifier: "voice",
      packetsLost: 0,
      jitter: 0.003,
      audioLevel: 0.25,
      bytesReceived: 3000,
      packetsReceived: 40,
    },
    {
      id: "IV",
      type: "inbound-rtp",
      kind: "video",
      ssrc: 22,
      timestamp: 1700000000000,
      codecId: "CVT",
      trackIdentifier: "face",
      packetsLost: 5,
      bytesReceived: 70000,
      packetsReceived: 75,
      frameWidth: 320,
      frameHeight: 180,
      framesPerSecond: 15,
      freezeCount: 1,
    },
    { id: "T", type: "transport", selectedCandidatePairId: "CP" },
    { id: "CP", type: "candidate-pair", currentRoundTripTime: 0.0124 },
  ].map((entry) => [entry.id, entry]),
);
const sids = new Map([
  ["mic", "MT1"],
  ["cam", "MT2"],
  ["voice", "MT3"],
  ["face", "MT4"],
]);

it("maps a browser's report to Twilio's shape", () => {
  expect(statsReport("PA1", recorded, sids)).toEqual({
    peerConnectionId: "PA1",
    localAudioTrackStats: [
      {
        trackId: "mic",
        trackSid: "MT1",
        timestamp: 1700000000000,
        ssrc: "11",
        codec: "opus",
        packetsLost: 2,
        bytesSent: 4000,
        packetsSent: 50,
        roundTripTime: 31,
        audioLevel: 16384,
        jitter: 4,
      },
    ],
    localVideoTrackStats: [
      {
        trackId: "cam",
        trackSid: "MT2",
        timestamp: 1700000000000,
        ssrc: "12",
        codec: "VP8",
        packetsLost: null,
        bytesSent: 90000,
        packetsSent: 80,
        // not told of the stream yet: the path's
        roundTripTime: 12,
        jitter: null,
        dimensions: { width: 640, height: 360 },
        frameRate: 29,
        captureDimensions: { width: 1280, height: 720 },
        captureFrameRate: 30,
        qualityLimitationReason: "bandwidth",
      },
    ],
    remoteAudioTrackStats: [
      {
        trackId: "voice",
        trackSid: "MT3",
        timestamp: 1700000000000,
        ssrc: "21",
        codec: "opus",
        packetsLost: 0,
        bytesReceived: 3000,
        packetsReceived: 40,
        audioLevel: 8192,
        jitter: 3,
      },
    ],
    remoteVideoTrackStats: [
      {
        trackId: "face",
        trackSid: "MT4",
        timestamp: 1700000000000,
        ssrc: "22",
        codec: "VP8",
        packetsLost: 5,
        bytesReceived: 70000,
        packetsReceived: 75,
        freezeCount: 1,
        jitter: null,
        dimensions: { width: 320, height: 180 },
        frameRate: 15,
      },
    ],
  });
});

it("a stream of a track that is published no more is left out, and what is missing is null", () => {
  const report = statsReport("PA1", new Map(recorded).set("CVT", undefined), new Map([["cam", "MT2"]]));
  expect(report.localAudioTrackStats).toEqual([]);
  expect(report.remoteVideoTrackStats).toEqual([]);
  expect(report.localVideoTrackStats).toMatchObject([{ trackSid: "MT2", codec: null, packetsLost: null }]);
});
