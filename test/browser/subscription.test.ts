import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { tileLayers } from "../../web/kernel-parts.ts";
import { LocalDataTrack } from "../../web/room/local-data-track.ts";
import type { ChooseLayers } from "../../web/room/ports.ts";
import type { WatchOptions } from "../../web/room/subscription/watch-options.ts";
import { People, waiting, type JoinOptions, type Person } from "../fakes/people.ts";

let people: People;
beforeEach(() => {
  people = new People();
});
afterEach(() => people.close());

const chooseLayers: ChooseLayers = async (requests) => tileLayers(requests);

type Kind = "audio" | "video";

/** What leaves `sender` for `receiver`: packets of sound, or frames that were encoded. */
async function sentTo(sender: Person, receiver: Person, kind: Kind): Promise<number> {
  const report = (await sender.room.getRtcStats()).get(sender.other(receiver.identity).sid)!;
  let count = 0;
  for (const entry of report.values())
    if (entry.type === "outbound-rtp" && entry.kind === kind)
      count += kind === "audio" ? entry.packetsSent : entry.framesEncoded;
  return count;
}

/** Settles when nothing more leaves for half a second. */
async function stops(sender: Person, receiver: Person, kind: Kind): Promise<void> {
  let before = -1;
  await vi.waitFor(
    async () => {
      const now = await sentTo(sender, receiver, kind);
      const same = now === before;
      before = now;
      expect(same, `${kind} of ${sender.identity} for ${receiver.identity}`).toBe(true);
    },
    { timeout: 8_000, interval: 500 },
  );
}

async function flows(sender: Person, receiver: Person, kind: Kind): Promise<void> {
  const before = await sentTo(sender, receiver, kind);
  await vi.waitFor(
    async () => expect(await sentTo(sender, receiver, kind)).toBeGreaterThan(before + 2),
    waiting,
  );
}

function publisher(): JoinOptions {
  return { tracks: [people.hum(), people.video("camera", 320, 240)], chooseLayers };
}

/** A tile on the page. */
function tile(): HTMLVideoElement {
  const element = document.createElement("video");
  element.style.cssText = "width: 320px; height: 240px";
  element.muted = true;
  document.body.append(element);
  return element;
}

function kinds({ mediaStream }: { mediaStream: MediaStream }): string[] {
  return mediaStream
    .getTracks()
    .map(({ kind }) => kind)
    .toSorted();
}

function connections(): unknown {
  return people.connections.all.map(({ pc }) => pc.localDescription?.sdp);
}

/** Ana watches Ben, whom Cem receives as well. */
async function watching(options?: WatchOptions) {
  const ana = await people.join("ana", { chooseLayers });
  const ben = await people.join("ben", publisher());
  await ana.saw("trackStarted camera");
  const subscription = await ana.room.watch(ana.other("ben"), options);
  const element = subscription.attach(tile()) as HTMLVideoElement;
  return { ana, ben, subscription, element };
}

