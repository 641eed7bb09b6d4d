import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connect } from "../../web/connect.ts";
import { createLocalTracks, createLocalVideoTrack } from "../../web/create-local-tracks.ts";
import { waiting } from "../fakes/people.ts";
import { welcomeEverybody, type WelcomedSockets } from "../fakes/welcoming-socket.ts";

const server = "http://127.0.0.1:9";

/** All that keeps a device open: what was captured, and every clone of it. The light is on while one of them lives. */
let opened: MediaStreamTrack[];
let sockets: WelcomedSockets;
beforeEach(() => {
  opened = [];
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  vi.spyOn(navigator.mediaDevices, "getUserMedia").mockImplementation(async (constraints) => {
    const stream = await open(constraints);
    opened.push(...stream.getTracks());
    return stream;
  });
  const { clone } = MediaStreamTrack.prototype;
  vi.spyOn(MediaStreamTrack.prototype, "clone").mockImplementation(function (this: MediaStreamTrack) {
    const twin = Reflect.apply(clone, this, []);
    opened.push(twin);
    return twin;
  });
  sockets = welcomeEverybody();
});
afterEach(() => {
  vi.useRealTimers();
  for (const track of opened) track.stop();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const lights = () => opened.filter(({ readyState }) => readyState === "live").map(({ kind }) => kind);

/** The microphone's level is measured on a twin of its track. */
const metered = () =>
  vi.waitFor(() => expect(lights().filter((kind) => kind === "audio")).toHaveLength(2), waiting);

describe("the light goes off", () => {
  it("at disconnect, for what connect captured", async () => {
    const room = await connect("token", { server });
    await metered();
    room.disconnect();
    expect(lights()).toEqual([]);
  });

  it("at stop, for what the page captured; the call goes on", async () => {
    const tracks = await createLocalTracks();
    const room = await connect("token", { server, tracks });
    await metered();
    for (const track of tracks) track.stop();
    expect(lights()).toEqual([]);
    expect(room.state).toBe("connected");
    room.disconnect();
  });

  it("when a captured track is unpublished and stopped, in either order", async () => {
    const room = await connect("token", { server });
    await metered();
    const { localParticipant } = room;
    for (const { track } of localParticipant.audioTracks.values()) {
      localParticipant.unpublishTrack(track);
      track.stop();
    }
    expect(lights()).toEqual(["video"]);
    for (const publication of localParticipant.videoTracks.values()) publication.unpublish().track.stop();
    expect(lights()).toEqual([]);
    room.disconnect();
  });

  it("when the same identity joins elsewhere; and this page does not fight the other one for the place", async () => {
    const room = await connect("token", { server });
    await metered();
    let code: number | undefined;
    room.on("disconnected", (_room, error) => (code = error?.code));
    vi.useFakeTimers();
    sockets.closeAll(4001, "53205 ParticipantDuplicateIdentity");
    expect(code).toBe(53205);
    expect(lights()).toEqual([]);
    dispatchEvent(new Event("online"));
    await vi.advanceTimersByTimeAsync(600_000);
    expect(sockets.made).toBe(1);
    expect(room.state).toBe("disconnected");
  });
});

describe("the light stays on", () => {
  it("after disconnect, for tracks that the page gave: they are the page's", async () => {
    const camera = await createLocalVideoTrack();
    const room = await connect("token", { server, tracks: [camera] });
    room.disconnect();
    expect(lights()).toEqual(["video"]);
    camera.stop();
    expect(lights()).toEqual([]);
  });

  it("for a track that is disabled or unpublished: only stop gives the device back", async () => {
    const camera = await createLocalVideoTrack();
    const room = await connect("token", { server, tracks: [camera] });
    camera.disable();
    room.localParticipant.unpublishTrack(camera);
    expect(lights()).toEqual(["video"]);
    camera.stop();
    room.disconnect();
  });
});
