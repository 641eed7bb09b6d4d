import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LocalDataTrack } from "../../web/room/local-data-track.ts";
import { linkBetween, silence, valueOf } from "../fakes/link-ends.ts";
import { People, waiting } from "../fakes/people.ts";

const patient = { ...waiting, timeout: 8_000 };
let people: People;
beforeEach(() => (people = new People()));
afterEach(() => people.close());

test("a link that heals at one end alone gives way at both to the one that the other end has dialled", async () => {
  const [hers, his] = [new LocalDataTrack({ name: "hers" }), new LocalDataTrack({ name: "his" })];
  const [ana, ben] = await people.pair({ tracks: [hers] }, { tracks: [his] });
  const old = linkBetween(people, ana, ben);
  const heal = { ana: silence([old[0]]), ben: silence([old[1]]) };
  // around the path nothing is mended, and it heals from Ben to Ana just before Ben's new link opens
  people.hub.onDeliver = (_to, { fact }) => {
    if (fact === "answered") heal.ben();
    return fact !== "parcel";
  };
  await ben.saw("participantReconnecting ana"); // Ana may hear Ben again before she has missed him
  await ben.saw("participantReconnected ana");
  await vi.waitFor(() => {
    expect(people.connections.open).toHaveLength(2);
    for (const end of people.connections.open) expect(old).not.toContain(end);
  }, patient);
  await Promise.all([hers.send("from ana"), his.send("from ben")]);
  expect(await ben.heard(1)).toEqual(["from ana"]);
  expect(await ana.heard(1)).toEqual(["from ben"]);
  heal.ana();
}, 30_000);

test("copies of offers that come late, or out of order, restart nothing", async () => {
  const chat = new LocalDataTrack({ name: "chat" });
  const [ana, ben] = await people.pair({ tracks: [chat] });
  const [near, far] = linkBetween(people, ana, ben);
  const said = {
    ana: descriptionsOf(near.channels.get("control")!),
    ben: descriptionsOf(far.channels.get("control")!),
  };
  const credentials = () => [near, far].map(({ pc }) => valueOf(pc.currentLocalDescription, "ice-ufrag"));

  for (let round = 0; round < 2; round++) {
    const before = credentials();
    dispatchEvent(new Event("online")); // another network: both ends look for a path anew, and their offers cross
    await vi.waitFor(() => {
      for (const [index, { pc }] of [near, far].entries()) {
        expect(pc.signalingState).toBe("stable");
        expect(credentials()[index]).not.toBe(before[index]);
      }
      expect(valueOf(near.pc.currentRemoteDescription, "ice-ufrag")).toBe(credentials()[1]);
    }, patient);
  }
  const settled = credentials();
  const counts = [said.ana.length, said.ben.length];
  for (const text of [...said.ana, ...said.ana.toReversed()]) near.channels.get("control")!.send(text);
  for (const text of [...said.ben, ...said.ben.toReversed()]) far.channels.get("control")!.send(text);
  await chat.send("still here");
  expect(await ben.heard(1)).toEqual(["still here"]);
  expect(credentials()).toEqual(settled);
  // the copies went the same way; nobody has said anything to them
  expect([said.ana.length - counts[0]! * 3, said.ben.length - counts[1]! * 3]).toEqual([0, 0]);
  expect([ana, ben].flatMap(({ events }) => events).filter((event) => event.includes("econnect"))).toEqual(
    [],
  );
}, 30_000);

/** Every description that is said over this channel from now on. */
function descriptionsOf(channel: RTCDataChannel): string[] {
  const said: string[] = [];
  const send = channel.send.bind(channel);
  vi.spyOn(channel, "send").mockImplementation((text: unknown) => {
    if (typeof text !== "string") return;
    if (text.includes('"type":"description"')) said.push(text);
    send(text);
  });
  return said;
}
