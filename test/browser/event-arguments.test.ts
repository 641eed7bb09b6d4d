import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LocalDataTrack } from "../../web/room/local-data-track.ts";
import { People, waiting } from "../fakes/people.ts";

let people: People;
beforeEach(() => {
  people = new People();
});
afterEach(() => people.close());

interface Emitting {
  on(event: never, listener: (...args: unknown[]) => void): unknown;
}

/** What each emitter said, things by their names: `event(arguments)`. */
class Transcript {
  readonly #said: { by: unknown; event: string; args: unknown[] }[] = [];
  readonly #names = new Map<unknown, string>();

  name(thing: unknown, name: string): void {
    this.#names.set(thing, name);
  }

  listen(emitter: Emitting, name: string, events: readonly string[]): void {
    this.name(emitter, name);
    for (const event of events)
      emitter.on(event as never, (...args) => this.#said.push({ by: emitter, event, args }));
  }

  has(by: string, line: string): boolean {
    return this.#said.some((saying) => this.#nameOf(saying.by) === by && this.#line(saying) === line);
  }

  /** What was said since the last time, by whom. The order is each emitter's own. */
  take(): Record<string, string[]> {
    const said: Record<string, string[]> = {};
    for (const saying of this.#said.splice(0))
      (said[this.#nameOf(saying.by)] ??= []).push(this.#line(saying));
    return said;
  }

  #line({ event, args }: { event: string; args: unknown[] }): string {
    return `${event}(${args.map((value) => this.#nameOf(value)).join(", ")})`;
  }

  #nameOf(thing: unknown): string {
    return this.#names.get(thing) ?? String(thing);
  }
}

const roomEvents = [
  "participantConnected",
  "participantDisconnected",
  "participantReconnecting",
  "trackPublished",
  "trackUnpublished",
  "trackSubscribed",
  "trackUnsubscribed",
  "trackEnabled",
  "trackDisabled",
  "trackStarted",
  "trackDimensionsChanged",
  "trackSwitchedOff",
  "trackSwitchedOn",
  "trackPublishPriorityChanged",
  "trackMessage",
  "disconnected",
] as const;
const participantEvents = [
  ...roomEvents.filter((event) => event.startsWith("track")),
  "disconnected",
  "reconnecting",
] as const;
const publicationEvents = [
  "subscribed",
  "unsubscribed",
  "trackEnabled",
  "trackDisabled",
  "trackSwitchedOff",
  "trackSwitchedOn",
  "publishPriorityChanged",
] as const;
const trackEvents = [
  "started",
  "enabled",
  "disabled",
  "switchedOff",
  "switchedOn",
  "dimensionsChanged",
  "message",
] as const;

it("every listener gets what Twilio's documentation says, in its order", async () => {
  const transcript = new Transcript();
  const ana = await people.join("ana");
  const { room } = ana;
  transcript.listen(room, "room", roomEvents);
  room.on("participantConnected", (participant) => transcript.listen(participant, "ben", participantEvents));
  room.on("trackPublished", (publication) =>
    transcript.listen(publication, `${publication.trackName} publication`, publicationEvents),
  );
  room.on("trackSubscribed", (track) => {
    transcript.listen(track, track.name, trackEvents);
    if (track.kind === "video") document.body.append(track.attach());
  });
  const until = (by: string, line: string) =>
    vi.waitFor(() => expect(transcript.has(by, line)).toBe(true), waiting);

  const ben = await people.join("ben");
  const { localParticipant } = ben.room;
  transcript.listen(localParticipant, "own", [
    "trackPublished",
    "trackEnabled",
    "trackDisabled",
    "trackStopped",
    "trackPublicationFailed",
    "disconnected",
  ]);
  await ana.saw("participantConnected ben");
  expect(transcript.take()).toEqual({ room: ["participantConnected(ben)"] });
  await Promise.all([ana.linked(), ben.linked()]);

  // a picture
  const camera = people.video("camera");
  transcript.name(camera, "own camera");
  const published = await localParticipant.publishTrack(camera);
  transcript.listen(published, "own publication", ["trackEnabled", "trackDisabled"]);
  await until("room", "trackStarted(camera, ben)");
  expect(transcript.take()).toEqual({
    own: ["trackPublished(own publication)"],
    room: [
      "trackPublished(camera publication, ben)",
      "trackSubscribed(camera, camera publication, ben)",
      "trackDimensionsChanged(camera, ben)",
      "trackStarted(camera, ben)",
    ],
    ben: [
      "trackPublished(camera publication)",
      "trackSubscribed(camera, camera publication)",
      "trackDimensionsChanged(camera)",
      "trackStarted(camera)",
    ],
    "camera publication": ["subscribed(camera)"],
    camera: ["dimensionsChanged(camera)", "started(camera)"],
  });

  for (const [act, word] of [
    ["disable", "Disabled"],
    ["enable", "Enabled"],
  ] as const) {
    camera[act]();
    await until("room", `track${word}(camera publication, ben)`);
    expect(transcript.take()).toEqual({
      own: [`track${word}(own camera)`],
      "own publication": [`track${word}()`],
      room: [`track${word}(camera publication, ben)`],
      ben: [`track${word}(camera publication)`],
      "camera publication": [`track${word}()`],
      camera: [`${word.toLowerCase()}(camera)`],
    });
  }

  published.setPriority("high");
  await until("room", "trackPublishPriorityChanged(high, camera publication, ben)");
  expect(transcript.take()).toEqual({
    room: ["trackPublishPriorityChanged(high, camera publication, ben)"],
    ben: ["trackPublishPriorityChanged(high, camera publication)"],
    "camera publication": ["publishPriorityChanged(high)"],
  });

  const [remote] = ana.other("ben").videoTracks.values();
  for (const [act, word] of [
    ["switchOff", "Off"],
    ["switchOn", "On"],
  ] as const) {
    remote!.track![act]();
    expect(remote!.track!.isSwitchedOff).toBe(act === "switchOff");
    expect(transcript.take()).toEqual({
      room: [`trackSwitched${word}(camera, camera publication, ben)`],
      ben: [`trackSwitched${word}(camera, camera publication)`],
      "camera publication": [`trackSwitched${word}(camera)`],
      camera: [`switched${word}(camera)`],
    });
  }

  // a data track
  const chat = new LocalDataTrack({ name: "chat" });
  await localParticipant.publishTrack(chat);
  await ana.saw("trackSubscribed chat");
  transcript.take();
  await chat.send("hello");
  await until("room", "trackMessage(hello, chat, ben)");
  expect(transcript.take()).toEqual({
    room: ["trackMessage(hello, chat, ben)"],
    ben: ["trackMessage(hello, chat)"],
    chat: ["message(hello, chat)"],
  });

  // the ends
  camera.stop();
  expect(transcript.take()).toEqual({ own: ["trackStopped(own camera)"] });
  published.unpublish();
  await until("room", "trackUnpublished(camera publication, ben)");
  expect(transcript.take()).toEqual({
    room: ["trackUnsubscribed(camera, camera publication, ben)", "trackUnpublished(camera publication, ben)"],
    ben: ["trackUnsubscribed(camera, camera publication)", "trackUnpublished(camera publication)"],
    "camera publication": ["unsubscribed(camera)"],
  });
  ben.room.disconnect();
  await until("room", "participantDisconnected(ben)");
  expect(transcript.take()).toEqual({
    own: ["disconnected(own)"],
    room: ["trackUnsubscribed(chat, chat publication, ben)", "participantDisconnected(ben)"],
    ben: ["trackUnsubscribed(chat, chat publication)", "disconnected(ben)"],
    "chat publication": ["unsubscribed(chat)"],
  });
  room.disconnect();
  expect(transcript.take()).toEqual({ room: ["disconnected(room, undefined)"] });
});
