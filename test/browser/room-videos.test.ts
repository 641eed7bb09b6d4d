import { afterEach, describe, expect, it } from "vitest";
import type { ConnectOptions } from "../../web/room/connect-options.ts";
import type { RemoteVideoTrack } from "../../web/room/remote-media-track.ts";
import type { Room } from "../../web/room/room.ts";
import { FakeCall } from "../fakes/fake-call.ts";

const nothing = { widthPx: 0, heightPx: 0, priority: 0 };
const ends: (() => void)[] = [];

afterEach(() => {
  for (const end of ends.splice(0)) end();
  document.body.replaceChildren();
});

async function joined(options: ConnectOptions = {}): Promise<{ call: FakeCall; room: Room }> {
  const call = new FakeCall();
  const room = await call.services.connect("token", options);
  ends.push(() => room.disconnect());
  return { call, room };
}

function camera(room: Room, name: string): RemoteVideoTrack {
  const participant = [...room.participants.values()].find(({ displayName }) => displayName === name)!;
  return [...participant.videoTracks.values()][0]!.track!;
}

/** A tile of this size on the page. */
function show(track: RemoteVideoTrack, width = 320, height = 180): HTMLVideoElement {
  const element = document.createElement("video");
  element.style.cssText = `width: ${width}px; height: ${height}px`;
  document.body.append(element);
  return track.attach(element);
}

function sized(widthPx: number, heightPx: number, priority = 0) {
  const ratio = devicePixelRatio;
  return { widthPx: Math.round(widthPx * ratio), heightPx: Math.round(heightPx * ratio), priority };
}

function hidePage(hidden: boolean): void {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
  if (!hidden) Reflect.deleteProperty(document, "hidden");
}

describe("what is asked of a camera", () => {
  it("is nothing while no tile shows it, and the tile's size as soon as one does", async () => {
    const { call, room } = await joined();
    const bea = call.person("Bea");
    const seen: string[] = [];
    room.on("trackSwitchedOff", (_, __, { displayName }) => seen.push(`off ${displayName}`));
    room.on("trackSwitchedOn", (_, __, { displayName }) => seen.push(`on ${displayName}`));
    bea.paint(); // its first frame is waited for
    await expect.poll(() => bea.wish).toEqual(nothing);
    expect(camera(room, "Bea").isStarted).toBe(true);
    expect(camera(room, "Bea").isSwitchedOff).toBe(true);

    const element = show(camera(room, "Bea"));
    await expect.poll(() => bea.wish).toEqual(sized(320, 180));
    expect(camera(room, "Bea").isSwitchedOff).toBe(false);
    camera(room, "Bea").detach(element);
    expect(bea.wish).toEqual(nothing);
    expect(seen).toEqual(["off Bea", "on Bea", "off Bea"]);
  });

  it("is never nothing in between for a track that is shown at once", async () => {
    const { call, room } = await joined();
    const seen: string[] = [];
    room.on("trackSwitchedOff", () => seen.push("off"));
    const bea = call.person("Bea");
    show(camera(room, "Bea"));
    await expect.poll(() => bea.wish).toEqual(sized(320, 180));
    expect(seen).toEqual([]);
  });

  it("is nothing 2 s after the page was hidden, and the tile's size at once when it is back", async () => {
    const { call, room } = await joined();
    const bea = call.person("Bea");
    show(camera(room, "Bea"));
    await expect.poll(() => bea.wish).toEqual(sized(320, 180));
    const hiddenAtMs = performance.now();
    hidePage(true);
    await expect.poll(() => bea.wish).toEqual(nothing);
    expect(performance.now() - hiddenAtMs).toBeGreaterThan(1_900);
    hidePage(false);
    expect(bea.wish).toEqual(sized(320, 180));
  });

  it("goes on in a hidden page for the picture that floats above it", async () => {
    const { call, room } = await joined();
    const [bea, cleo] = [call.person("Bea"), call.person("Cleo")];
    const element = show(camera(room, "Bea"));
    show(camera(room, "Cleo"));
    await expect.poll(() => bea.wish).toEqual(sized(320, 180));
    await expect.poll(() => cleo.wish).toEqual(sized(320, 180));
    Object.defineProperty(document, "pictureInPictureElement", { configurable: true, value: element });
    ends.push(() => Reflect.deleteProperty(document, "pictureInPictureElement"));
    element.dispatchEvent(new Event("enterpictureinpicture"));
    ends.push(() => hidePage(false));
    hidePage(true);
    await expect.poll(() => cleo.wish).toEqual(nothing);
    expect(bea.wish).toEqual({ widthPx: 640, heightPx: 360, priority: 0 });
  });

  it("follows what the page says of the track", async () => {
    const { call, room } = await joined();
    const bea = call.person("Bea");
    const track = camera(room, "Bea");
    expect(track.setContentPreferences({ renderDimensions: { width: 800, height: 600 } })).toBe(track);
    expect(bea.wish).toEqual({ widthPx: 800, heightPx: 600, priority: 0 });
    track.setPriority("high");
    expect(bea.wish).toEqual({ widthPx: 800, heightPx: 600, priority: 3 });
    expect(track.priority).toBe("high");
    track.switchOff();
    expect(bea.wish).toEqual(nothing);
    expect(track.isSwitchedOff).toBe(true);
    track.switchOn().setPriority(null).setContentPreferences({});
    expect(bea.wish).toEqual({ widthPx: 1280, heightPx: 720, priority: 0 });
    expect(() => track.setPriority("highest" as never)).toThrow(RangeError);
  });

  it("is said again to a link that was made anew", async () => {
    const { call, room } = await joined();
    const bea = call.person("Bea");
    show(camera(room, "Bea"));
    await expect.poll(() => bea.wish).toEqual(sized(320, 180));
    call.wishes.clear();
    bea.comeAnew();
    expect(bea.wish).toEqual(sized(320, 180));
  });

  it("is nothing at all with `receive: none`, save for what is switched on", async () => {
    const { call, room } = await joined({ receive: "none" });
    const [bea, cleo] = [call.person("Bea"), call.person("Cleo")];
    bea.shareScreen();
    show(camera(room, "Bea"));
    expect([bea.wish, bea.screenWish, cleo.wish]).toEqual([nothing, nothing, nothing]);
    camera(room, "Cleo").switchOn();
    expect(cleo.wish).toEqual({ widthPx: 1280, heightPx: 720, priority: 0 });
  });
});

