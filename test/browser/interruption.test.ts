import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { createLocalAudioTrack } from "../../web/create-local-tracks.ts";
import type { LocalAudioTrack } from "../../web/room/local-media-track.ts";
import { People, waiting, type Person } from "../fakes/people.ts";

let people: People;
beforeEach(() => {
  people = new People();
});
afterEach(() => {
  vi.restoreAllMocks();
  people.close();
});

const tap = () => userEvent.click(document.body);

/** As the system does it to a source: a phone call, Siri, another app. */
function takeAway(source: MediaStreamTrack, how: "mute" | "ended"): void {
  if (how === "ended") source.stop();
  else vi.spyOn(source, "muted", "get").mockReturnValue(true);
  source.dispatchEvent(new Event(how));
}

/** Ana's microphone, which Ben hears. */
async function microphone(): Promise<{ track: LocalAudioTrack; ana: Person; ben: Person }> {
  const track = await createLocalAudioTrack({ name: "microphone" });
  const [ana, ben] = await people.pair({ tracks: [track] });
  await ben.saw("trackStarted microphone");
  return { track, ana, ben };
}

const sentTrack = ({ connection }: Person) =>
  connection.pc.getSenders().find(({ track }) => track?.kind === "audio")?.track;

describe("a microphone that the system took away", () => {
  it.each(["mute", "ended"] as const)("(%s) is opened again at the next tap, and sent", async (how) => {
    const { track, ana, ben } = await microphone();
    const said: string[] = [];
    const { localParticipant } = ana.room;
    localParticipant.on("trackStopped", ({ name }) => said.push(`stopped ${name}`));
    localParticipant.on("trackStarted", ({ name }) => said.push(`started ${name}`));
    const before = track.mediaStreamTrack;
    takeAway(before, how);
    // its code comes a moment later
    await vi.waitFor(async () => {
      await tap();
      expect(track.mediaStreamTrack).not.toBe(before);
    }, waiting);
    await vi.waitFor(() => expect(said.at(-1)).toBe("started microphone"), waiting);
    expect(said.length).toBe(how === "ended" ? 2 : 1);
    expect(before.readyState).toBe("ended");
    expect(track).toMatchObject({ isStopped: false, isMuted: false, isEnabled: true });
    await vi.waitFor(() => expect(sentTrack(ana)).toBe(track.mediaStreamTrack), waiting);
    expect(ben.events.filter((event) => event.startsWith("trackUn"))).toEqual([]);
    track.stop();
  });

  it("is opened again when the page is looked at again", async () => {
    const { track } = await microphone();
    const before = track.mediaStreamTrack;
    takeAway(before, "mute");
    // its code comes a moment later; and a phone has a second to bring the microphone back by itself
    await vi.waitFor(
      () => {
        document.dispatchEvent(new Event("visibilitychange"));
        expect(track.mediaStreamTrack).not.toBe(before);
      },
      { timeout: 8_000, interval: 1_500 },
    );
    track.stop();
  });

  it("stays closed once nobody wants it any more", async () => {
    const { track } = await microphone();
    const before = track.mediaStreamTrack;
    takeAway(before, "ended");
    track.stop();
    const open = vi.spyOn(navigator.mediaDevices, "getUserMedia");
    await tap();
    await tap();
    expect(open).not.toHaveBeenCalled();
    expect(track.mediaStreamTrack).toBe(before);
  });

  it("that comes back by itself is left alone", async () => {
    const { track } = await microphone();
    const source = track.mediaStreamTrack;
    takeAway(source, "mute");
    vi.spyOn(source, "muted", "get").mockReturnValue(false);
    source.dispatchEvent(new Event("unmute"));
    const open = vi.spyOn(navigator.mediaDevices, "getUserMedia");
    await tap();
    await tap();
    expect(open).not.toHaveBeenCalled();
    track.stop();
  });

  it("that says it is back and stays silent is opened again as well", async () => {
    const { track, ana } = await microphone();
    const source = track.mediaStreamTrack;
    takeAway(source, "mute");
    vi.spyOn(source, "muted", "get").mockReturnValue(false);
    source.dispatchEvent(new Event("unmute"));
    const silence = setInterval(() => ana.writer.setLevel({ levelDbov: -127, speaking: false }), 100);
    try {
      await vi.waitFor(
        async () => {
          await tap();
          expect(track.mediaStreamTrack).not.toBe(source);
        },
        { timeout: 10_000, interval: 500 },
      );
    } finally {
      clearInterval(silence);
      track.stop();
    }
  });

  it("keeps trying, tap by tap, while another app has it", async () => {
    const { track } = await microphone();
    const before = track.mediaStreamTrack;
    const open = vi
      .spyOn(navigator.mediaDevices, "getUserMedia")
      .mockRejectedValueOnce(new DOMException("busy", "NotReadableError"));
    takeAway(before, "ended");
    await vi.waitFor(async () => {
      await tap();
      expect(open).toHaveBeenCalled();
    }, waiting);
    await vi.waitFor(async () => {
      await tap();
      expect(track.mediaStreamTrack.readyState).toBe("live");
    }, waiting);
    track.stop();
  });
});
