import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startKernel } from "../../web/kernel/start-kernel.ts";
import { openSharedVideo } from "../../web/mesh/shared/shared-video.ts";
import type { ChooseLayers } from "../../web/room/ports.ts";
import { People, type Person } from "../fakes/people.ts";
import { FrameWatch } from "../fakes/frame-watch.ts";

const patient = { timeout: 20_000, interval: 50 };
let people: People;
let watches: FrameWatch[];
beforeEach(() => {
  people = new People();
  watches = [];
});
afterEach(() => {
  for (const watch of watches) watch.stop();
  people.close();
});

const chooseLayers: ChooseLayers = async (requests, limits) =>
  (await startKernel()).chooseLayers(requests, limits);

interface Call {
  ana: Person;
  others: Person[];
  sid: string;
}

/** Ana's camera goes to all others. */
async function call(size: number, sharing = openSharedVideo()): Promise<Call> {
  const others: Person[] = [];
  for (let index = 1; index <= size; index++)
    others.push(await people.join(`guest ${index}`, { chooseLayers }));
  const camera = people.video("camera", 320, 180);
  const ana = await people.join("ana", { tracks: [camera], chooseLayers, sharing });
  await Promise.all(others.map((other) => other.saw("trackSubscribed camera")));
  for (const other of others) {
    const track = [...other.other("ana").videoTracks.values()][0]!.track!;
    watches.push(new FrameWatch(track.mediaStreamTrack));
  }
  const sid = [...ana.room.localParticipant.videoTracks.values()][0]!.trackSid;
  return { ana, others, sid };
}

async function stats({ ana }: Call): Promise<Record<string, unknown>[]> {
  const reports = await ana.mesh.statsReports();
  return [...reports.values()].flatMap((report) =>
    [...report.values()].filter((entry) => entry.type === "shared-encoding"),
  );
}

it("nine links share encoders, and nobody freezes", async () => {
  const made = await call(9);
  await vi.waitFor(() => expect(watches.every(({ frames }) => frames > 5)).toBe(true), patient);
  for (const watch of watches) watch.mark();
  const t0 = performance.now();
  await vi.waitFor(async () => {
    const now = await stats(made);
    expect(now.filter(({ mode }) => mode === "shared")).toHaveLength(9);
  }, patient);
  console.log("shared after", performance.now() - t0);
  for (const watch of watches) watch.counts();
  await vi.waitFor(() => expect(watches.every(({ frames }) => frames > 300)).toBe(true), { ...patient }).catch((e) => console.log(String(e).slice(0, 80)));
  console.log(JSON.stringify(await stats(made), null, 0).slice(0, 3000));
  console.log(JSON.stringify(watches.map((w) => [w.frames, Math.round(w.longestGapMs), w.widthPx])));
}, 60_000);
