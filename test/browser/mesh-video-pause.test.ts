import { afterEach, expect, test, vi } from "vitest";
import { VideoPause } from "../../web/mesh/video-pause.ts";
import { waiting } from "../fakes/people.ts";

const open: RTCPeerConnection[] = [];
afterEach(() => open.splice(0).forEach((pc) => pc.close()));

/** A picture that moves, on its way to somebody else. */
async function sending(): Promise<{
  sender: RTCRtpSender;
  stats(kind: string): Promise<Record<string, unknown>>;
}> {
  const [from, to] = [new RTCPeerConnection(), new RTCPeerConnection()];
  open.push(from, to);
  from.onicecandidate = ({ candidate }) => void to.addIceCandidate(candidate ?? undefined);
  to.onicecandidate = ({ candidate }) => void from.addIceCandidate(candidate ?? undefined);
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d")!;
  const draw = setInterval(() => {
    context.fillStyle = `hsl(${performance.now() % 360} 90% 50%)`;
    context.fillRect(0, 0, canvas.width, canvas.height);
    if (from.connectionState === "closed") clearInterval(draw);
  }, 50);
  const sender = from.addTrack(canvas.captureStream().getVideoTracks()[0]!);
  await from.setLocalDescription();
  await to.setRemoteDescription(from.localDescription!);
  await to.setLocalDescription();
  await from.setRemoteDescription(to.localDescription!);
  return {
    sender,
    stats: async (kind) => {
      const pc = kind === "inbound-rtp" ? to : from;
      return [...(await pc.getStats()).values()].find(({ type }) => type === kind) ?? {};
    },
  };
}

test("nothing is encoded in a pause; then a key frame comes, in the codec of before", async () => {
  const { sender, stats } = await sending();
  await vi.waitFor(
    async () => expect((await stats("inbound-rtp"))["framesDecoded"]).toBeGreaterThan(5),
    waiting,
  );
  const codec = (await stats("outbound-rtp"))["codecId"];
  const pause = new VideoPause();
  pause.begin([sender]);
  pause.begin([sender]); // twice without harm
  await vi.waitFor(async () => expect((await stats("outbound-rtp"))["active"]).toBe(false), waiting);
  const { keyFramesDecoded, framesDecoded } = await stats("inbound-rtp");

  pause.end();
  await vi.waitFor(async () => {
    const { keyFramesDecoded: keys, framesDecoded: frames } = await stats("inbound-rtp");
    expect(keys).toBeGreaterThan(Number(keyFramesDecoded));
    expect(frames).toBeGreaterThan(Number(framesDecoded) + 5);
  }, waiting);
  const { codecId, active } = await stats("outbound-rtp");
  expect([codecId, active]).toEqual([codec, true]);
});

test("what was off before stays off", async () => {
  const { sender } = await sending();
  const parameters = sender.getParameters();
  parameters.encodings[0]!.active = false;
  await sender.setParameters(parameters);
  const pause = new VideoPause();
  pause.begin([sender]);
  pause.end();
  expect(sender.getParameters().encodings[0]).toMatchObject({ active: false });
});
