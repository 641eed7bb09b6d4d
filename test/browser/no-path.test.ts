import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LocalDataTrack } from "../../web/room/local-data-track.ts";
import { People, waiting } from "../fakes/people.ts";

let people: People;
/** No connection finds a path: it may use a relay alone, and there is none. */
let pathless = false;
beforeEach(() => {
  people = new People();
  pathless = false;
  const Real = RTCPeerConnection;
  vi.stubGlobal(
    "RTCPeerConnection",
    class extends Real {
      constructor(config?: RTCConfiguration) {
        super(pathless ? { ...config, iceTransportPolicy: "relay" } : config);
      }
    },
  );
});
afterEach(() => people.close());

/** From both ends; the links that there are carry nothing any more. */
function cutAll(): void {
  pathless = true;
  for (const { channels } of people.connections.open)
    vi.spyOn(channels.get("control")!, "send").mockReturnValue();
}

it("two who gave each other up, while the server had both in the room all the time, are linked soon after there is a path", async () => {
  const chat = new LocalDataTrack({ name: "chat" });
  const [ana, ben] = await people.pair({ tracks: [chat] }, {});
  await chat.send("one");
  await ben.heard(1);
  cutAll();
  await vi.waitFor(
    () => {
      for (const { events } of [ana, ben]) expect(events.join()).toContain("participantDisconnected");
    },
    { timeout: 40_000, interval: 100 },
  );
  pathless = false;
  const healedAtMs = performance.now();
  await vi.waitFor(
    async () => {
      expect([ana.room.participants.size, ben.room.participants.size]).toEqual([1, 1]);
      await chat.send("back");
      expect(ben.messages).toContain("back");
    },
    { timeout: 40_000, interval: 250 },
  );
  console.log(`linked again ${Math.round(performance.now() - healedAtMs)} ms after there was a path`);
  expect(ana.room.state).toBe("connected");
}, 100_000);

it("a network that is another one is tried at once, by who dials", async () => {
  pathless = true;
  const chat = new LocalDataTrack({ name: "chat" });
  await people.join("ana", { tracks: [chat] });
  const ben = await people.join("ben");
  await vi.waitFor(() => expect(people.connections.open).toHaveLength(2), waiting);
  pathless = false;
  const before = people.connections.all.length;
  // half of what a dial may take; a timer of the same page is late where the page is
  const tooLate = new Promise((resolve) => setTimeout(resolve, 5_000, "not in 5 s"));
  dispatchEvent(new Event("online"));
  const tried = vi.waitFor(() => expect(people.connections.all.length).toBeGreaterThan(before), waiting);
  expect(await Promise.race([tried.then(() => "tried"), tooLate])).toBe("tried");
  await vi.waitFor(async () => {
    await chat.send("here");
    expect(ben.messages).toContain("here");
  }, waiting);
});
