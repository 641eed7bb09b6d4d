import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CallHarness } from "./harness/call-harness.ts";
import { Person } from "./harness/person.ts";

describe("a page whose policy forbids WASM and blob: scripts", () => {
  let harness: CallHarness;
  let ana: Person;
  let ben: Person;

  beforeAll(async () => {
    harness = await CallHarness.start({ ROOM_TYPE: "peer-to-peer" });
    ana = await Person.open(harness, "ana");
    ben = await Person.open(harness, "ben", { voice: "fr", policy: "script-src 'self'; worker-src 'self'" });
    await ana.join("strict");
    await ben.join("strict", { sharedVideo: "auto" }); // whose thread the policy forbids too
  });
  afterAll(() => harness?.close());

  it("still calls, and the other side still sees when it speaks", async () => {
    await Promise.all([ana.sees("ben"), ben.sees("ana")]);
    const speaks = (identity: string) =>
      ana.page.evaluate(
        (who) =>
          new Promise<void>((resolve) => {
            const speaker = [...window.inPage.room.participants.values()].find(
              (each) => each.identity === who,
            );
            speaker?.audioLevel.subscribe(({ speaking }) => speaking && resolve());
          }),
        identity,
      );
    await speaks("ben");
  });

  it("sends nothing in the clear: data tracks fail with 54004 on both sides, and say so", async () => {
    for (const person of [ana, ben]) {
      const code = await person.page.evaluate(() =>
        window.inPage.chat.send("a secret").then(
          () => "sent",
          (error: unknown) => (error instanceof window.sdk.MeshcallError ? error.code : "another error"),
        ),
      );
      expect(code).toBe(54004);
      const leaked = await person.page.evaluate(
        () =>
          window.recorded.sent.filter(({ bytes }) => new TextDecoder().decode(bytes).includes("a secret"))
            .length,
      );
      expect(leaked).toBe(0);
    }
  });
});
