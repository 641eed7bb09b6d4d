import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startKernel } from "../../web/kernel/start-kernel.ts";
import { noEncodingWishes } from "../../web/room/layer.ts";
import { openSharedVideo } from "../../web/mesh/shared/shared-video.ts";
import type { ChooseLayers } from "../../web/room/ports.ts";
import { faultsName } from "../fakes/faults-name.ts";
import { FrameWatch, goOn } from "../fakes/frame-watch.ts";
import { People, type Person } from "../fakes/people.ts";

const patient = { timeout: 20_000, interval: 50 };
/** Of a machine that does much besides; a changeover was measured to take 60 to 230 ms. */
const freezeMs = 1_000;

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
  tiles: HTMLElement[];
}

/** Ana's camera goes to all others, who look at it. */
async function call(size: number, opening = openSharedVideo()): Promise<Call> {
  const sharing = await opening;
  const others: Person[] = [];
  for (let index = 1; index <= size; index++)
    others.push(await people.join(`guest ${index}`, { chooseLayers }));
  const camera = people.video("camera", 320, 180);
  const ana = await people.join("ana", { tracks: [camera], chooseLayers, sharing });
  return lookedAt(ana, others);
}

/** Everybody shows Ana's camera, which is called so. */
async function lookedAt(ana: Person, others: Person[]): Promise<Call> {
  const tiles: HTMLElement[] = [];
  await Promise.all(others.map((other) => other.saw("trackSubscribed camera")));
  for (const other of others) {
    const track = [...other.other("ana").videoTracks.values()][0]!.track!;
    watches.push(new FrameWatch(track.mediaStreamTrack));
    const tile = track.attach();
    tile.style.cssText = "position: fixed; top: 0; left: 0";
    document.body.append(tile);
    tiles.push(tile);
  }
  const sid = [...ana.room.localParticipant.videoTracks.values()][0]!.trackSid;
  const made = { ana, others, sid, tiles };
  look(made, 320);
  return made;
}

/** @param widthsPx of the tiles, in order, over and over */
function look({ tiles }: Call, ...widthsPx: number[]): void {
  for (const [index, tile] of tiles.entries()) {
    const widthPx = widthsPx[index % widthsPx.length]!;
    tile.style.width = `${widthPx}px`;
    tile.style.height = `${(widthPx * 9) / 16}px`;
  }
}

/** How each of Ana's links is encoded for. */
async function stats({ ana }: Call): Promise<Record<string, unknown>[]> {
  const reports = await ana.mesh.statsReports();
  return [...reports.values()].flatMap((report) =>
    [...report.values()].filter((entry) => entry.type === "shared-encoding"),
  );
}

/** Of Ana's camera, over all links. */
async function codecsSent({ ana }: Call): Promise<string[]> {
  const reports = [...(await ana.mesh.statsReports()).values()];
  const codecs = reports.flatMap((report) =>
    [...report.values()]
      .filter(({ type, kind }) => type === "outbound-rtp" && kind === "video")
      .map(({ codecId }) => String(report.get(codecId)?.mimeType)),
  );
  return [...new Set(codecs)];
}

async function everybody(made: Call, mode: "own" | "shared"): Promise<void> {
  await vi.waitFor(async () => {
    const modes = (await stats(made)).map((entry) => entry["mode"]);
    expect(modes).toEqual(modes.map(() => mode));
    expect(modes).toHaveLength(made.ana.room.participants.size);
  }, patient);
}

function longestGapMs(): number {
  return Math.max(...watches.map((watch) => watch.longestGapMs));
}

/** By how much each of so many pictures came later than the time that it tells (RTP, RFC 3550), but for a constant; sorted, ms. */
function lagsOf(tile: HTMLElement, count: number): Promise<number[]> {
  if (!(tile instanceof HTMLVideoElement)) throw new Error("no video");
  const lagsMs: number[] = [];
  return new Promise((resolve) => {
    const note: VideoFrameRequestCallback = (_, { receiveTime = NaN, rtpTimestamp = NaN }) => {
      lagsMs.push(receiveTime - rtpTimestamp / 90);
      if (lagsMs.length < count) tile.requestVideoFrameCallback(note);
      else resolve(lagsMs.toSorted((a, b) => a - b));
    };
    tile.requestVideoFrameCallback(note);
  });
}

