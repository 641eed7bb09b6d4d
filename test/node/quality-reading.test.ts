import { expect, it } from "vitest";
import { QualityReading } from "../../web/mesh/quality-reading.ts";

const sender = {
  track: { kind: "video" },
  getParameters: () => ({ encodings: [{ active: true, maxBitrate: 1_000_000 }] }),
};

/** Of the picture, after two reports in which one video goes on and another says this. */
function shareBeside(other: Record<string, unknown>): number | undefined {
  const reading = new QualityReading({ getSenders: () => [sender] } as unknown as RTCPeerConnection);
  const [, last] = [1, 2].map((round) =>
    reading.read(
      new Map<string, unknown>([
        ["pair", { type: "candidate-pair", selected: true, timestamp: round * 2_000 }],
        ["camera", { ...video, bytesSent: round * 100_000, targetBitrate: 900_000 }],
        ["screen", { ...video, ...other, bytesSent: 50_000 }],
      ]),
    ),
  );
  return last?.video.send?.share;
}
const video = { type: "outbound-rtp", kind: "video", qualityLimitationReason: "none" };
const held = { qualityLimitationReason: "bandwidth", targetBitrate: 60_000 };

it("of a video that is switched off, what held it back last does not count", () => {
  expect(shareBeside({ ...held, active: true })).toBeCloseTo(0.96);
  expect(shareBeside({ ...held, active: false })).toBe(1);
});
