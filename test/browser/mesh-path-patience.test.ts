import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PathPatience } from "../../web/mesh/path-patience.ts";
import { waiting } from "../fakes/people.ts";

const open: RTCPeerConnection[] = [];
beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
afterEach(() => {
  vi.useRealTimers();
  open.splice(0).forEach((pc) => pc.close());
});

/** One of two ends that have each other's descriptions. @param find whether they get each other's candidates */
async function described(find: boolean): Promise<RTCPeerConnection> {
  const [one, other] = [new RTCPeerConnection(), new RTCPeerConnection()];
  open.push(one, other);
  if (find) {
    one.onicecandidate = ({ candidate }) => void other.addIceCandidate(candidate ?? undefined);
    other.onicecandidate = ({ candidate }) => void one.addIceCandidate(candidate ?? undefined);
  }
  one.createDataChannel("");
  const bare = ({ type, sdp = "" }: RTCSessionDescriptionInit) => ({
    type,
    sdp: sdp.replaceAll(/^a=candidate.*\r\n/gm, ""),
  });
  const offer = await one.createOffer();
  await one.setLocalDescription(offer);
  await other.setRemoteDescription(bare(offer));
  const answer = await other.createAnswer();
  await other.setLocalDescription(answer);
  await one.setRemoteDescription(bare(answer));
  return one;
}

test("after 8 s of the page's time the cause is told, once", async () => {
  const codes: number[] = [];
  const patience = new PathPatience(await described(false), (code) => codes.push(code));
  patience.start();
  await vi.advanceTimersByTimeAsync(7_900);
  expect(codes).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  await vi.waitFor(() => expect(codes).toEqual([54010]), waiting);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(codes).toEqual([54010]);
});

test("who has a path, or has been closed, is told nothing", async () => {
  const codes: number[] = [];
  const [found, closed] = [await described(true), await described(false)];
  await vi.waitFor(() => expect(found.iceConnectionState).toMatch(/connected|completed/), waiting);
  const patience = [found, closed].map((pc) => new PathPatience(pc, (code) => codes.push(code)));
  for (const each of patience) each.start();
  await vi.advanceTimersByTimeAsync(4_000);
  patience[1]!.stop();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(codes).toEqual([]);
});
