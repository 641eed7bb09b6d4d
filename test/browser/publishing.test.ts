import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { usualRules, type RoomRules } from "#protocol/room-rules";
import { tileLayers } from "../../web/kernel-parts.ts";
import type { ChooseLayers } from "../../web/room/ports.ts";
import { startKernel } from "../../web/kernel/start-kernel.ts";
import { People, waiting, type Person } from "../fakes/people.ts";

let people: People;
beforeEach(() => {
  people = new People();
});
afterEach(() => people.close());

const byTile: ChooseLayers = async (requests) => tileLayers(requests);
const byKernel: ChooseLayers = async (requests, limits) =>
  (await startKernel()).chooseLayers(requests, limits);

/** How the room is run from now on. */
function rule(rules: Partial<RoomRules>): void {
  people.hub.news({ is: "room", rules: { ...usualRules, ...rules }, isPinRequired: false });
}

type Sent = Record<string, number | string | undefined> & { codec: Record<string, string | undefined> };

/** All streams of this kind that a person sends to one other, each with its codec. */
async function sent({ connection }: Person, kind: "audio" | "video"): Promise<Sent[]> {
  const report = await connection.pc.getStats();
  return [...report.values()]
    .filter((entry) => entry.type === "outbound-rtp" && entry.kind === kind)
    .map((entry) => ({ ...entry, codec: report.get(entry.codecId) ?? {} }));
}
async function first(person: Person, kind: "audio" | "video" = "video"): Promise<Sent> {
  const [stream] = await sent(person, kind);
  if (stream === undefined) throw new Error(`${person.identity} sends no ${kind}`);
  return stream;
}

/** Settles when what is sent in a second, of all videos, is as expected. */
async function videoRate(person: Person, check: (bps: number) => void): Promise<void> {
  let before: [bytes: number, ms: number] | undefined;
  const measure = async (): Promise<void> => {
    const streams = await sent(person, "video");
    const bytes = streams.reduce((sum, { bytesSent }) => sum + Number(bytesSent), 0);
    const now: [number, number] = [bytes, Number(streams[0]?.["timestamp"])];
    const [bytesBefore, msBefore] = before ?? now;
    before = now;
    check(((now[0] - bytesBefore) * 8_000) / (now[1] - msBefore));
  };
  await vi.waitFor(measure, { timeout: 20_000, interval: 1_000 });
}

/** Settles when frames of this person's video are decoded at the other end, from now on. */
async function seenBy(other: Person): Promise<void> {
  const decoded = async (): Promise<number> => {
    for (const entry of (await other.connection.pc.getStats()).values())
      if (entry.type === "inbound-rtp" && entry.kind === "video") return entry.framesDecoded;
    return 0;
  };
  const before = await decoded();
  await vi.waitFor(async () => expect(await decoded()).toBeGreaterThan(before + 3), waiting);
}

/** Ben looks at all that Ana sends: what nobody sees is not encoded. */
async function watching(ben: Person, count = 1): Promise<void> {
  await ben.saw("trackSubscribed", count);
  for (const { track } of ben.other("ana").videoTracks.values()) {
    const tile = track!.attach();
    tile.style.cssText = "width: 640px; height: 360px";
    document.body.append(tile);
  }
  await ben.saw("trackStarted");
}

function descriptions({ connection: { pc } }: Person): unknown {
  return [pc.localDescription?.sdp, pc.remoteDescription?.sdp];
}

describe("a room's cap", { timeout: 60_000 }, () => {
  it.each([
    ["with the kernel", byKernel],
    ["without a kernel", byTile],
  ])("holds all video of each link under it within seconds, %s", async (_how, chooseLayers) => {
    const tracks = [people.noise("camera"), people.noise("screen")];
    const [ana, ben] = await people.pair({ tracks, chooseLayers });
    await watching(ben, 2);
    await videoRate(ana, (bps) => expect(bps).toBeGreaterThan(400_000));
    rule({ bitrateCapBps: 200_000 });
    await videoRate(ana, (bps) => expect(bps).toBeLessThan(200_000));
    const most = ana.connection.pc
      .getSenders()
      .map((sender) => sender.getParameters().encodings[0])
      .reduce((sum, encoding) => sum + (encoding?.active ? (encoding.maxBitrate ?? 0) : 0), 0);
    expect(most).toBeLessThanOrEqual(200_000);
    expect(most).toBeGreaterThan(0);
    await seenBy(ben);

    rule({});
    await videoRate(ana, (bps) => expect(bps).toBeGreaterThan(400_000));
  });
});

