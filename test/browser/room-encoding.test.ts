import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ChooseLayers } from "../../web/room/ports.ts";
import { tileLayers } from "../../web/kernel-parts.ts";
import { People, waiting } from "../fakes/people.ts";

let people: People;
beforeEach(() => {
  people = new People();
});
afterEach(() => people.close());

const chooseLayers: ChooseLayers = async (requests) => tileLayers(requests);

describe("what a page lets tracks take", () => {
  it("holds for every link, from setParameters on, until it is taken away", { timeout: 30_000 }, async () => {
    const [ana] = await people.pair({ tracks: [people.video("camera"), people.hum()], chooseLayers }, {});
    const most = (kind: string): number | undefined =>
      ana.connection.pc
        .getSenders()
        .find(({ track }) => track?.kind === kind)
        ?.getParameters().encodings[0]?.maxBitrate;
    const me = ana.room.localParticipant;
    expect(me.setParameters({ maxVideoBitrate: 200_000, maxAudioBitrate: 16_000 })).toBe(me);
    await vi.waitFor(() => expect([most("video"), most("audio")]).toEqual([200_000, 16_000]), waiting);
    me.setParameters({ maxAudioBitrate: null });
    await vi.waitFor(() => expect([most("video"), most("audio")]).toEqual([200_000, undefined]), waiting);
    me.setParameters(null);
    await vi.waitFor(() => expect(most("video")).toBeGreaterThan(200_000), waiting);
  });

  it("is refused where it is no number, as by Twilio's SDK", async () => {
    const { localParticipant: me } = (await people.join("ana")).room;
    for (const wrong of [{ maxAudioBitrate: "1" }, { maxVideoBitrate: {} }])
      expect(() => Reflect.apply(me.setParameters, me, [wrong])).toThrow(TypeError);
    for (const wrong of [null, 5, { local: "1" }])
      expect(() => Reflect.apply(me.setNetworkQualityConfiguration, me, [wrong])).toThrow(TypeError);
    const camera = people.video();
    await expect(Reflect.apply(me.publishTrack, me, [camera, { priority: "urgent" }])).rejects.toThrow(
      RangeError,
    );
    const publication = await me.publishTrack(camera, { priority: "high" });
    expect(publication.priority).toBe("high");
    expect(() => Reflect.apply(publication.setPriority, publication, ["urgent"])).toThrow(RangeError);
    expect(publication.setPriority("low").priority).toBe("low");
    await expect(Reflect.apply(me.publishTracks, me, [camera])).rejects.toThrow(TypeError);
    for (const wrong of [5, {}, null])
      expect(() => Reflect.apply(me.unpublishTrack, me, [wrong])).toThrow(TypeError);
  });
});
