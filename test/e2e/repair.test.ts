import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CallHarness } from "./harness/call-harness.ts";
import { Person } from "./harness/person.ts";

describe("a link breaks for good", () => {
  let harness: CallHarness;
  let ana: Person;
  let ben: Person;

  beforeAll(async () => {
    harness = await CallHarness.start();
    ana = await Person.open(harness, "ana");
    ben = await Person.open(harness, "ben");
    await ana.join("repair");
    await ben.join("repair");
    await Promise.all([ana.sees("ben"), ben.sees("ana")]);
  });
  afterAll(() => harness?.close());

  it("is dialled anew; nobody leaves, the same tracks go on in the same elements, chat too", async () => {
    await ben.page.evaluate(() =>
      Object.assign(window, { elementBefore: document.querySelector("#video-camera") }),
    );
    await ana.page.evaluate(() => {
      for (const pc of window.recorded.connections) pc.close(); // what a browser bug or a lost process does
    });
    await ben.saw("participantReconnecting", "ana");
    await ben.saw("participantReconnected", "ana");
    await ben.page.waitForFunction(() => {
      const video = document.querySelector<HTMLVideoElement>("#video-camera");
      const playing = video?.srcObject instanceof MediaStream ? video.srcObject.getVideoTracks() : [];
      return (
        video !== null &&
        video === Reflect.get(window, "elementBefore") &&
        playing.length === 1 &&
        playing.every(({ readyState, muted }) => readyState === "live" && !muted)
      );
    });
    await ben.page.evaluate(async () => {
      const video = document.querySelector<HTMLVideoElement>("#video-camera");
      for (let frame = 0; frame < 10; frame++)
        await new Promise((done) => video?.requestVideoFrameCallback(done));
    });
    await ana.page.evaluate(() => window.inPage.chat.send("still here"));
    await ben.page.waitForFunction(() => window.inPage.messages.includes("still here"));
    for (const person of [ana, ben]) {
      expect(await person.events("participantDisconnected")).toEqual([]);
      expect(await person.events("disconnected")).toEqual([]);
      expect(await person.page.evaluate(() => window.inPage.room.participants.size)).toBe(1);
      const open = await person.page.evaluate(
        () => window.recorded.connections.filter((pc) => pc.connectionState === "connected").length,
      );
      expect(open).toBe(1);
    }
  });
});
