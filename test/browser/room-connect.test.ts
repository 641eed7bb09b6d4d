import { afterEach, describe, expect, it, vi } from "vitest";
import { connect } from "../../web/connect.ts";
import { LocalDataTrack } from "../../web/room/local-data-track.ts";
import { waiting } from "../fakes/people.ts";
import { ConnectionWatch } from "../fakes/watch-connections.ts";
import { welcomeEverybody } from "../fakes/welcoming-socket.ts";

/** Port 9 is `discard`: browsers refuse it before the network is asked. */
const nowhere = "http://127.0.0.1:9";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Every device track that is opened from here on. */
function watchDevices(): MediaStreamTrack[] {
  const opened: MediaStreamTrack[] = [];
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  vi.spyOn(navigator.mediaDevices, "getUserMedia").mockImplementation(async (constraints) => {
    const stream = await open(constraints);
    opened.push(...stream.getTracks());
    return stream;
  });
  return opened;
}

const live = (tracks: MediaStreamTrack[]) => tracks.filter(({ readyState }) => readyState === "live");

describe("connect", () => {
  it.each([
    ["a token that is no string", [5]],
    ["options that are no object", ["token", 5]],
    ["tracks that are no array", ["token", { tracks: 5 }]],
    ["a track that is none", ["token", { tracks: [{}] }]],
    ["an address that is none", ["token", { tracks: [], server: "http://" }]],
    ["an address of another kind", ["token", { tracks: [], server: "ftp://signal.example" }]],
  ])("rejects %s with a TypeError, and opens nothing", async (_what, args) => {
    const devices = watchDevices();
    const sockets = vi.spyOn(globalThis, "WebSocket");
    await expect(Reflect.apply(connect, undefined, args)).rejects.toBeInstanceOf(TypeError);
    expect(devices).toEqual([]);
    expect(sockets).not.toHaveBeenCalled();
  });

  it("rejects a token that no header can carry with 20101", async () => {
    await expect(connect("no token, really", { tracks: [], server: nowhere })).rejects.toMatchObject({
      name: "TwilioError",
      code: 20101,
    });
  });

  it.each([
    [{ logLevel: "loud" }, RangeError],
    [{ bandwidthProfile: { video: { mode: "row" } } }, RangeError],
    [{ bandwidthProfile: 5 }, TypeError],
    [{ audio: { defaultDeviceCaptureMode: "hand" } }, RangeError],
  ])("rejects %j as Twilio's SDK does, and opens nothing", async (options, error) => {
    const devices = watchDevices();
    await expect(Reflect.apply(connect, undefined, ["token", options])).rejects.toBeInstanceOf(error);
    expect(devices).toEqual([]);
  });

  it("can be called off by what follows from it, too", async () => {
    const following = connect("token", { tracks: [], server: nowhere })
      .then((room) => room.name)
      .finally(() => undefined);
    Reflect.get(following, "cancel")();
    await expect(following).rejects.toThrow("Canceled");
  });

  it("tells the page's emitter of the way to the signal-worker", async () => {
    const told: unknown[] = [];
    const eventListener = { emit: (...event: unknown[]) => void told.push(event) };
    const options = { tracks: [], server: nowhere, eventListener };
    await expect(Reflect.apply(connect, undefined, ["token", options])).rejects.toMatchObject({
      code: 53000,
    });
    const event = { group: "signaling", elapsedTime: expect.any(Number), timestamp: expect.any(Number) };
    expect(told).toEqual([
      ["event", { ...event, level: "info", name: "connecting" }],
      ["event", { ...event, level: "error", name: "closed", payload: { reason: expect.any(String) } }],
    ]);
  });

  it("says 53000 when nobody answers, and gives the devices back", async () => {
    const devices = watchDevices();
    await expect(connect("token", { server: nowhere })).rejects.toMatchObject({ code: 53000 });
    expect(devices).toHaveLength(2);
    expect(live(devices)).toEqual([]);
  });

  it("canceled while the devices open: rejects at once, and closes what opens later", async () => {
    const opened = Promise.withResolvers<MediaStream>();
    vi.spyOn(navigator.mediaDevices, "getUserMedia").mockReturnValue(opened.promise);
    const connecting = connect("token", { audio: true, server: nowhere });
    connecting.cancel();
    await expect(connecting).rejects.toEqual(new Error("Canceled"));
    const stream = new AudioContext().createMediaStreamDestination().stream;
    opened.resolve(stream);
    await vi.waitFor(() => expect(live(stream.getTracks())).toEqual([]), waiting);
  });

  it("canceled while the socket opens: leaves nothing open", async () => {
    const devices = watchDevices();
    const connections = new ConnectionWatch();
    const sockets = welcomeEverybody({ silent: true });
    const connecting = connect("token", { server: nowhere });
    await vi.waitFor(() => expect(sockets.open).toBe(1), waiting);
    connecting.cancel();
    await expect(connecting).rejects.toEqual(new Error("Canceled"));
    expect(sockets.open).toBe(0);
    expect(live(devices)).toEqual([]);
    expect(connections.open).toEqual([]);
  });

  it("canceled afterwards does nothing; disconnect stops what was captured, and only that", async () => {
    const devices = watchDevices();
    const sockets = welcomeEverybody();
    const connecting = connect("token", { server: nowhere });
    const room = await connecting;
    connecting.cancel();
    expect(room.state).toBe("connected");
    expect(live(devices)).toHaveLength(2);
    room.disconnect();
    expect(sockets.open).toBe(0);
    expect(live(devices)).toEqual([]);

    const [own] = new AudioContext().createMediaStreamDestination().stream.getTracks();
    const second = await connect("token", { server: nowhere, tracks: [own!, new LocalDataTrack()] });
    expect([...second.localParticipant.tracks.values()].map(({ kind }) => kind)).toEqual(["audio", "data"]);
    second.disconnect();
    expect(own!.readyState).toBe("live");
  });

  it("stops the devices although a listener throws", async () => {
    const devices = watchDevices();
    welcomeEverybody();
    const room = await connect("token", { server: nowhere });
    room.once("disconnected", () => {
      throw new Error("a page's mistake");
    });
    expect(() => room.disconnect()).toThrow("a page's mistake");
    expect(live(devices)).toEqual([]);
  });
});
