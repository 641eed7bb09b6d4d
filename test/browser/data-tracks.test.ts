import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startKernel } from "../../web/kernel/start-kernel.ts";
import type { DataKernel } from "../../web/room/data-wire.ts";
import { LocalDataTrack, type LocalDataTrackOptions } from "../../web/room/local-data-track.ts";
import { People, waiting, type Person } from "../fakes/people.ts";

let people: People;
beforeEach(() => {
  people = new People();
});
afterEach(() => people.close());

const bytesOf = (data: unknown) => (data instanceof ArrayBuffer ? [...new Uint8Array(data)] : data);

/** Ana and Ben, linked; Ben publishes a data track. */
async function withTrack(options: LocalDataTrackOptions = {}): Promise<[Person, Person, LocalDataTrack]> {
  const track = new LocalDataTrack({ name: "chat", ...options });
  const [ana, ben] = await people.pair({}, { tracks: [track] });
  await ana.saw("trackSubscribed chat");
  return [ana, ben, track];
}

/** The sealed channel of the one data track this person published. */
function channelOf(person: Person): RTCDataChannel {
  const [publication] = person.room.localParticipant.dataTracks.values();
  return person.connection.channels.get(publication!.trackSid)!;
}

describe.each([
  ["in the kernel worker", true],
  ["in the page", false],
])("messages on a data track, channels %s,", (_, transferChannels) => {
  beforeEach(() => {
    people.close();
    people = new People({ transferChannels });
  });

  it("sent before the track is published and before the link is up arrive, in order", async () => {
    const [chat, early] = [new LocalDataTrack({ name: "chat" }), new LocalDataTrack({ name: "early" })];
    void early.send("early 0");
    const ana = await people.join("ana", { tracks: [early] });
    const ben = await people.join("ben", { tracks: [chat] });
    for (let at = 0; at < 20; at++) void chat.send(`${at}`);
    await ana.heard(20);
    expect(ana.messages).toEqual(Array.from({ length: 20 }, (_, at) => `${at}`));
    void early.send("early 1");
    await ben.heard(1);
    expect(ben.messages).toEqual(["early 1"]);
  });

  it("sent by those who were in before, while the newcomer's link is made, arrive in order", async () => {
    const chat = new LocalDataTrack({ name: "chat" });
    const ana = await people.join("ana", { tracks: [chat] });
    const sent = new Promise<void>((resolve) => {
      ana.room.once("participantConnected", () => {
        queueMicrotask(() =>
          resolve(
            Promise.all(Array.from({ length: 20 }, (_, at) => chat.send(`${at}`))).then(() => undefined),
          ),
        );
      });
    });
    const ben = await people.join("ben");
    await sent;
    await ben.heard(20);
    expect(ben.messages).toEqual(Array.from({ length: 20 }, (_, at) => `${at}`));
  });

  it("of 300 KB arrive whole", async () => {
    const [ana, , chat] = await withTrack();
    const bytes = Uint8Array.from({ length: 300_000 }, (_, at) => (at * 31) & 0xff);
    await chat.send(bytes);
    const [message] = await ana.heard(1);
    expect(new Uint8Array(message as ArrayBuffer)).toEqual(bytes);
  });

  it("may be text, ArrayBuffer, a part of one, or Blob, and keep their order", async () => {
    const [ana, , chat] = await withTrack();
    const whole = new Uint8Array([9, 1, 2, 3, 9]);
    void chat.send("grüezi");
    void chat.send(new Blob([new Uint8Array([4, 5])]));
    void chat.send(whole.subarray(1, 4));
    void chat.send(new Float32Array([1.5]));
    void chat.send(whole.buffer);
    void chat.send("");
    void chat.send(new ArrayBuffer(0));
    whole.fill(0); // ours again as soon as `send` is back
    await ana.heard(7);
    expect(ana.messages.map(bytesOf)).toEqual([
      "grüezi",
      [4, 5],
      [1, 2, 3],
      [0, 0, 0xc0, 0x3f],
      [9, 1, 2, 3, 9],
      "",
      [],
    ]);
  });

  it("of two tracks do not mix, and both directions work at once", async () => {
    const [left, right, back] = ["left", "right", "back"].map((name) => new LocalDataTrack({ name }));
    const [ana, ben] = await people.pair({ tracks: [back!] }, { tracks: [left!, right!] });
    await ana.saw("trackSubscribed", 2);
    const heard: string[] = [];
    ana.room.on("trackMessage", (data, track) => heard.push(`${track.name} ${String(data)}`));
    for (let at = 0; at < 5; at++) {
      void left!.send(`${at}`);
      void right!.send(`${at}`);
      void back!.send(`${at}`);
    }
    await Promise.all([ana.heard(10), ben.heard(5)]);
    for (const name of ["left", "right"]) {
      expect(heard.filter((message) => message.startsWith(name))).toEqual(
        Array.from({ length: 5 }, (_, at) => `${name} ${at}`),
      );
    }
    expect(ben.messages).toEqual(["0", "1", "2", "3", "4"]);
  });

  it.each([
    { ordered: false },
    { maxRetransmits: 0 },
    { maxPacketLifeTime: 500 },
    { ordered: false, maxRetransmits: 3 },
  ])("arrive on a track with %o", async (options) => {
    const [ana, ben, chat] = await withTrack(options);
    for (let at = 0; at < 10; at++) void chat.send(`${at}`);
    await ana.heard(10);
    expect(ana.messages.map(Number).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 10 }, (_, at) => at),
    );
    const [publication] = ana.other("ben").dataTracks.values();
    expect(publication?.track).toMatchObject({
      ordered: true,
      maxPacketLifeTime: null,
      maxRetransmits: null,
      ...options,
    });
    const channel = channelOf(ben);
    expect({ ordered: channel.ordered, maxRetransmits: channel.maxRetransmits }).toEqual({
      ordered: options.ordered ?? true,
      maxRetransmits: options.maxRetransmits ?? null,
    });
  });

  it("are not for somebody who joins later", async () => {
    const [ana, , chat] = await withTrack();
    await chat.send("between us");
    await ana.heard(1);
    const cem = await people.join("cem");
    await cem.saw("trackSubscribed chat");
    await chat.send("for all");
    await Promise.all([ana.heard(2), cem.heard(1)]);
    expect(cem.messages).toEqual(["for all"]);
  });

  it("are delivered although a listener throws", async () => {
    const [ana, , chat] = await withTrack();
    const errors: unknown[] = [];
    const onError = (event: ErrorEvent): void => {
      event.preventDefault();
      event.stopImmediatePropagation();
      errors.push(event.error);
    };
    addEventListener("error", onError, { capture: true });
    const mistake = new Error("a page's mistake");
    ana.room.once("trackMessage", () => {
      throw mistake;
    });
    await chat.send("one");
    await chat.send("two");
    await ana.heard(2);
    removeEventListener("error", onError, { capture: true });
    expect(ana.messages).toEqual(["one", "two"]);
    expect(errors).toEqual([mistake]);
  });

  it("cannot be sent any more when the track is full of unsent ones", async () => {
    const chat = new LocalDataTrack();
    const outcomes = Array.from({ length: 17 }, () => chat.send(new Uint8Array(1024 * 1024)));
    await expect(outcomes.at(-1)).rejects.toMatchObject({ code: 54016 });
  });

  it("above 16 MiB are refused with a RangeError", async () => {
    const [, , chat] = await withTrack();
    await expect(chat.send(new Uint8Array(16 * 1024 * 1024 + 1))).rejects.toBeInstanceOf(RangeError);
  });

  it("are refused with a TypeError when they are nothing that can be sent", async () => {
    await expect(new LocalDataTrack().send(5 as never)).rejects.toBeInstanceOf(TypeError);
  });
});

