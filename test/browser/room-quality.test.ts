import { afterEach, describe, expect, it, vi } from "vitest";
import type { ConnectOptions } from "../../web/room/connect-options.ts";
import type { RemoteParticipant } from "../../web/room/remote-participant.ts";
import type { Room } from "../../web/room/room.ts";
import { FakeCall } from "../fakes/fake-call.ts";
import { People } from "../fakes/people.ts";

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

async function joined(options: ConnectOptions = {}): Promise<{ call: FakeCall; room: Room }> {
  const call = new FakeCall();
  const room = await call.services.connect("token", options);
  ends.push(() => room.disconnect());
  return { call, room };
}

function other(room: Room, name = "Bea"): RemoteParticipant {
  return [...room.participants.values()].find(({ displayName }) => displayName === name)!;
}

describe("network quality", () => {
  it("has a level for each link, and for oneself what at least half of them reach", async () => {
    const { call, room } = await joined();
    const [bea, cleo] = [call.person("Bea"), call.person("Cleo")];
    const seen: unknown[] = [];
    other(room).on("networkQualityLevelChanged", (level, stats) => seen.push([level, stats?.level]));
    room.localParticipant.on("networkQualityLevelChanged", (level, stats) => seen.push([level, stats]));
    expect([other(room).networkQualityLevel, room.localParticipant.networkQualityLevel]).toEqual([
      null,
      null,
    ]);
    await bea.measure({ roundTripMs: 600 });
    // the code that judges is loaded first
    await expect
      .poll(() => seen)
      .toEqual([
        [1, 1],
        [1, null],
      ]);
    await cleo.measure();
    expect(other(room, "Cleo").networkQualityLevel).toBe(5);
    expect(other(room).networkQualityLevel).toBe(1);
    expect(room.localParticipant.networkQualityLevel).toBe(5);
    cleo.leave();
    expect(room.localParticipant.networkQualityLevel).toBe(1);
  });

  it("is 0 while the link is mended", async () => {
    const { call, room } = await joined();
    const bea = call.person("Bea");
    await bea.measure();
    bea.link("recovering");
    expect(other(room).networkQualityLevel).toBe(0);
    expect(room.localParticipant.networkQualityLevel).toBe(0);
    expect(other(room).networkQualityStats).toBeNull();
    bea.link("open");
    await bea.measure();
    expect(other(room).networkQualityLevel).toBe(5);
    expect(room.localParticipant.networkQualityLevel).toBe(5);
  });

  it("can be switched off; the route is told all the same", async () => {
    const { call, room } = await joined({ networkQuality: false });
    const bea = call.person("Bea");
    const routes: string[] = [];
    other(room).on("routeChanged", (route) => routes.push(route));
    await bea.measure({ relayed: null });
    await bea.measure({ relayed: true });
    await bea.measure({ relayed: true });
    await bea.measure({ relayed: false });
    expect(other(room).networkQualityLevel).toBeNull();
    expect(routes).toEqual(["relayed", "direct"]);
    expect(other(room).route).toBe("direct");
  });

  it("is measured over a real link: picture and sound flow, directly, and well", async () => {
    const people = new People();
    ends.push(() => people.close());
    const [ana] = await people.pair({}, { tracks: [people.video()] });
    const ben = ana.other("ben");
    // measured every 2 s: what a busy machine held up is better the next time
    await vi.waitFor(
      () => {
        const received = ben.networkQualityStats?.video.recvStats;
        expect(received?.bandwidth.actual).toBeGreaterThan(1_000);
        expect(received?.latency.rtt).toBeLessThan(200);
        expect(received?.fractionLost.fractionLost).toBeLessThan(0.02);
        expect(ben.networkQualityLevel).toBe(5);
        expect(ana.room.localParticipant.networkQualityLevel).toBe(5);
      },
      { timeout: 15_000, interval: 100 },
    );
    expect(ben.route).toBe("direct");
    expect(ben.networkQualityStats?.video.sendStats).toBeNull(); // Ana sends nothing
  });
});
