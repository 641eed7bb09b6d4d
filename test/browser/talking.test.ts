import { afterEach, expect, it, vi } from "vitest";
import type { LocalParticipant } from "../../web/room/local-participant.ts";
import type { RemoteParticipant } from "../../web/room/remote-participant.ts";
import { usualRules } from "#protocol/room-rules";
import { FakeCall } from "../fakes/fake-call.ts";
import { People, waiting } from "../fakes/people.ts";

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** Reports ten times a second until it is called off. */
function report(say: () => void): () => void {
  const timer = setInterval(say, 100);
  const stop = (): void => clearInterval(timer);
  ends.push(stop);
  return stop;
}

it("talking is told of by the participant and the room, for others and for oneself", async () => {
  const call = new FakeCall();
  const room = await call.services.connect("token", {});
  ends.push(() => room.disconnect());
  call.person("Bea");
  const [bea] = room.participants.values();
  const heard: string[] = [];
  const note = (what: string) => (who: LocalParticipant | RemoteParticipant) =>
    void heard.push(`${what} ${who.displayName} ${who.isTalking}`);
  room.on("participantTalking", note("room: talking"));
  room.on("participantStoppedTalking", note("room: stopped"));
  bea!.on("talking", note("talking"));
  bea!.on("stoppedTalking", note("stopped"));
  expect(bea!.isTalking).toBe(false);

  const loud = { levelDbov: -15, speaking: true };
  const stop = report(() => call.onFact({ fact: "level", peerId: "peer1".padEnd(20, "_"), level: loud }));
  await expect.poll(() => heard).toEqual(["talking Bea true", "room: talking Bea true"]);
  stop(); // her microphone has gone, and says nothing of it
  await expect.poll(() => heard.slice(2)).toEqual(["stopped Bea false", "room: stopped Bea false"]);

  report(() => call.writer!.setLevel(loud));
  await expect.poll(() => heard.slice(4)).toEqual(["room: talking Anna true"]);
  expect(room.localParticipant.isTalking).toBe(true);
  room.disconnect();
  expect(room.localParticipant.isTalking).toBe(false);
}, 30_000);

it("goes by the room's rules, and is told to the signal-worker where they want it", async () => {
  const people = new People();
  ends.push(() => people.close());
  const [ana] = await people.pair();
  const acts: unknown[] = [];
  people.hub.onAct = (by, act) => {
    acts.push([by.identity, act]);
    return {};
  };
  const quick = { ...usualRules, audioActivePackets: 10, audioLevelAverage: 40 };
  people.hub.news({ is: "room", rules: quick, isPinRequired: false });
  await vi.waitFor(() => expect(ana.room.rules?.audioActivePackets).toBe(10), waiting);
  let levelDbov = -35; // too quiet for a usual room
  report(() => ana.writer.setLevel({ levelDbov, speaking: true }));
  await vi.waitFor(() => expect(ana.room.localParticipant.isTalking).toBe(true), waiting);
  expect(acts).toEqual([]);

  people.hub.news({ is: "room", rules: { ...quick, tellsTalking: true }, isPinRequired: false });
  await vi.waitFor(() => expect(acts).toEqual([["ana", { do: "talk", talking: true }]]), waiting);
  levelDbov = -60;
  await vi.waitFor(() => expect(acts.slice(1)).toEqual([["ana", { do: "talk", talking: false }]]), waiting);

  levelDbov = -35;
  await vi.waitFor(() => expect(acts).toHaveLength(3), waiting);
  people.hub.place(ana.socket.member, { silenced: { audio: true, video: false } });
  await vi.waitFor(() => expect(acts.slice(3)).toEqual([["ana", { do: "talk", talking: false }]]), waiting);
  expect(ana.room.localParticipant.isTalking).toBe(false);
}, 30_000);