describe("codecs in mid-call", { timeout: 60_000 }, () => {
  it("change for real, both ways, over the link there is and without a word of negotiation", async () => {
    const tracks = [people.noise("camera", 320, 180), people.hum()];
    const [ana, ben] = await people.pair({ tracks, chooseLayers: byTile });
    await watching(ben, 2);
    await vi.waitFor(async () => expect((await first(ana)).framesEncoded).toBeGreaterThan(5), waiting);
    const usual = (await first(ana)).codec["mimeType"];
    const before = descriptions(ana);
    const { length } = people.connections.all;
    const me = ana.room.localParticipant;
    const sends = async (kind: "audio" | "video", mimeType: string | undefined): Promise<void> => {
      const codec = async (): Promise<unknown> => (await first(ana, kind)).codec["mimeType"];
      await vi.waitFor(async () => expect(await codec()).toBe(mimeType), waiting);
    };
    for (const codec of ["VP9", "H264", "AV1"] as const) {
      await me.configure({ preferredVideoCodecs: [codec] });
      await sends("video", `video/${codec}`);
      await seenBy(ben);
    }
    await me.configure({ preferredVideoCodecs: null, preferredAudioCodecs: ["PCMU", "opus"] });
    await sends("video", usual);
    await sends("audio", "audio/PCMU");
    await seenBy(ben);
    rule({ audioCodecs: ["opus"], videoCodecs: ["VP9", "VP8"] });
    await sends("audio", "audio/opus");
    await sends("video", "video/VP9");
    expect(descriptions(ana)).toEqual(before);
    expect(people.connections.all).toHaveLength(length);
  });
});

describe("Opus in mid-call", { timeout: 60_000 }, () => {
  it("sends next to nothing of silence with DTX, and FEC is as the page says", async () => {
    const hum = people.hum();
    const [ana, ben] = await people.pair({ tracks: [hum], chooseLayers: byTile });
    await ben.saw("trackSubscribed");
    hum.disable();
    const { length } = people.connections.all;
    const me = ana.room.localParticipant;
    const fmtp = async (): Promise<string> => (await first(ana, "audio")).codec["sdpFmtpLine"] ?? "";
    /** Packets in a second: 50 of 20 ms, or with DTX one each 400 ms. */
    const packetRate = async (check: (rate: number) => void): Promise<void> => {
      let before = await vi.waitFor(() => first(ana, "audio"), waiting); // once it has sent anything
      await vi.waitFor(
        async () => {
          const now = await first(ana, "audio");
          const packets = Number(now["packetsSent"]) - Number(before["packetsSent"]);
          const seconds = (Number(now["timestamp"]) - Number(before["timestamp"])) / 1_000;
          before = now;
          check(packets / seconds);
        },
        { timeout: 8_000, interval: 500 },
      );
    };
    await packetRate((rate) => expect(rate).toBeGreaterThan(30));
    await me.configure({ opusDtx: true, opusFec: false });
    await vi.waitFor(async () => expect(await fmtp()).toContain("usedtx=1"), waiting);
    expect(await fmtp()).toContain("useinbandfec=0");
    await packetRate((rate) => expect(rate).toBeLessThan(15));
    rule({ opusDtx: false });
    await me.configure({ opusFec: true });
    await vi.waitFor(async () => expect(await fmtp()).toContain("useinbandfec=1"), waiting);
    await packetRate((rate) => expect(rate).toBeGreaterThan(30));
    expect(people.connections.all).toHaveLength(length);
  });

  it("settles also when both ends are told at once", async () => {
    const [ana, ben] = await people.pair({ tracks: [people.hum()] }, { tracks: [people.hum()] });
    await Promise.all([ana.saw("trackSubscribed"), ben.saw("trackSubscribed")]);
    rule({ opusFec: false });
    for (const person of [ana, ben])
      await vi.waitFor(
        async () => expect((await first(person, "audio")).codec["sdpFmtpLine"]).toContain("useinbandfec=0"),
        waiting,
      );
  });
});

