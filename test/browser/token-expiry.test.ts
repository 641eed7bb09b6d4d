import { afterEach, beforeEach, describe, expect, it, test, vi } from "vitest";
import { renewTokens } from "../../web/elements/call/token-renewal.ts";
import { MeshcallError } from "../../web/room/errors.ts";
import type { Room, RoomEvents } from "../../web/room/room.ts";
import { FakeCall } from "../fakes/fake-call.ts";
import { clearPage, meshCall, openJoined } from "./elements-page.ts";

const followed = [
  "tokenAboutToExpire",
  "tokenExpired",
  "signalingChanged",
  "reconnecting",
  "reconnected",
  "participantDisconnected",
  "disconnected",
] as const satisfies (keyof RoomEvents)[];

describe("a room whose token comes to its end", () => {
  let call: FakeCall;
  let room: Room;
  let events: string[];

  async function connect(tokenLifeSeconds: number): Promise<void> {
    call = new FakeCall();
    call.tokenLifeSeconds = tokenLifeSeconds;
    room = await call.services.connect("token", { tracks: [] });
    events = [];
    for (const event of followed) room.on(event, () => events.push(event));
  }

  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    room.disconnect();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it("says so at once where less than three minutes are left, to who listens after `connect`", async () => {
    await connect(100);
    vi.advanceTimersByTime(0);
    expect(events).toEqual(["tokenAboutToExpire"]);
    await room.updateToken("newer");
    vi.advanceTimersByTime(3_600_000);
    expect(call.renewedWith).toEqual(["newer"]);
    expect(events).toEqual(["tokenAboutToExpire"]);
  });

  it("goes on over its links, for as long as it takes", async () => {
    await connect(3_600);
    call.person("Bea");
    vi.advanceTimersByTime(3_600_000);
    call.tokenRefused();
    vi.advanceTimersByTime(3_600_000);
    expect(events).toEqual(["tokenAboutToExpire", "tokenExpired", "signalingChanged"]);
    expect([room.state, room.signaling, room.participants.size]).toEqual(["connected", "away", 1]);
    await room.updateToken("newer");
    call.signaling("open");
    expect(room.signaling).toBe("open");
  });

  it("ends with 20104 when no link has been left for 30 s", async () => {
    await connect(10_000);
    const ended = vi.fn<(room: Room, error?: MeshcallError) => void>();
    room.on("disconnected", ended);
    const bea = call.person("Bea");
    call.tokenRefused();
    bea.leave();
    vi.advanceTimersByTime(29_999);
    expect(room.state).toBe("reconnecting");
    vi.advanceTimersByTime(1);
    expect(ended).toHaveBeenCalledWith(room, expect.objectContaining({ code: 20104 }));
    await expect(room.updateToken("newer")).rejects.toMatchObject({ code: 53204 });
  });

  it("is saved by a new token within those 30 s", async () => {
    await connect(10_000);
    call.tokenRefused();
    vi.advanceTimersByTime(20_000);
    await room.updateToken("newer");
    call.signaling("open");
    vi.advanceTimersByTime(60_000);
    expect(room.state).toBe("connected");
    expect(events).toEqual([
      "signalingChanged",
      "reconnecting",
      "tokenExpired",
      "signalingChanged",
      "reconnected",
    ]);
  });

  it("is given another by whoever fetches them, who tries again until there is one", async () => {
    await connect(100);
    const failure = new MeshcallError(53000);
    const fetchToken = vi.fn<() => Promise<string>>().mockRejectedValue(failure);
    const onError = vi.fn<(error: unknown) => void>();
    renewTokens(room, fetchToken, onError);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fetchToken.mock.calls.length).toBeGreaterThan(2);
    expect(onError.mock.calls).toEqual([[failure]]);
    fetchToken.mockResolvedValue("newer");
    await vi.advanceTimersByTimeAsync(30_000);
    expect(call.renewedWith).toEqual(["newer"]);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(events).toEqual(["tokenAboutToExpire"]);
  });

  it("keeps the old token where the new one will not do", async () => {
    await connect(100);
    vi.advanceTimersByTime(0);
    call.refuseToken = new MeshcallError(54006);
    await expect(room.updateToken("of another")).rejects.toMatchObject({ code: 54006 });
    // @ts-expect-error a page in plain JavaScript may pass anything
    await expect(room.updateToken(undefined)).rejects.toThrow(TypeError);
    vi.advanceTimersByTime(100_000);
    expect(events).toEqual(["tokenAboutToExpire", "tokenExpired"]);
  });
});

describe("<mesh-call>", () => {
  afterEach(clearPage);

  function hear(type: "mesh-token-about-to-expire" | "mesh-error"): Promise<Event> {
    return new Promise((resolve) => document.addEventListener(type, resolve, { once: true }));
  }
  function dying(): FakeCall {
    const call = new FakeCall();
    call.tokenLifeSeconds = 100;
    return call;
  }

  test("renews a token of the signal-worker's by itself, for the same person and room", async () => {
    const call = await openJoined({}, dying());
    await expect.poll(() => call.renewedWith).toEqual(["token 2"]);
    expect(call.asked[1]).toEqual(call.asked[0]);
  });

  test("asks a page that has tokens of its own, and takes what is set then", async () => {
    const asked = hear("mesh-token-about-to-expire");
    const call = await openJoined({ token: "own" }, dying());
    await asked;
    meshCall().token = "newer";
    await expect.poll(() => call.renewedWith).toEqual(["newer"]);
    expect(call.asked).toEqual([]);
  });

  test("tells the page of a token that will not do; the call goes on", async () => {
    const call = dying();
    await openJoined({ token: "own" }, call);
    call.refuseToken = new MeshcallError(20107);
    const failed = hear("mesh-error");
    meshCall().token = "bad";
    expect(await failed).toMatchObject({ error: { code: 20107 } });
    expect(call.room.state).toBe("connected");
  });
});
