import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LocalDataTrack } from "../../web/room/local-data-track.ts";
import { People, waiting, type Person } from "../fakes/people.ts";

let people: People;
beforeEach(() => {
  people = new People();
});
afterEach(() => people.close());

/** Shows a track on the page. */
function show(person: Person, from: string, name: string) {
  const publications = [...person.other(from).videoTracks.values()];
  const element = document.createElement("video");
  element.muted = true;
  document.body.append(element);
  publications.find(({ trackName }) => trackName === name)!.track!.attach(element);
  return {
    source: () =>
      element.srcObject instanceof MediaStream ? element.srcObject.getVideoTracks()[0] : undefined,
    nextFrame: () => new Promise((resolve) => element.requestVideoFrameCallback(resolve)),
  };
}

describe("a link that breaks in mid-call", () => {
  it("is made again: nobody leaves, media and data come back, nothing of the old one stays", async () => {
    const [chat, answer] = [new LocalDataTrack({ name: "chat" }), new LocalDataTrack({ name: "answer" })];
    const [ana, ben] = await people.pair(
      { tracks: [people.video("camera"), answer] },
      { tracks: [people.video("camera"), chat] },
    );
    await Promise.all([ana.saw("trackStarted camera"), ben.saw("trackStarted camera")]);
    const late = people.video("screen", 240);
    await ben.room.localParticipant.publishTrack(late);
    await ana.saw("trackStarted screen");

    const shown = [show(ana, "ben", "camera"), show(ana, "ben", "screen"), show(ben, "ana", "camera")];
    const before = shown.map(({ source }) => source());

    ana.connection.pc.close(); // Ana's end is gone, and she does not know
    await ben.saw("participantReconnecting ana");
    const lost = await Promise.allSettled(["lost", "lost too"].map((text) => chat.send(text)));
    expect(lost).toMatchObject(lost.map(() => ({ status: "rejected", reason: { code: 54005 } })));
    await ben.saw("participantReconnected ana");
    await vi.waitFor(() => {
      for (const [at, { source }] of shown.entries()) {
        expect(source()).not.toBe(before[at]);
        expect(source()?.readyState).toBe("live");
      }
    }, waiting);
    await Promise.all(shown.map(({ nextFrame }) => nextFrame()));
    for (const { events } of [ana, ben]) {
      expect(events.filter((event) => /^(participantDisconnected|trackUn)/.test(event))).toEqual([]);
    }
    await Promise.all([chat.send("again"), answer.send("and back")]);
    expect(await ana.heard(1)).toEqual(["again"]);
    expect(await ben.heard(1)).toEqual(["and back"]);
    await vi.waitFor(() => expect(people.connections.open.length).toBe(2), waiting);
    expect(ana.room.participants.size).toBe(1);
  });
});
