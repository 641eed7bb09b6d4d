import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ErrorCode } from "#protocol/errors";
import { LocalDataTrack } from "../../web/room/local-data-track.ts";
import { People, waiting, type Person } from "../fakes/people.ts";

let people: People;
beforeEach(() => {
  people = new People();
});
afterEach(() => people.close());

const about = (person: Person, pattern: RegExp) => person.events.filter((event) => pattern.test(event));

/** Nothing of the control channel arrives any more. @returns the call that ends it */
function silence(...ends: Person[]): () => void {
  const spies = ends.map(({ connection }) =>
    vi.spyOn(connection.channels.get("control")!, "send").mockReturnValue(),
  );
  return () => spies.forEach((spy) => spy.mockRestore());
}

describe("the room ends", () => {
  it.each<[string, ErrorCode]>([
    ["somebody is put out by REST", 53204],
    ["the room is completed", 53118],
    ["the session has been too long", 53216],
    ["the same identity has joined elsewhere", 53205],
  ])("when %s: every track unsubscribed, then disconnected with %i", async (_what, code) => {
    const tracks = [people.video("camera"), new LocalDataTrack({ name: "chat" })];
    const [ana, ben] = await people.pair({}, { tracks });
    await ana.saw("trackSubscribed", 2);
    ana.events.length = 0;
    const heard: unknown[] = [];
    ana.room.on("disconnected", (room, error) => heard.push(room === ana.room, error?.code, error?.name));
    ana.room.localParticipant.on("disconnected", (participant) => heard.push(participant.identity));
    people.hub.putOut(code, [ana.socket.member.peerId]);
    await ana.saw("disconnected");
    expect(heard).toEqual(["ana", true, code, "TwilioError"]);
    expect(ana.events.toSorted()).toEqual([
      "disconnected hub",
      "trackUnsubscribed camera",
      "trackUnsubscribed chat",
    ]);
    expect(ana.events.at(-1)).toBe("disconnected hub");
    expect(ana.room.state).toBe("disconnected");
    expect(ana.room.localParticipant.state).toBe("disconnected");
    expect(ana.room.participants.size).toBe(1); // as in Twilio's SDK
    await ben.saw("participantDisconnected ana");
    expect(people.connections.open).toEqual([]);
  });
});

describe("the room reconnects", () => {
  it("with 53001 once neither server nor anybody can be reached; the socket alone is no trouble", async () => {
    const ana = await people.join("ana");
    const order: string[] = [];
    const { localParticipant } = ana.room;
    ana.room.on("reconnecting", ({ code, name }) =>
      order.push(`reconnecting ${code} ${name} ${ana.room.state}`),
    );
    ana.room.on("reconnected", (...args) => order.push(`reconnected ${args.length} ${ana.room.state}`));
    localParticipant.on("reconnecting", ({ state }) => order.push(`own ${state}`));
    localParticipant.on("reconnected", ({ state }) => order.push(`own ${state}`));
    ana.socket.cut(false);
    expect(order).toEqual(["own reconnecting", "reconnecting 53001 TwilioError reconnecting"]);
    ana.socket.restore();
    await ana.saw("reconnected");
    expect(order.slice(2)).toEqual(["own connected", "reconnected 0 connected"]);

    const ben = await people.join("ben");
    await Promise.all([ana.linked(), ben.linked()]);
    ana.socket.cut(false);
    expect(about(ana, /^reconnect/)).toHaveLength(2);
    expect(ana.room.signaling).toBe("away");
  });

  it("with 53405 once no path to anybody is left though the server answers", async () => {
    const [ana, ben] = await people.pair();
    people.hub.onDeliver = (_to, { fact }) => fact !== "offered"; // no new link is to help
    const heal = silence(ana, ben);
    await Promise.all([ana.saw("reconnecting 53405"), ben.saw("reconnecting 53405")]);
    expect(about(ana, /econnecting/)).toEqual(["participantReconnecting ben", "reconnecting 53405"]);
    expect(ana.other("ben").state).toBe("reconnecting");
    heal();
    await Promise.all([ana.saw("reconnected"), ben.saw("reconnected")]);
    expect(about(ana, /econnected/)).toEqual(["participantReconnected ben", "reconnected"]);
  });

  it("not at all while one of several is still linked: that is the other participant's trouble", async () => {
    const [ana, ben] = await people.pair();
    const theirs = people.connections.open;
    await people.join("cem");
    await vi.waitFor(() => {
      const ends = people.connections.open.filter(
        ({ channels }) => channels.get("control")?.readyState === "open",
      );
      expect(ends).toHaveLength(6);
    }, waiting);
    people.hub.onDeliver = (_to, { fact }) => fact !== "offered";
    const spies = people.connections.open
      .filter((end) => !theirs.includes(end))
      .map(({ channels }) => vi.spyOn(channels.get("control")!, "send").mockReturnValue());
    await Promise.all([ana.saw("participantReconnecting cem"), ben.saw("participantReconnecting cem")]);
    for (const spy of spies) spy.mockRestore();
    await Promise.all([ana.saw("participantReconnected cem"), ben.saw("participantReconnected cem")]);
    for (const person of [ana, ben]) expect(about(person, /^reconnect/)).toEqual([]);
  });
});
