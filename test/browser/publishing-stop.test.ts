import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Act } from "#protocol/act";
import type { ErrorCode } from "#protocol/error-codes";
import { tileLayers } from "../../web/kernel-parts.ts";
import { LocalDataTrack } from "../../web/room/local-data-track.ts";
import type { ChooseLayers } from "../../web/room/ports.ts";
import { OpenSwarm } from "../fakes/open-swarm.ts";
import { People, waiting } from "../fakes/people.ts";

let people: People;
/** What the signal-worker was asked, in order. */
let asked: Act[];
/** What it refuses with; undefined: it agrees. */
let refusal: ErrorCode | undefined;
beforeEach(() => {
  people = new People();
  asked = [];
  refusal = undefined;
  people.hub.onAct = (by, act) => {
    asked.push(act);
    if (refusal !== undefined) return { code: refusal };
    if (act.do === "publish") people.hub.place(by, { isPublishing: act.on });
    return {};
  };
});
afterEach(() => people.close());

const noServer = () => new OpenSwarm(Math.random).socket("ana");
const chooseLayers: ChooseLayers = async (requests) => tileLayers(requests);

describe("stopping and starting to publish", { timeout: 30_000 }, () => {
  it("takes all tracks out of the room and up again, and the one who stopped goes on receiving", async () => {
    const tracks = [people.hum(), people.video("camera"), new LocalDataTrack({ name: "chat" })];
    const [ana, ben] = await people.pair({ tracks }, { tracks: [people.video("bens")] });
    await Promise.all([ben.saw("trackSubscribed", 3), ana.saw("trackStarted bens")]);
    const { length } = people.connections.all;
    const me = ana.room.localParticipant;
    await me.stopPublishing();
    await ben.saw("trackUnpublished", 3);
    expect(asked).toEqual([{ do: "publish", on: false }]);
    expect([me.tracks.size, ben.other("ana").tracks.size]).toEqual([0, 0]);
    expect(tracks.map((track) => track.kind === "data" || track.isStopped)).toEqual([false, false, true]);
    expect(ana.other("ben").videoTracks.size).toBe(1);
    const bytes = async (): Promise<number> => {
      for (const entry of (await ana.connection.pc.getStats()).values())
        if (entry.type === "inbound-rtp") return entry.bytesReceived;
      return 0;
    };
    const before = await bytes();
    await vi.waitFor(async () => expect(await bytes()).toBeGreaterThan(before), waiting);

    await me.startPublishing();
    await ben.saw("trackSubscribed", 6);
    expect(asked.at(-1)).toEqual({ do: "publish", on: true });
    expect([...me.tracks.values()].map(({ track }) => track)).toEqual(tracks);
    expect(people.connections.all).toHaveLength(length);
  });

  it("keeps priorities, and leaves out what was unpublished meanwhile", async () => {
    const [hum, camera] = [people.hum(), people.video("camera")];
    const ana = await people.join("ana", { tracks: [hum] });
    const me = ana.room.localParticipant;
    await me.publishTrack(camera, { priority: "high" });
    await me.stopPublishing();
    await expect(me.publishTrack(people.video("other"))).rejects.toThrow("stopped");
    expect(me.unpublishTrack(hum)).toBeNull();
    const second = people.video("second");
    await me.startPublishing();
    await me.publishTrack(second);
    await me.stopPublishing();
    expect(me.unpublishTrack(second.mediaStreamTrack)).toBeNull();
    await me.startPublishing();
    expect([...me.tracks.values()].map(({ trackName, priority }) => [trackName, priority])).toEqual([
      ["camera", "high"],
    ]);
    await me.publishTrack(hum);
    expect(me.tracks.size).toBe(2);
  });

  it("changes nothing where the signal-worker refuses", async () => {
    const ana = await people.join("ana", { tracks: [people.hum()] });
    const me = ana.room.localParticipant;
    refusal = 54037;
    await expect(me.stopPublishing()).rejects.toMatchObject({ code: refusal });
    expect(me.tracks.size).toBe(1);
    refusal = undefined;
    await me.stopPublishing();
    refusal = 54039;
    await expect(me.startPublishing()).rejects.toMatchObject({ code: 54039 });
    expect(me.tracks.size).toBe(0);
    refusal = undefined;
    await me.startPublishing();
    await me.startPublishing();
    expect(me.tracks.size).toBe(1);
  });

  it("needs nobody's leave where no server has a say", async () => {
    const me = (await people.join("ana", { tracks: [people.hum()], socket: noServer() })).room
      .localParticipant;
    await me.stopPublishing();
    expect(me.tracks.size).toBe(0);
    await me.startPublishing();
    expect(me.tracks.size).toBe(1);
  });
});

describe("settings that will not do", { timeout: 30_000 }, () => {
  it("change nothing, whatever else is right", async () => {
    const [ana] = await people.pair({ tracks: [people.video()], chooseLayers });
    const me = ana.room.localParticipant;
    const bitrate = (): number | undefined =>
      ana.connection.pc
        .getSenders()
        .find(({ track }) => track?.kind === "video")
        ?.getParameters().encodings[0]?.maxBitrate;
    await me.configure({ maxVideoBitrateBps: 200_000 });
    await vi.waitFor(() => expect(bitrate()).toBe(200_000), waiting);
    for (const wrong of [{ preferredVideoCodecs: ["H266"] }, { scalabilityMode: "L9T9" }])
      await expect(
        Reflect.apply(me.configure, me, [{ maxVideoBitrateBps: 100_000, displayName: "Ann", ...wrong }]),
      ).rejects.toThrow(RangeError);
    await expect(Reflect.apply(me.configure, me, ["opusFec"])).rejects.toThrow(TypeError);
    expect(asked).toEqual([]);
    refusal = 54038;
    await expect(me.configure({ maxVideoBitrateBps: 100_000, displayName: "Ann" })).rejects.toMatchObject({
      code: refusal,
    });
    me.setParameters({ maxAudioBitrate: 20_000 }); // what was refused must not come with the next change
    await me.configure({ keyFrameIntervalSeconds: 2 });
    refusal = undefined;
    await me.configure({ displayName: "Ann" });
    expect(asked.at(-1)).toEqual({ do: "rename", name: "Ann" });
    expect(bitrate()).toBe(200_000);
  });

  it("of a name are refused where no server could tell it", async () => {
    const me = (await people.join("ana", { socket: noServer() })).room.localParticipant;
    await expect(me.configure({ displayName: "Ann" })).rejects.toMatchObject({ code: 54037 });
  });
});
