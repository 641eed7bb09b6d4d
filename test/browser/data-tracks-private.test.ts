import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { filesOf } from "../../web/files/files-of.ts";
import { hashOf } from "../../web/files/hashes.ts";
import type { RemoteFile } from "../../web/files/remote-file.ts";
import { People, waiting, type Person } from "../fakes/people.ts";

let people: People;
beforeEach(() => {
  people = new People();
});
afterEach(() => people.close());

function hears(person: Person, name: string): (string | ArrayBuffer)[] {
  const heard: (string | ArrayBuffer)[] = [];
  person.room.on("trackMessage", (data, track) => {
    if (track.name === name) heard.push(data);
  });
  return heard;
}

async function three(): Promise<[Person, Person, Person]> {
  const [ana, ben] = await people.pair();
  const cleo = await people.join("cleo");
  await Promise.all([ana.saw("participantConnected", 2), ben.saw("participantConnected"), cleo.linked()]);
  return [ana, ben, cleo];
}

describe("a data track for one participant alone", () => {
  it("is heard by them, and nobody else, nor who comes later, nor the signal-worker, knows of it", async () => {
    const [ana, ben, cleo] = await three();
    const heard = hears(ben, "aside");
    const track = await ana.room.localParticipant.publishData({
      name: "aside",
      to: ben.room.localParticipant.sid,
    });
    await ben.saw("trackSubscribed aside");
    await track.send("between us");
    await vi.waitFor(() => expect(heard).toEqual(["between us"]), waiting);
    const late = await people.join("dora");
    await late.saw("participantConnected", 0);
    await late.linked();
    await ana.room.localParticipant.publishData({ name: "for all" });
    await Promise.all([cleo.saw("trackSubscribed for all"), late.saw("trackSubscribed for all")]);
    for (const other of [cleo, late])
      expect(other.events.filter((event) => event.includes("aside"))).toEqual([]);
    ana.room.localParticipant.unpublishTrack(track);
    await ben.saw("trackUnsubscribed aside");
  });

  it("stays theirs when its owner stops publishing and starts again", async () => {
    const [ana, ben, cleo] = await three();
    const heard = hears(ben, "aside");
    const track = await ana.room.localParticipant.publishData({
      name: "aside",
      to: ben.room.localParticipant.sid,
    });
    await ben.saw("trackSubscribed aside");
    await ana.room.localParticipant.stopPublishing();
    await ana.room.localParticipant.startPublishing();
    await ben.saw("trackSubscribed aside", 2);
    await track.send("again");
    await vi.waitFor(() => expect(heard).toEqual(["again"]), waiting);
    expect(cleo.events.filter((event) => event.includes("aside"))).toEqual([]);
  });

  it("for somebody who is not here is refused", async () => {
    const ana = await people.join("ana");
    await expect(ana.room.localParticipant.publishData({ to: "PA0" })).rejects.toMatchObject({ code: 53204 });
  });
});

describe("a file over real links", () => {
  it("arrives as it was, from the disk, at two people", async () => {
    const [ana, ben, cleo] = await three();
    const bytes = new Uint8Array(9_000_000);
    for (let at = 0; at < bytes.length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
    const offered = [ben, cleo].map(
      ({ room }) => new Promise<RemoteFile>((settle) => filesOf(room).on("offered", settle)),
    );
    await filesOf(ana.room).share(new File([bytes], "film.webm", { type: "video/webm" }));
    for (const remote of await Promise.all(offered)) {
      remote.accept();
      const file = await remote.file();
      expect([file.name, file.size, file.type]).toEqual(["film.webm", 9_000_000, "video/webm"]);
      expect(await hashOf(new Uint8Array(await file.arrayBuffer()))).toEqual(await hashOf(bytes));
      remote.cancel();
    }
  });
});
