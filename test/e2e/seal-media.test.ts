import { afterAll, afterEach, beforeAll, describe, it } from "vitest";
import { CallHarness } from "./harness/call-harness.ts";
import { TagPage } from "./harness/tag-page.ts";

/** `<mesh-call seal-media>`: what people see and hear is what was sealed, since nothing else leaves or is played. */
describe("<mesh-call seal-media>", () => {
  let harness: CallHarness;

  beforeAll(async () => {
    harness = await CallHarness.start({ ROOM_TYPE: "peer-to-peer" });
  });
  afterEach(() => harness.closePages());
  afterAll(() => harness?.close());

  function tag(room: string, name: string) {
    return { room, name, server: harness.signalWorker.url, more: "seal-media" };
  }

  async function inChromium(room: string, name: string): Promise<TagPage> {
    const page = await harness.openPage();
    await harness.openTag(page, tag(room, name));
    return new TagPage(page, name);
  }

  it("two see and hear each other, and go on when a third has come and gone", async () => {
    const [ana, ben] = [await inChromium("sealed", "Ana"), await inChromium("sealed", "Ben")];
    await ana.press("Join");
    await ana.says("Nobody else is here yet");
    await ben.press("Join");
    await Promise.all([ana.sees("Ben"), ben.sees("Ana"), ana.hears(), ben.hears()]);
    const cem = await inChromium("sealed", "Cem");
    await cem.press("Join");
    await Promise.all([ana.sees("Cem"), cem.sees("Ana"), cem.sees("Ben")]);
    await cem.press("Leave");
    await cem.says("You left the call");
    await Promise.all([ana.sees("Ben"), ben.sees("Ana"), ana.hears(), ben.hears()]);
  }, 120_000);
});