it("a data track's frames cross no port between page and kernel, where channels can be transferred", async () => {
  const [ana, , chat] = await withTrack();
  const posted = vi.spyOn(MessagePort.prototype, "postMessage");
  try {
    await chat.send(new Uint8Array(4_000_000)); // more than 60 frames
    await ana.heard(1);
    expect(posted.mock.calls.length).toBeGreaterThan(0); // the message itself
    expect(posted.mock.calls.length).toBeLessThan(10);
  } finally {
    posted.mockRestore();
  }
});

describe("what goes to a data track's channel, seen in the page,", () => {
  beforeEach(() => {
    people.close();
    people = new People({ transferChannels: false });
  });

  it("never leave the page in the clear", async () => {
    const [ana, ben, chat] = await withTrack();
    const channel = channelOf(ben);
    const sent: Uint8Array[] = [];
    const send = channel.send.bind(channel);
    channel.send = (data: unknown) => {
      sent.push(data as Uint8Array);
      send(data as Uint8Array<ArrayBuffer>);
    };
    await chat.send("a secret between two");
    await ana.heard(1);
    expect(sent).toHaveLength(1);
    expect(new TextDecoder("latin1").decode(sent[0])).not.toContain("secret");
  });

  it("that are forged, repeated or no frames at all are never delivered, and the next good one is", async () => {
    const [ana, ben, chat] = await withTrack();
    const channel = channelOf(ben);
    const frames: Uint8Array<ArrayBuffer>[] = [];
    const send = channel.send.bind(channel);
    channel.send = (data: unknown) => {
      const frame = data as Uint8Array<ArrayBuffer>;
      frames.push(frame.slice());
      send(frame);
    };
    await chat.send("one");
    channel.send = send;
    const [good] = frames;
    channel.send(good!); // again
    channel.send(good!.with(good!.length - 1, good!.at(-1)! ^ 1));
    channel.send(good!.subarray(0, 5));
    channel.send(new Uint8Array(20_000));
    channel.send(new Uint8Array(0));
    channel.send("text");
    await chat.send("two");
    await ana.heard(2);
    expect(ana.messages).toEqual(["one", "two"]);
  });
});

