import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { tileLayers } from "../../web/kernel-parts.ts";
import { LocalDataTrack } from "../../web/room/local-data-track.ts";
import type { ChooseLayers } from "../../web/room/ports.ts";
import type { WatchOptions } from "../../web/room/subscription/watch-options.ts";
import { People, waiting, type JoinOptions, type Person } from "../fakes/people.ts";
import { switchGaps, type ShownFrame } from "../rig/switch-gaps.ts";

let people: People;
beforeEach(() => {
  people = new People();
});
afterEach(() => people.close());

const chooseLayers: ChooseLayers = async (requests) => tileLayers(requests);

type Kind = "audio" | "video";

/** What leaves `sender` for `receiver`: packets of sound, or frames that were encoded. */
async function sentTo(sender: Person, receiver: Person, kind: Kind): Promise<number> {
  const report = (await sender.room.getRtcStats()).get(sender.other(receiver.identity).sid);
  let count = 0;
  // nothing, while the link is on its way
  for (const entry of report?.values() ?? [])
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
    const [ana, ben] = await people.pair({}, { tracks: [chat] });
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
        await ben.room.sendText("there and back"); // the question would have come by now
        expect(heard).toEqual([]);
      }, waiting);
      await chat.send("not for Ana");
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
        expect(() => subscription.configure(changes)).toThrow(
          expect.objectContaining({ code: 54044, reason: "LayerUnknown", message: "There is no such layer" }),
        );
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

/** The times at which an element showed a frame, and how wide it was. */
function framesOf(element: HTMLVideoElement): ShownFrame[] {
  const frames: ShownFrame[] = [];
  const note: VideoFrameRequestCallback = (atMs, { width }) => {
    frames.push({ atMs, who: width });
    element.requestVideoFrameCallback(note);
  };
  element.requestVideoFrameCallback(note);
  return frames;
}

describe("switching a subscription", () => {
  const gapMs = 500;

  /** Ana receives nothing but what she watches; Ben's picture is 320 wide, Cem's 160. */
  async function three() {
    const ana = await people.join("ana", { chooseLayers, automaticSubscription: false });
    const ben = await people.join("ben", publisher());
    const cem = await people.join("cem", {
      tracks: [people.hum(), people.video("camera", 160, 120)],
      chooseLayers,
    });
    await ana.saw("trackPublished", 4);
    await vi.waitFor(() => expect(people.connections.open).toHaveLength(6), waiting);
    const subscription = await ana.room.watch(ana.other("ben"));
    const element = subscription.attach(tile()) as HTMLVideoElement;
    await vi.waitFor(() => expect(element.videoWidth).toBe(320), waiting);
    return { ana, ben, cem, subscription, element };
  }

  it("shows the one until the other's picture is there, on the links there are", async () => {
    const { ana, ben, cem, subscription, element } = await three();
    expect(ana.events.filter((event) => event.startsWith("trackSubscribed"))).toHaveLength(2); // of Ben alone
    await stops(cem, ana, "audio");
    await stops(cem, ana, "video");
    const before = connections();
    const { mediaStream } = subscription;
    const switched = new Promise((resolve) => subscription.once("switched", (...args) => resolve(args)));
    const frames = framesOf(element);
    await vi.waitFor(() => expect(frames.length).toBeGreaterThan(15), waiting);

    expect(await subscription.switchTo(ana.other("cem"))).toBe(subscription);
    expect(await switched).toEqual([ana.other("cem"), ana.other("ben"), subscription]);
    expect(subscription.participant.identity).toBe("cem");
    expect(subscription.mediaStream).toBe(mediaStream);
    expect(element.srcObject).toBe(mediaStream);
    await vi.waitFor(() => expect(frames.at(-1)!.who).toBe(160), waiting);
    const { gapsMs, ownMs } = switchGaps(frames);
    console.log(`from one picture to the other ${gapsMs.join()} ms, own ${ownMs.join()}`);
    expect(ownMs).toHaveLength(1); // and never back
    expect(ownMs[0]).toBeLessThan(gapMs);

    await Promise.all([flows(cem, ana, "audio"), flows(cem, ana, "video")]);
    await Promise.all([stops(ben, ana, "audio"), stops(ben, ana, "video")]);
    expect(connections()).toEqual(before);
    expect(people.connections.open).toHaveLength(6);
  });

  it("back and forth ends where the last call says; the calls before it are called off", async () => {
    const { ana, subscription, element } = await three();
    const [ben, cem] = [ana.other("ben"), ana.other("cem")];
    const first = subscription.switchTo(cem);
    const second = subscription.switchTo(ben);
    const third = subscription.switchTo(cem);
    await expect(first).rejects.toMatchObject({ name: "AbortError" });
    await second;
    await third;
    expect(subscription.participant).toBe(cem);
    await vi.waitFor(() => expect(element.videoWidth).toBe(160), waiting);
  });

  it("to who leaves meanwhile is refused, and what was shown goes on", async () => {
    const { ana, ben, cem, subscription, element } = await three();
    const other = ana.other("cem");
    const switching = subscription.switchTo(other);
    cem.room.disconnect();
    await expect(switching).rejects.toMatchObject({ code: 54038 });
    await expect(subscription.switchTo(other)).rejects.toMatchObject({ code: 54038 });
    expect(subscription.state).toBe("started");
    expect(subscription.participant.identity).toBe("ben");
    const frames = framesOf(element);
    await vi.waitFor(() => expect(frames.length).toBeGreaterThan(3), waiting);
    await flows(ben, ana, "audio");
  });

  it("goes on when the one before leaves meanwhile, and at once to who shows nothing", async () => {
    const { ana, ben, cem, subscription, element } = await three();
    const ended: string[] = [];
    subscription.on("ended", () => ended.push("ended"));
    const switching = subscription.switchTo(ana.other("cem"));
    ben.room.disconnect();
    await switching;
    await vi.waitFor(() => expect(element.videoWidth).toBe(160), waiting);
    const dan = await people.join("dan", { tracks: [people.hum()], chooseLayers });
    await ana.saw("trackPublished hum", 3);
    await subscription.switchTo(ana.other("dan"));
    await vi.waitFor(() => expect(kinds(subscription)).toEqual(["audio"]), waiting);
    await flows(dan, ana, "audio");
    await stops(cem, ana, "video");
    expect(ended).toEqual([]);
  });

  it("of a paused one stays paused", async () => {
    const { ana, cem, subscription, element } = await three();
    subscription.pause();
    await subscription.switchTo(ana.other("cem"));
    expect([subscription.state, subscription.participant.identity]).toEqual(["paused", "cem"]);
    await stops(cem, ana, "audio");
    await stops(cem, ana, "video");
    subscription.start();
    await vi.waitFor(() => expect(element.videoWidth).toBe(160), waiting);
    await flows(cem, ana, "audio");
  });
});

