import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CallHarness } from "./harness/call-harness.ts";
import { Person } from "./harness/person.ts";

declare global {
  interface Window {
    /** Who, what, and whether it was for oneself alone. */
    got: [from: string, what: unknown, isPrivate: boolean][];
    /** Of numbers that were sent: how many have settled, and with which errors. */
    sent: { settled: number; codes: unknown[] };
  }
}

/** Notes every message from now on. */
async function listen({ page }: Person): Promise<void> {
  await page.evaluate(() => {
    const { room } = window.inPage;
    window.got = [];
    window.sent = { settled: 0, codes: [] };
    room.on("textReceived", (text, from, { isPrivate }) => window.got.push([from.identity, text, isPrivate]));
    room.on("messageReceived", (command, body, from, { isPrivate }) =>
      window.got.push([from.identity, { [command]: body }, isPrivate]),
    );
  });
}

/** Sends the numbers from `first` up to `last`, and waits for none. */
async function sendNumbers({ page }: Person, first: number, last: number): Promise<void> {
  await page.evaluate(
    ([from, to]) => {
      for (let number = from; number <= to; number++) {
        window.inPage.room.sendText(String(number)).then(
          () => window.sent.settled++,
          (error: unknown) => window.sent.codes.push(Object(error).code),
        );
      }
    },
    [first, last] as const,
  );
}

async function settled({ page }: Person, count: number): Promise<void> {
  await page.waitForFunction((wanted) => window.sent.settled + window.sent.codes.length >= wanted, count, {
    timeout: 60_000,
  });
  expect(await page.evaluate(() => window.sent)).toEqual({ settled: count, codes: [] });
}

async function gotNumbers({ page }: Person, from: string, last: number): Promise<void> {
  await page.waitForFunction((count) => window.got.length >= count, last, { timeout: 60_000 });
  const numbers = Array.from({ length: last }, (_, index) => [from, String(index + 1), false]);
  expect(await page.evaluate(() => window.got)).toEqual(numbers);
}

describe("messages of two who have no path to each other", () => {
  let harness: CallHarness;
  let ana: Person;
  let ben: Person;

  beforeAll(async () => {
    harness = await CallHarness.start();
    ana = await Person.open(harness, "ana");
    ben = await Person.open(harness, "ben", { voice: "fr" });
    for (const person of [ana, ben]) {
      await person.join("no path", { iceTransportPolicy: "relay" }); // there is no relay
      await listen(person);
    }
  });
  afterAll(() => harness?.close());

  it("go over the signal-worker at once, to all or to one, as they were written", async () => {
    const text = "\u202eשלום 👩‍👩‍👧\ud83d\u0000";
    await ben.page.evaluate(async (given) => {
      const { room } = window.inPage;
      const [other] = [...room.participants.values()];
      await Promise.all([
        room.sendText(given),
        room.sendText("", { to: other }),
        room.sendMessage("hand", { up: [true, null] }),
        room.sendMessage("ping", undefined, { to: other?.sid }),
      ]);
    }, text);
    expect(await ana.page.evaluate(() => window.got)).toEqual([
      ["ben", text, false],
      ["ben", "", true],
      ["ben", { hand: { up: [true, null] } }, false],
      ["ben", { ping: null }, true],
    ]);
    const known = await ana.page.evaluate(() => [...window.inPage.room.participants.values()].length);
    expect(known).toBe(1);
    expect(
      await ana.page.evaluate(() =>
        window.recorded.connections.some((pc) => pc.connectionState === "connected"),
      ),
    ).toBe(false);
  });

  it("wait for a signal-worker that is started anew in their middle, and lose nothing", async () => {
    await ana.page.evaluate(() => (window.got = []));
    await sendNumbers(ben, 1, 20);
    await harness.signalWorker.kill();
    await sendNumbers(ben, 21, 40);
    await ben.saw("signalingChanged", "away");
    await sendNumbers(ben, 41, 60);
    await harness.signalWorker.restart();
    await gotNumbers(ana, "ben", 60);
    await settled(ben, 60);
  });

  it("say who has left without them, and what is no message", async () => {
    const outcome = await ana.page.evaluate(async () => {
      const { room } = window.inPage;
      const codes: unknown[] = [];
      const attempt = (sending: Promise<void>) =>
        sending.then(
          () => "sent",
          (error: unknown) => Object(error).code ?? Object(error).constructor.name,
        );
      codes.push(await attempt(room.sendText("x".repeat(8_193))));
      codes.push(await attempt(room.sendMessage("x", () => 1)));
      codes.push(await attempt(room.sendText("hello", { to: `PA${"0".repeat(32)}` })));
      return codes;
    });
    expect(outcome).toEqual(["RangeError", "TypeError", 54045]);
    await harness.signalWorker.kill();
    await ana.saw("signalingChanged", "away", 2);
    const missed = ana.page.evaluate(() =>
      window.inPage.room.sendText("are you there?").then(
        () => "sent",
        (error: unknown) => Object(error).missed.map((who: { identity: string }) => who.identity),
      ),
    );
    await ben.page.evaluate(() => void window.inPage.room.disconnect());
    await harness.signalWorker.restart();
    expect(await missed).toEqual(["ben"]);
  });
});