describe("data tracks without sealing", () => {
  it("send nothing and fail with 54004; the call goes on", async () => {
    const chat = new LocalDataTrack({ name: "chat" });
    const none: Promise<DataKernel | undefined> = Promise.resolve(undefined);
    const [ana] = await people.pair({ tracks: [people.video("camera")] }, { tracks: [chat], sealer: none });
    await expect(chat.send("never")).rejects.toMatchObject({ code: 54004 });
    const answer = new LocalDataTrack({ name: "answer" });
    await ana.room.localParticipant.publishTrack(answer);
    await expect(answer.send("never")).rejects.toMatchObject({ code: 54004 });
    expect(ana.messages).toEqual([]);
  });

  it("wait for a kernel that starts late", async () => {
    const started = Promise.withResolvers<DataKernel | undefined>();
    const chat = new LocalDataTrack({ name: "chat" });
    const [ana, ben] = await people.pair({}, { tracks: [chat], sealer: started.promise });
    const sent = chat.send("patience");
    await ana.saw("trackSubscribed chat");
    // Ana's key has come by now: a message that follows it on the same channel has
    const marker = people.video("marker");
    await ana.room.localParticipant.publishTrack(marker);
    await ben.saw("trackPublished marker");
    started.resolve(startKernel());
    await sent;
    expect(await ana.heard(1)).toEqual(["patience"]);
  });

  it("fail with 54004 once the kernel has died, and the peer's to this one do too", async () => {
    const kernel = await startKernel();
    const death = Promise.withResolvers<void>();
    const mortal: DataKernel = {
      carryData: (port) => Promise.race([kernel.carryData(port), death.promise]),
    };
    const [chat, answer] = [new LocalDataTrack({ name: "chat" }), new LocalDataTrack({ name: "answer" })];
    const [ana, ben] = await people.pair(
      { tracks: [answer] },
      { tracks: [chat], sealer: Promise.resolve(mortal) },
    );
    await Promise.all([chat.send("one"), answer.send("one")]);
    await Promise.all([ana.heard(1), ben.heard(1)]);
    death.reject(new Error("The kernel worker has ended"));
    await vi.waitFor(() => expect(chat.send("two")).rejects.toMatchObject({ code: 54004 }), waiting);
    await vi.waitFor(() => expect(answer.send("refused")).rejects.toMatchObject({ code: 54004 }), waiting);
    ben.room.disconnect();
    await ana.saw("participantDisconnected ben");
  });
});

describe("LocalDataTrack", () => {
  it("takes one limit, not two", () => {
    expect(() => new LocalDataTrack({ maxRetransmits: 1, maxPacketLifeTime: 1 })).toThrow(TypeError);
    expect(new LocalDataTrack({ maxRetransmits: 0 }).reliable).toBe(false);
    expect(new LocalDataTrack().reliable).toBe(true);
  });
});