describe("a subscription", () => {
  it("pauses and starts: the publisher's encoders for that link alone stop, and nothing is negotiated", async () => {
    const { ana, ben, subscription } = await watching();
    const cem = await people.join("cem", { chooseLayers });
    await cem.saw("trackStarted camera");
    const [camera] = cem.other("ben").videoTracks.values();
    camera!.track!.switchOn();
    const before = connections();
    const heard: string[] = [];
    for (const event of ["paused", "started"] as const) subscription.on(event, () => heard.push(event));
    await Promise.all([flows(ben, ana, "audio"), flows(ben, ana, "video")]);

    subscription.pause();
    expect([subscription.state, heard]).toEqual(["paused", ["paused"]]);
    await Promise.all([stops(ben, ana, "audio"), stops(ben, ana, "video")]);
    await Promise.all([flows(ben, cem, "audio"), flows(ben, cem, "video")]);
    expect(ana.events).not.toContain("trackUnsubscribed camera");

    subscription.start();
    await Promise.all([flows(ben, ana, "audio"), flows(ben, ana, "video")]);
    expect([subscription.state, heard]).toEqual(["started", ["paused", "started"]]);
    expect(connections()).toEqual(before);
  });

  it("takes sound, picture or data alone", async () => {
    const { ana, ben, subscription } = await watching({ video: false });
    await stops(ben, ana, "video");
    await flows(ben, ana, "audio");
    expect(kinds(subscription)).toEqual(["audio"]);
    subscription.configure({ audio: false, video: true });
    await stops(ben, ana, "audio");
    await flows(ben, ana, "video");
    expect(kinds(subscription)).toEqual(["video"]);
    subscription.configure({ video: false });
    await stops(ben, ana, "video");
    await stops(ben, ana, "audio");
    expect(kinds(subscription)).toEqual([]);
    expect(subscription.settings).toMatchObject({ audio: false, video: false, data: true });
  });

  it("has no messages while it is paused or takes no data, and the same data track afterwards", async () => {
    const chat = new LocalDataTrack({ name: "chat" });
    const [ana] = await people.pair({}, { tracks: [chat] });
    await chat.send("one");
    await ana.heard(1);
    const subscription = await ana.room.watch(ana.other("ben"));
    const heard: unknown[] = [];
    subscription.on("message", (data) => heard.push(data));
    for (const stop of ["pause", "configure"] as const) {
      if (stop === "pause") subscription.pause();
      else subscription.configure({ data: false });
      await vi.waitFor(async () => {
        heard.length = 0;
        await chat.send("is it still heard?");
        await chat.send("not for Ana");
        expect(ana.messages).not.toContain(`after ${stop}`);
        expect(heard).toEqual([]);
      }, waiting);
      if (stop === "pause") subscription.start();
      else subscription.configure({ data: true });
      await vi.waitFor(async () => {
        await chat.send(`after ${stop}`);
        expect(heard).toContain(`after ${stop}`);
      }, waiting);
    }
    const told = ana.events.filter((event) => event.includes("ublished"));
    expect(told).toEqual(["trackPublished chat"]);
    expect(ana.messages).not.toContain("not for Ana");
  });

  it("asks for layers: a quarter, half or all of the source, and of its frames", async () => {
    const { ben, subscription, element } = await watching({ spatialLayer: 0, temporalLayer: 1 });
    const width = (): number => element.videoWidth;
    await vi.waitFor(() => expect(width()).toBe(80), waiting);
    const [sender] = ben.connection.pc.getSenders().filter(({ track }) => track?.kind === "video");
    const [full = 0] = [sender!.track!.getSettings().frameRate];
    const rate = (): number | undefined => sender!.getParameters().encodings[0]!.maxFramerate;
    expect(rate()).toBe(full / 2);
    subscription.configure({ spatialLayer: 1, temporalLayer: 0 });
    await vi.waitFor(() => expect(width()).toBe(160), waiting);
    expect(rate()).toBe(full / 4);
    subscription.configure({ spatialLayer: 2, temporalLayer: 2 });
    await vi.waitFor(() => expect(width()).toBe(320), waiting);
    expect(rate()).toBe(full);
  });

  it("refuses unknown layers and wrong options, and changes nothing", async () => {
    const { ana, ben, subscription } = await watching();
    const before = subscription.settings;
    for (const layer of [3, -1, 1.5, "1", {}, Number.NaN]) {
      for (const name of ["spatialLayer", "temporalLayer"]) {
        const changes = { audio: false, [name]: layer } as WatchOptions;
        expect(() => subscription.configure(changes)).toThrow(expect.objectContaining({ code: 54044 }));
        await expect(ana.room.watch(ana.other("ben"), changes)).rejects.toMatchObject({ code: 54044 });
      }
    }
    expect(() => subscription.configure({ audio: "no" as never })).toThrow(TypeError);
    expect(() => subscription.configure(null as never)).toThrow(TypeError);
    await expect(ana.room.watch({} as never)).rejects.toBeInstanceOf(TypeError);
    await expect(ana.room.watch(ben.other("ana"))).rejects.toMatchObject({ code: 54038 });
    expect(subscription.settings).toEqual(before);
    await flows(ben, ana, "audio");
  });
});