describe("messages of two who have a link", () => {
  let harness: CallHarness;
  let ana: Person;
  let ben: Person;

  beforeAll(async () => {
    harness = await CallHarness.start();
    ana = await Person.open(harness, "ana");
    ben = await Person.open(harness, "ben", { voice: "fr" });
    await ana.join("linked");
    await listen(ana);
    await ben.join("linked");
    await listen(ben);
  });
  afterAll(() => harness?.close());

  it("from the moment of joining on, over the link that comes up, and when it breaks in their middle", async () => {
    await sendNumbers(ben, 1, 10); // there is no link yet
    await Promise.all([ana.sees("ben"), ben.sees("ana")]);
    await sendNumbers(ben, 11, 30);
    await ana.page.evaluate(() => {
      for (const pc of window.recorded.connections) pc.close(); // as when the process is lost
    });
    await sendNumbers(ben, 31, 40);
    await ben.saw("participantReconnecting", "ana");
    await sendNumbers(ben, 41, 50);
    await ben.saw("participantReconnected", "ana");
    await sendNumbers(ben, 51, 60);
    await gotNumbers(ana, "ben", 60);
    await settled(ben, 60);
  });

  it("go on when the signal-worker has died, and nothing of them goes over it while there is a link", async () => {
    await ben.page.evaluate(() => (window.got = []));
    const before = await ana.page.evaluate(() => window.recorded.socketFrames);
    await sendNumbers(ana, 1, 10);
    await gotNumbers(ben, "ana", 10);
    expect((await ana.page.evaluate(() => window.recorded.socketFrames)) - before).toBeLessThanOrEqual(1); // the roll
    await harness.signalWorker.kill();
    await Promise.all([ana.saw("signalingChanged", "away"), ben.saw("signalingChanged", "away")]);
    await sendNumbers(ana, 11, 30);
    await gotNumbers(ben, "ana", 30);
    await settled(ana, 30);
    await harness.signalWorker.restart();
  });
});

describe("messages of a publisher and two attendees, who have no link with each other", () => {
  let harness: CallHarness;
  let [ana, cem, dan]: Person[] = [];

  beforeAll(async () => {
    const access = [{ rooms: "stage", maxAttendees: 5 }];
    harness = await CallHarness.start({ ROOM_TYPE: "peer-to-peer", ACCESS_JSON: JSON.stringify(access) });
    const capture = { camera: { width: 160, height: 120 } };
    [ana, cem, dan] = await Promise.all(
      ["ana", "cem", "dan"].map((identity) => Person.open(harness, identity, { capture })),
    );
    await ana!.join("stage");
    await cem!.join("stage", { role: "attendee" });
    await dan!.join("stage", { role: "attendee" });
    for (const person of [ana, cem, dan]) await listen(person!);
    await Promise.all([cem!.sees("ana"), dan!.sees("ana")]);
  });
  afterAll(() => harness?.close());

  it("reach everybody, shown or not, and can be answered", async () => {
    await cem!.page.evaluate(() => window.inPage.room.sendText("from the rows"));
    await ana!.page.evaluate(() => window.inPage.room.sendText("from the stage"));
    for (const [person, texts] of [
      [ana, ["from the rows"]],
      [dan, ["from the rows", "from the stage"]],
      [cem, ["from the stage"]],
    ] as const)
      expect((await person!.page.evaluate(() => window.got)).map(([, text]) => text)).toEqual(texts);
    expect(await ana!.page.evaluate(() => window.inPage.room.participants.size)).toBe(0);
    for (const person of [ana, dan]) {
      await person!.page.evaluate(() => {
        window.inPage.room.on(
          "textReceived",
          (text, from) => void window.inPage.room.sendText(`re: ${text}`, { to: from }),
        );
      });
    }
    await cem!.page.evaluate(() => (window.got = []));
    await cem!.page.evaluate(() => window.inPage.room.sendText("who hears me?"));
    await cem!.page.waitForFunction(() => window.got.length >= 2);
    expect((await cem!.page.evaluate(() => window.got)).sort()).toEqual([
      ["ana", "re: who hears me?", true],
      ["dan", "re: who hears me?", true],
    ]);
  });

  it("wait for nobody who has gone", async () => {
    await dan!.page.evaluate(() => void window.inPage.room.disconnect());
    await cem!.page.evaluate(() =>
      // while the word of it is on its way, a message may still have been for them
      window.inPage.room.sendText("all who are left").catch((error: unknown) => {
        if (Object(error).missed?.[0]?.identity !== "dan") throw error;
      }),
    );
    await cem!.page.evaluate(() => window.inPage.room.sendText("again"));
    expect((await ana!.page.evaluate(() => window.got)).at(-1)).toEqual(["cem", "again", false]);
  });
});
