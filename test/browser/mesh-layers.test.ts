import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startKernel } from "../../web/kernel/start-kernel.ts";
import type { ChooseLayers } from "../../web/room/ports.ts";
import { LocalAudioTrack } from "../../web/room/local-media-track.ts";
import { People, waiting, type Person } from "../fakes/people.ts";

let people: People;
beforeEach(() => (people = new People()));
afterEach(() => people.close());

const chooseLayers: ChooseLayers = async (requests, limits) =>
  (await startKernel()).chooseLayers(requests, limits);

/** Sums over everything of this kind that a person sends. */
async function sent(person: Person, kind: "audio" | "video"): Promise<Record<string, number>[]> {
  const reports = await person.mesh.statsReports();
  return [...reports.values()].flatMap((report) =>
    [...report.values()].filter((entry) => entry.type === "outbound-rtp" && entry.kind === kind),
  );
}

async function drawn(frames: number): Promise<void> {
  for (let frame = 0; frame < frames; frame++) await new Promise(requestAnimationFrame);
}

/** A tone, so that there is no silence to leave out. */
function tone(): LocalAudioTrack {
  const context = new AudioContext();
  const source = new OscillatorNode(context, { frequency: 300 });
  const target = context.createMediaStreamDestination();
  source.connect(target);
  source.start();
  return new LocalAudioTrack(target.stream.getAudioTracks()[0]!);
}

test("nobody looks: the encoder stops; somebody does again: a key frame at once", async () => {
  const camera = people.video("camera", 640, 360);
  const [ana, ben] = await people.pair({ tracks: [camera], chooseLayers });
  await ben.saw("trackSubscribed");
  const sid = [...ana.room.localParticipant.videoTracks.values()][0]!.trackSid;
  const [anaId = ""] = (await ben.mesh.statsReports()).keys();
  const encoded = async () => (await sent(ana, "video"))[0]!;
  const wish = (widthPx: number, heightPx: number) =>
    ben.mesh.wish(anaId, sid, { widthPx, heightPx, priority: 0 });

  await vi.waitFor(async () => expect((await encoded())["framesEncoded"]).toBeGreaterThan(10), waiting);
  const restartsMs: number[] = [];
  for (let round = 0; round < 3; round++) {
    wish(0, 0);
    await vi.waitFor(async () => expect((await encoded())["active"]).toBe(false), waiting);
    // what was on its way to the encoder may still come out; then nothing does, of a camera that goes on
    const stopped = await vi.waitFor(async () => {
      const before = await encoded();
      await drawn(20);
      const after = await encoded();
      expect(after["framesEncoded"]).toBe(before["framesEncoded"]);
      return after;
    }, waiting);

    const startMs = performance.now();
    wish(640, 360);
    await vi.waitFor(
      async () => expect((await encoded())["keyFramesEncoded"]).toBeGreaterThan(stopped["keyFramesEncoded"]!),
      waiting,
    );
    restartsMs.push(Math.round(performance.now() - startMs));
  }
  console.log(`key frame after ${restartsMs.join(", ")} ms`);
  const [, median = Infinity] = restartsMs.toSorted((one, other) => one - other);
  expect(median).toBeLessThan(500); // 200 on a machine that has nothing else to do
});

test("a picture has its whole size soon, where the link carries it", async () => {
  const camera = people.noise("camera", 960, 540);
  const [, ben] = await people.pair({ tracks: [camera], chooseLayers });
  await ben.saw("trackSubscribed");
  const [publication] = [...ben.other("ana").videoTracks.values()];
  const tile = publication!.track!.attach();
  tile.style.cssText = "position: fixed; inset: 0; width: 960px; height: 540px";
  document.body.append(tile);
  const received = async () => {
    const [report] = [...(await ben.mesh.statsReports()).values()];
    return [...report!.values()].find(({ type, kind }) => type === "inbound-rtp" && kind === "video");
  };
  await vi.waitFor(async () => expect((await received())["frameWidth"]).toBe(960), waiting);
  // left to the browser it is after some 400 frames
  expect((await received())["framesDecoded"]).toBeLessThan(200);
  tile.remove();
});

test("in a room of six the newcomer begins with small pictures and long audio packets", async () => {
  for (const name of ["ana", "ben", "cleo", "dan", "eva"]) await people.join(name, { chooseLayers });
  const tracks = [people.video("camera", 640, 360), tone()];
  const finn = await people.join("finn", { tracks, chooseLayers });
  await vi.waitFor(async () => {
    const videos = await sent(finn, "video");
    expect(videos.filter((video) => video["framesEncoded"]! > 0)).toHaveLength(5);
    for (const { frameWidth } of videos) expect(frameWidth).toBeLessThanOrEqual(320);
  }, waiting);

  const before = await sent(finn, "audio");
  expect(before).toHaveLength(5);
  const startMs = before[0]!["timestamp"]!;
  const later = await vi.waitFor(async () => {
    const now = await sent(finn, "audio");
    expect(now[0]!["timestamp"]! - startMs).toBeGreaterThan(1_500);
    return now;
  }, waiting);
  for (const [index, { packetsSent, timestamp }] of later.entries()) {
    const seconds = (timestamp! - before[index]!["timestamp"]!) / 1_000;
    const perSecond = (packetsSent! - before[index]!["packetsSent"]!) / seconds;
    expect(perSecond).toBeGreaterThan(15);
    expect(perSecond).toBeLessThan(35); // 40 ms each; 50 a second is usual
  }
});