it("nine links change over to one encoder, then to one for each size, and nobody freezes", async () => {
  const made = await call(9);
  await goOn(watches);
  await everybody(made, "shared");
  expect(longestGapMs()).toBeLessThan(freezeMs);
  await vi.waitFor(async () => {
    for (const entry of await stats(made)) expect(entry).toMatchObject({ encoders: 1, frameWidth: 320 });
  }, patient);

  await goOn(watches);
  look(made, 320, 160, 80);
  await vi.waitFor(async () => {
    const now = await stats(made);
    expect(new Set(now.map(({ frameWidth }) => frameWidth)).size).toBe(3);
    expect(now[0]).toMatchObject({ encoders: 3 });
    expect(new Set(watches.map(({ widthPx }) => widthPx)).size).toBe(3);
    for (const [index, { widthPx }] of watches.entries()) {
      if (index % 3 === 0) expect(widthPx).toBe(320);
      else expect(widthPx).toBeLessThan(320);
    }
  }, patient);
  expect(longestGapMs()).toBeLessThan(freezeMs);
  await goOn(watches);
  for (const entry of await stats(made)) expect(entry).toMatchObject({ mode: "shared", fallbacks: 0 });
}, 60_000);

it("pictures keep the time at which they were taken", async () => {
  const made = await call(9);
  await goOn(watches);
  await everybody(made, "shared");
  const lagsMs = await Promise.all(made.tiles.map((tile) => lagsOf(tile, 40)));
  // told in jerks, half of them were 150 ms behind
  for (const [leastMs = 0, ...more] of lagsMs) expect(more[more.length >> 1]! - leastMs).toBeLessThan(100);
}, 60_000);

it("what is shared is H.264, and VP8 where the page wants that", async () => {
  const made = await call(9);
  await goOn(watches);
  await everybody(made, "shared");
  await vi.waitFor(async () => expect(await codecsSent(made)).toEqual(["video/H264"]), patient);
  await goOn(watches, 30);
  expect(await codecsSent(made)).toEqual(["video/H264"]);
  made.ana.mesh.configure({ ...noEncodingWishes, videoCodecs: ["video/VP8"] });
  await vi.waitFor(async () => expect(await codecsSent(made)).toEqual(["video/VP8"]), patient);
  await everybody(made, "shared");
  await goOn(watches, 30);
  expect(await codecsSent(made)).toEqual(["video/VP8"]);
  for (const entry of await stats(made)) expect(entry).toMatchObject({ mode: "shared", fallbacks: 0 });
}, 60_000);

it("never for two people", async () => {
  const made = await call(1);
  await goOn(watches, 90);
  expect(await stats(made)).toMatchObject([{ mode: "own", encoders: 0 }]);
}, 40_000);

it("a camera that is switched on in a section which somebody else's camera has opened is shared too", async () => {
  const others: Person[] = [];
  for (let index = 1; index <= 3; index++) {
    const tracks = [people.video(`guest's camera ${index}`, 160, 90)];
    others.push(await people.join(`guest ${index}`, { chooseLayers, tracks }));
  }
  const ana = await people.join("ana", { chooseLayers, sharing: await openSharedVideo() });
  await Promise.all(others.map((_, index) => ana.saw(`trackSubscribed guest's camera ${index + 1}`)));
  await ana.room.localParticipant.publishTrack(people.video("camera", 320, 180));
  const made = await lookedAt(ana, others);
  await everybody(made, "shared");
  await goOn(watches);
}, 60_000);