describe("layers of one stream", { timeout: 60_000 }, () => {
  it("are as the page asks, where the codec has them; else the call goes on without", async () => {
    const [ana, ben] = await people.pair({
      tracks: [people.video("camera", 1280, 720)],
      chooseLayers: byTile,
    });
    await watching(ben);
    const me = ana.room.localParticipant;
    const isIn = async (mode: string, codec: string): Promise<void> => {
      await vi.waitFor(async () => {
        const { scalabilityMode, codec: inUse } = await first(ana);
        expect([scalabilityMode, inUse["mimeType"]]).toEqual([mode, `video/${codec}`]);
      }, waiting);
      await seenBy(ben);
    };
    await me.configure({ scalabilityMode: "L1T3", preferredVideoCodecs: ["VP8"] });
    await isIn("L1T3", "VP8");
    await me.configure({ scalabilityMode: "L2T2_KEY" }); // VP8 has no spatial layers
    await isIn("L1T1", "VP8");
    await me.configure({ preferredVideoCodecs: null });
    await isIn("L2T2_KEY", "VP9");
    await me.configure({ preferredVideoCodecs: ["AV1"], scalabilityMode: "L1T2" });
    await isIn("L1T2", "AV1");
    await me.configure({ scalabilityMode: "L2T2_KEY" });
    await isIn("L2T2_KEY", "AV1");
    await me.configure({ scalabilityMode: null });
    await isIn("L1T1", "AV1");
  });

  it("of a screen do not cost it its codec", async () => {
    const screen = people.video("screen", 640, 360);
    screen.mediaStreamTrack.contentHint = "detail";
    const [ana, ben] = await people.pair({ tracks: [screen], chooseLayers: byTile });
    await watching(ben);
    const me = ana.room.localParticipant;
    const isIn = async (codec: string, mode: string): Promise<void> => {
      await vi.waitFor(async () => {
        const stream = await first(ana);
        expect([stream.codec["mimeType"], stream["scalabilityMode"]]).toEqual([`video/${codec}`, mode]);
      }, waiting);
      await seenBy(ben);
    };
    await me.configure({ scalabilityMode: "L2T2_KEY", preferredVideoCodecs: ["VP9"] });
    await isIn("VP9", "L1T1");
    await me.configure({ preferredVideoCodecs: ["AV1"] });
    await isIn("AV1", "L2T2_KEY");
    await me.configure({ scalabilityMode: "L1T3", preferredVideoCodecs: ["VP9"] });
    await isIn("VP9", "L1T3");
  });
});

describe("whole pictures", { timeout: 60_000 }, () => {
  const keyFrames = async (person: Person): Promise<number> =>
    Number((await first(person))["keyFramesEncoded"]);
  const more = async (person: Person, than: number, by = 1): Promise<void> =>
    vi.waitFor(async () => expect(await keyFrames(person)).toBeGreaterThanOrEqual(than + by), waiting);

  it("come when a receiver asks, when the page asks, and at the interval that is set", async () => {
    const [ana, ben] = await people.pair({
      tracks: [people.video("camera", 320, 180)],
      chooseLayers: byTile,
    });
    await watching(ben);
    await seenBy(ben);
    const [camera] = ben.other("ana").videoTracks.values();
    let before = await keyFrames(ana);
    const startMs = performance.now();
    camera!.track!.requestKeyFrame();
    await more(ana, before);
    console.log(`asked for a whole picture: ${Math.round(performance.now() - startMs)} ms`);

    before = await keyFrames(ana);
    await ana.room.localParticipant.requestKeyFrame();
    await more(ana, before);

    before = await keyFrames(ana);
    await ana.room.localParticipant.configure({ keyFrameIntervalSeconds: 1 });
    await more(ana, before, 3);
  });

  it("are no way to fill somebody's line: of a hundred requests two are met", async () => {
    const [ana, ben] = await people.pair({
      tracks: [people.video("camera", 320, 180)],
      chooseLayers: byTile,
    });
    await watching(ben);
    await seenBy(ben);
    const [camera] = ben.other("ana").videoTracks.values();
    const before = await keyFrames(ana);
    for (let count = 0; count < 100; count++) camera!.track!.requestKeyFrame();
    await more(ana, before);
    await seenBy(ben);
    await seenBy(ben);
    expect(await keyFrames(ana)).toBeLessThanOrEqual(before + 2);
  });
});
