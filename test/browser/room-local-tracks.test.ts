import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LocalAudioTrack, LocalVideoTrack } from "../../web/room/local-media-track.ts";
import {
  createLocalAudioTrack,
  createLocalTracks,
  createLocalVideoTrack,
} from "../../web/create-local-tracks.ts";
import { People } from "../fakes/people.ts";

let people: People;
beforeEach(() => {
  people = new People();
});
afterEach(() => people.close());

const source = () => people.video().mediaStreamTrack;
const tracksIn = (element: HTMLMediaElement) =>
  element.srcObject instanceof MediaStream ? element.srcObject.getTracks() : [];

describe("attach and detach", () => {
  it("makes an element, finds one by selector, or takes the one given", () => {
    const track = people.video();
    const made = track.attach();
    expect(made).toBeInstanceOf(HTMLVideoElement);
    expect(made.isConnected).toBe(false);
    document.body.innerHTML = `<video id="tile"></video><div id="none"></div>`;
    const tile = document.querySelector<HTMLVideoElement>("#tile")!;
    expect(track.attach("#tile")).toBe(tile);
    const own = document.createElement("video");
    expect(track.attach(own)).toBe(own);
    for (const element of [made, tile, own]) {
      expect(tracksIn(element)).toEqual([track.mediaStreamTrack]);
      expect(element.autoplay).toBe(true);
    }
    for (const wrong of ["#none", "#nowhere"]) expect(() => track.attach(wrong)).toThrow(TypeError);
  });

  it("detaches one, or all and says which; the elements stay on the page", () => {
    const track = people.video();
    const [first, second] = [track.attach(), track.attach()];
    document.body.append(first, second);
    expect(track.detach(first)).toBe(first);
    expect(first.srcObject).toBeNull();
    expect(track.detach()).toEqual([second]);
    expect(track.detach()).toEqual([]);
    expect(second.srcObject).toBeNull();
    expect(second.isConnected).toBe(true);
  });

  it("one element carries a voice and a face, and a second face replaces the first", () => {
    const [face, other] = [people.video(), people.video()];
    const voice = new LocalAudioTrack(
      new AudioContext().createMediaStreamDestination().stream.getTracks()[0]!,
    );
    const element = document.createElement("video");
    face.attach(element);
    voice.attach(element);
    expect(element.muted).toBe(true);
    other.attach(element);
    expect(new Set(tracksIn(element))).toEqual(new Set([voice.mediaStreamTrack, other.mediaStreamTrack]));
    face.detach(element);
    expect(tracksIn(element)).toHaveLength(2);
    other.detach(element);
    expect(tracksIn(element)).toEqual([voice.mediaStreamTrack]);
  });
});

describe("a local track", () => {
  it("says once that it has stopped, whoever stopped it", () => {
    const track = people.video();
    let stopped = 0;
    track.on("stopped", () => stopped++);
    track.mediaStreamTrack.stop();
    track.mediaStreamTrack.dispatchEvent(new Event("ended")); // as when the device is unplugged
    track.stop();
    track.stop();
    expect(stopped).toBe(1);
    expect(track.isStopped).toBe(true);
  });

  it("restarted, plays the new source everywhere and stays muted", async () => {
    const track = new LocalVideoTrack(source(), {}, async () => source());
    const before = track.mediaStreamTrack;
    const element = track.attach();
    track.disable();
    await track.restart();
    expect(before.readyState).toBe("ended");
    expect(track.mediaStreamTrack).not.toBe(before);
    expect(track.mediaStreamTrack.readyState).toBe("live");
    expect(track.isEnabled).toBe(false);
    expect(tracksIn(element)).toEqual([track.mediaStreamTrack]);
    await expect(people.video().restart()).rejects.toBeInstanceOf(TypeError);
  });

  it("restarted with a source of another size, tells its dimensions, also of the participant", async () => {
    const wide = people.video("wide", 320, 160).mediaStreamTrack;
    const track = new LocalVideoTrack(source(), {}, async () => wide);
    const { localParticipant } = (await people.join("ana", { tracks: [track] })).room;
    const heard: (number | null)[] = [];
    track.on("dimensionsChanged", ({ dimensions }) => void heard.push(dimensions.width));
    localParticipant.on("trackDimensionsChanged", ({ dimensions }) => void heard.push(dimensions.height));
    await track.restart();
    expect(heard.toSorted()).toEqual([160, 320]);
    await track.restart();
    expect(heard).toHaveLength(2);
  });

  it("stopped while it restarts, leaves no device open", async () => {
    const opening = Promise.withResolvers<MediaStreamTrack>();
    const track = new LocalVideoTrack(source(), {}, () => opening.promise);
    const restarted = track.restart();
    track.stop();
    const late = source();
    opening.resolve(late);
    await restarted;
    expect(late.readyState).toBe("ended");
    expect(track.isStopped).toBe(true);
  });

  it("restarted twice at once, leaves one device open", async () => {
    const opened: MediaStreamTrack[] = [];
    const track = new LocalVideoTrack(source(), {}, async () => {
      opened.push(source());
      return opened.at(-1)!;
    });
    await Promise.all([track.restart(), track.restart()]);
    const live = opened.filter(({ readyState }) => readyState === "live");
    expect(live).toEqual([track.mediaStreamTrack]);
  });
});

describe("capturing", () => {
  it("opens both, or the one that is asked for, under the name given", async () => {
    const both = await createLocalTracks();
    const voice = await createLocalTracks({ audio: { name: "voice" } });
    const none = await createLocalTracks({ audio: false });
    const single = [await createLocalAudioTrack(), await createLocalVideoTrack({ width: 320, height: 240 })];
    expect(both.map(({ kind }) => kind)).toEqual(["audio", "video"]);
    expect(voice.map(({ kind, name }) => [kind, name])).toEqual([["audio", "voice"]]);
    expect(none).toEqual([]);
    expect(single[1]).toMatchObject({ kind: "video", dimensions: { width: 320, height: 240 } });
    for (const track of [...both, ...voice, ...single]) track.stop();
  });

  it("says with the browser's own error what could not be opened", async () => {
    await expect(createLocalVideoTrack({ deviceId: { exact: "gone" } })).rejects.toMatchObject({
      name: "OverconstrainedError",
    });
  });
});