it("another camera takes the place of the first, and the picture goes on", async () => {
  const made = await call(9);
  await everybody(made, "shared");
  look(made, 640);
  made.ana.mesh.replaceMedia(made.sid, people.video("other", 640, 360).mediaStreamTrack);
  await vi.waitFor(() => {
    for (const { widthPx } of watches) expect(widthPx).toBe(640);
  }, patient);
  await goOn(watches);
  for (const entry of await stats(made)) expect(entry).toMatchObject({ mode: "shared", fallbacks: 0 });
}, 60_000);

it("somebody leaves in the middle of a change, and the others see nothing of it", async () => {
  const made = await call(5);
  await everybody(made, "shared");
  look(made, 160);
  made.others[1]!.room.disconnect();
  watches.splice(1, 1)[0]!.stop();
  await vi.waitFor(() => {
    for (const { widthPx } of watches) expect(widthPx).toBe(160);
  }, patient);
  await goOn(watches);
  await everybody(made, "shared");
}, 60_000);

it("somebody who asks for whole pictures without end gets no more than the others bear", async () => {
  const made = await call(9);
  await everybody(made, "shared");
  await goOn(watches);
  const before = Number((await stats(made))[0]!["keyFramesEncoded"]);
  const startMs = performance.now();
  const [anaId = ""] = [...(await made.others[0]!.mesh.statsReports()).entries()].find(([, report]) =>
    [...report.values()].some((entry) => entry.type === "inbound-rtp" && entry.kind === "video"),
  )!;
  const flood = setInterval(() => made.others[0]!.mesh.keyFrame(made.sid, anaId), 20);
  await goOn(watches, 40).finally(() => clearInterval(flood));
  expect(longestGapMs()).toBeLessThan(freezeMs);
  const after = Number((await stats(made))[0]!["keyFramesEncoded"]);
  expect(after - before).toBeLessThanOrEqual(Math.ceil((performance.now() - startMs) / 500) + 1);
}, 60_000);

it("an encoder that fails: each link has its own again, and it is said", async () => {
  const connections: RTCPeerConnection[] = [];
  const makeConnection = () => {
    const connection = new RTCPeerConnection();
    connections.push(connection);
    return connection;
  };
  const made = await call(9, openSharedVideo({ makeConnection }));
  await everybody(made, "shared");
  for (const connection of connections) connection.close();
  await everybody(made, "own");
  await goOn(watches);
  for (const entry of await stats(made))
    expect(entry).toMatchObject({ mode: "own", fallbacks: 1, fallbackReason: "encoder" });
}, 60_000);

it("where no encoder can be made, each link keeps its own, and it is said", async () => {
  const makeConnection = () => {
    throw new DOMException("no more connections", "UnknownError");
  };
  const made = await call(9, openSharedVideo({ makeConnection }));
  await vi.waitFor(async () => {
    for (const entry of await stats(made))
      expect(entry).toMatchObject({ mode: "own", fallbacks: 1, fallbackReason: "encoder" });
  }, patient);
  await goOn(watches);
}, 60_000);

it("is not there where its thread fails or never runs: nothing would pass it", async () => {
  for (const script of ["throw new Error('forbidden')", "while (true);"]) {
    const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    expect(await openSharedVideo({ makeThread: () => new Worker(url) })).toBeUndefined();
    URL.revokeObjectURL(url);
  }
  const makeThread = () => {
    throw new DOMException("no threads", "SecurityError");
  };
  expect(await openSharedVideo({ makeThread })).toBeUndefined();
}, 20_000);

for (const [fault, reason] of [
  ["stall", "stall"],
  ["death", "thread"],
] as const) {
  it(`${fault} of the shared encoder: each link has its own again, and it is said`, async () => {
    const makeThread = () =>
      new Worker(new URL("../fakes/faulty-shared-thread.ts", import.meta.url), { type: "module" });
    const made = await call(9, openSharedVideo({ makeThread }));
    await everybody(made, "shared");
    const channel = new BroadcastChannel(faultsName);
    channel.postMessage(fault);
    await everybody(made, "own");
    channel.close();
    await goOn(watches);
    for (const entry of await stats(made))
      expect(entry).toMatchObject({ mode: "own", fallbacks: 1, fallbackReason: reason });
  }, 60_000);
}
