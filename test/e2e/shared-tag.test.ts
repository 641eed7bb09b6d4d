import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CallHarness } from "./harness/call-harness.ts";
import { TagPage } from "./harness/tag-page.ts";

describe("<mesh-call shared-video>", () => {
  let harness: CallHarness;

  beforeAll(async () => {
    harness = await CallHarness.start({ ROOM_TYPE: "peer-to-peer" });
  });
  afterAll(() => harness?.close());

  async function join(name: string) {
    const page = await harness.openPage();
    const { url: server } = harness.signalWorker;
    await harness.openTag(page, { room: "shared", name, server, more: "shared-video" });
    const person = new TagPage(page, name);
    await person.press("Join");
    return { name, page, person };
  }

  it("three see and hear each other, and statistics say how each camera is encoded", async () => {
    const people = [await join("Ana"), await join("Ben"), await join("Cem")];
    const seeAndHear = async (): Promise<void> => {
      for (const { name, person } of people) {
        await person.hears();
        for (const other of people) if (other.name !== name) await person.sees(other.name);
      }
    };
    await seeAndHear();
    for (const { page } of people)
      // two small pictures are hardly worth an encoder in common: whether they have one is the machine's affair
      await expect.poll(() => page.evaluate(modes), { timeout: 10_000 }).toHaveLength(2);
  }, 120_000);
});

/** `own` or `shared`, for each link; without the attribute none says. */
async function modes(): Promise<string[]> {
  const reports = await document.querySelector("mesh-call")?.currentRoom?.getRtcStats();
  const entries = [...(reports?.values() ?? [])].flatMap((report) => [...report.values()]);
  return entries.filter(({ type }) => type === "shared-encoding").map(({ mode }) => String(mode));
}
