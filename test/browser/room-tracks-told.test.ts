import { afterEach, beforeEach, expect, it } from "vitest";
import { LocalDataTrack } from "../../web/room/local-data-track.ts";
import { People } from "../fakes/people.ts";

let people: People;
beforeEach(() => {
  people = new People();
});
afterEach(() => people.close());

it("tells the server what is published, each time that it changes", async () => {
  const camera = people.video();
  const socket = people.hub.socket("ana");
  const ana = await people.join("ana", { tracks: [camera], socket });
  const published = () => socket.published.map(({ kind, name, enabled }) => [kind, name, enabled]);
  expect(published()).toEqual([["video", "camera", true]]);
  camera.disable();
  expect(published()).toEqual([["video", "camera", false]]);
  const chat = new LocalDataTrack({ name: "x".repeat(200) });
  const publication = await ana.room.localParticipant.publishTrack(chat);
  expect(published()).toEqual([
    ["video", "camera", false],
    ["data", "x".repeat(128), true],
  ]);
  expect(socket.published.map(({ sid }) => sid)).toContain(publication.trackSid);
  camera.enable();
  ana.room.localParticipant.unpublishTrack(chat);
  expect(published()).toEqual([["video", "camera", true]]);
});