describe("from five people on", () => {
  const names = ["Bea", "Cleo", "Dan", "Eva", "Finn", "Gül"];

  async function crowd(options: ConnectOptions = {}, count = names.length) {
    const { call, room } = await joined(options);
    const people = names.slice(0, count).map((name) => call.person(name));
    for (const name of names.slice(0, count)) show(camera(room, name), 100, 60);
    const seen = (): string =>
      names
        .slice(0, count)
        .filter((name) => !camera(room, name).isSwitchedOff)
        .join(" ");
    return { call, room, people, seen };
  }

  it("the four who came first are seen while nobody has spoken", async () => {
    const { people, seen } = await crowd();
    await expect.poll(() => people[0]!.wish).toEqual(sized(100, 60));
    expect(seen()).toBe("Bea Cleo Dan Eva");
    expect([people[4]!.wish, people[5]!.wish]).toEqual([nothing, nothing]);
  });

  it("who speaks is seen, and who has spoken longest ago goes, 2 s later", async () => {
    const { room, people, seen } = await crowd({ maxVideoTracks: 2 });
    await expect.poll(seen).toBe("Bea Cleo");
    const speakers: (string | undefined)[] = [];
    room.on("dominantSpeakerChanged", (participant) => speakers.push(participant?.displayName));
    ends.push(people[5]!.talk());
    await expect.poll(seen).toBe("Bea Cleo Gül");
    await expect.poll(seen).toBe("Bea Gül");
    expect(speakers).toEqual(["Gül"]);
    expect(room.dominantSpeaker?.displayName).toBe("Gül");
    await expect.poll(() => people[5]!.wish).toEqual(sized(100, 60, 1));

    people[5]!.leave();
    expect(speakers).toEqual(["Gül", undefined]);
    expect(room.dominantSpeaker).toBeNull();
  });

  it("a pinned camera and a shared screen are seen besides", async () => {
    const { room, people, seen } = await crowd({ maxVideoTracks: 1 });
    await expect.poll(seen).toBe("Bea");
    camera(room, "Finn").setPriority("high");
    people[3]!.shareScreen();
    await expect.poll(seen).toBe("Bea Finn"); // once his tile has been looked at
    const [, screen] = [...[...room.participants.values()][3]!.videoTracks.values()];
    show(screen!.track!, 200, 100);
    await expect.poll(() => people[3]!.screenWish).toEqual(sized(200, 100, 2));
    camera(room, "Finn").setPriority(null);
    await expect.poll(seen).toBe("Bea");
  });

  it("nobody whose camera is off takes a place", async () => {
    const { people, seen } = await crowd({ maxVideoTracks: 2 });
    await expect.poll(seen).toBe("Bea Cleo");
    people[0]!.switch("camera", false);
    expect(seen()).toBe("Cleo Dan");
  });

  it("everybody is seen again when there are four", async () => {
    const { people, seen } = await crowd({ maxVideoTracks: 1 }, 4);
    await expect.poll(seen).toBe("Bea");
    people[3]!.leave();
    await expect.poll(() => people[2]!.wish).toEqual(sized(100, 60));
  });
});