describe("a subscription ends", () => {
  it.each(["leaves", "unpublishes", "room"] as const)(
    "when the publisher or the room does: %s",
    async (how) => {
      const { ana, ben, subscription, element } = await watching();
      const ended = new Promise((resolve) => subscription.once("ended", resolve));
      if (how === "leaves") ben.room.disconnect();
      else if (how === "room") ana.room.disconnect();
      else
        ben.room.localParticipant.unpublishTracks(
          Array.from(ben.room.localParticipant.tracks.values(), ({ track }) => track),
        );
      expect(await ended).toBe(subscription);
      expect(subscription.state).toBe("ended");
      expect(kinds(subscription)).toEqual([]);
      expect(element.srcObject).toBe(subscription.mediaStream);
      await expect(subscription.switchTo(subscription.participant)).rejects.toMatchObject({ code: 54038 });
      expect(subscription.pause().start().state).toBe("ended");
    },
  );

  it("when it is stopped: the element is empty, and what was not watched before is received as before", async () => {
    const { ana, ben, subscription, element } = await watching();
    subscription.pause();
    await stops(ben, ana, "audio");
    subscription.on("ended", () => expect.unreachable());
    subscription.stop();
    subscription.stop();
    expect(element.srcObject).toBeNull();
    expect(subscription.state).toBe("ended");
    await flows(ben, ana, "audio");
    expect(ana.other("ben").audioTracks.values().next().value!.isSubscribed).toBe(true);
  });

  it("two of one participant: what either wants is received", async () => {
    const { ana, ben, subscription } = await watching({ video: false });
    const second = await ana.room.watch(ana.other("ben"), { audio: false });
    await Promise.all([flows(ben, ana, "audio"), flows(ben, ana, "video")]);
    subscription.pause();
    await stops(ben, ana, "audio");
    await flows(ben, ana, "video");
    second.stop();
    await stops(ben, ana, "video");
    subscription.stop();
    await flows(ben, ana, "audio");
  });
});
