import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { People, waiting, type Person } from "../fakes/people.ts";

let people: People;
beforeEach(() => {
  people = new People();
});
afterEach(() => {
  vi.restoreAllMocks();
  people.close();
});

/** As a browser does to a page that nobody has touched. @returns the call that ends it */
function refuseSound(): () => void {
  const spy = vi
    .spyOn(HTMLMediaElement.prototype, "play")
    .mockRejectedValue(new DOMException("nobody has touched the page", "NotAllowedError"));
  return () => spy.mockRestore();
}

/** What Ana's room says of it. */
function playback(ana: Person): string[] {
  const said: string[] = [];
  ana.room.on("trackPlaybackBlocked", (track, { identity }) =>
    said.push(`blocked ${track.name} ${identity}`),
  );
  ana.room.on("trackPlaybackStarted", (track, { identity }) =>
    said.push(`started ${track.name} ${identity}`),
  );
  return said;
}

async function hum(): Promise<Person> {
  const [ana] = await people.pair({}, { tracks: [people.hum()] });
  await ana.saw("trackSubscribed hum");
  return ana;
}

const trackOf = (ana: Person) => [...ana.other("ben").audioTracks.values()][0]!.track!;

it("sound that is refused is an event, and startPlayback from a tap is the remedy", async () => {
  const ana = await hum();
  const said = playback(ana);
  const allow = refuseSound();
  const elements = [trackOf(ana).attach(), trackOf(ana).attach()];
  await vi.waitFor(() => expect(said).toEqual(["blocked hum ben"]), waiting);
  expect(trackOf(ana).isPlaybackBlocked).toBe(true);
  expect(await ana.room.startPlayback()).toBe(false); // not from a tap
  expect(said).toEqual(["blocked hum ben"]);
  allow();
  expect(await ana.room.startPlayback()).toBe(true);
  expect(said).toEqual(["blocked hum ben", "started hum ben"]);
  for (const element of elements) expect(element.paused).toBe(false);
});

it("any tap on the page will do", async () => {
  const ana = await hum();
  const said = playback(ana);
  const allow = refuseSound();
  const element = trackOf(ana).attach();
  await vi.waitFor(() => expect(said).toEqual(["blocked hum ben"]), waiting);
  allow();
  await userEvent.click(document.body);
  await vi.waitFor(() => expect(said).toEqual(["blocked hum ben", "started hum ben"]), waiting);
  expect(element.paused).toBe(false);
});

it("an element that is taken away waits for nothing", async () => {
  const ana = await hum();
  const said = playback(ana);
  refuseSound();
  const track = trackOf(ana);
  const element = track.attach();
  await vi.waitFor(() => expect(said).toEqual(["blocked hum ben"]), waiting);
  track.detach(element);
  expect(track.isPlaybackBlocked).toBe(false);
  expect(said).toEqual(["blocked hum ben", "started hum ben"]);
});
