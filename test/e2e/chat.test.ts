import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Chat } from "../../web/chat.ts";
import type { Room } from "../../web/index.ts";
import { seededRandom } from "../node/signal-world.ts";
import { CallHarness, launchChromium } from "./harness/call-harness.ts";
import { SignalWorker } from "./harness/signal-worker.ts";
import { serveStaticFiles, type StaticFiles } from "./harness/static-files.ts";

declare global {
  interface Window {
    chatting: { room: Room; chat: Chat };
  }
}

const seed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 2 ** 31);
const patience = { timeout: 60_000, interval: 250 };

describe("five pages that come and go", () => {
  let files: StaticFiles;
  let signalWorker: SignalWorker;
  let browser: Browser;

  beforeAll(async () => {
    [files, signalWorker, browser] = await Promise.all([
      serveStaticFiles(),
      SignalWorker.start({ ROOM_TYPE: "peer-to-peer" }),
      launchChromium(),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await signalWorker?.stop();
    await files?.stop();
  });

  async function arrive(identity: string): Promise<Page> {
    const page = await (await browser.newContext()).newPage();
    await page.goto(files.addPage(`<!doctype html><html lang="en"><title>${identity}</title></html>`));
    const told = JSON.stringify({ identity, server: signalWorker.url });
    await page.evaluate(`(async ({ identity, server }) => {
      const [sdk, { chatOf }] = await Promise.all([import("/meshcall.js"), import("/chat.js")]);
      const { token } = await sdk.fetchToken(server, { room: "chatting", identity });
      const room = await sdk.connect(token, { name: "chatting", server, tracks: [] });
      window.chatting = { room, chat: chatOf(room) };
    })(${told})`);
    return page;
  }

  const textsOf = (page: Page) => page.evaluate(() => window.chatting.chat.entries.map(({ text }) => text));

  it(`end with the same chat in the same order (FUZZ_SEED=${seed})`, async () => {
    const random = seededRandom(seed);
    const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
    const present = [await arrive("page 0"), await arrive("page 1")];
    let [arrived, written] = [2, 0];
    const come = async () => void present.push(await arrive(`page ${arrived++}`));
    const write = (page: Page) =>
      page.evaluate((text) => void window.chatting.chat.send(text), `${++written}`);
    /** Nobody but who has left had it: it may be lost. */
    const gone = new Set<string>();
    const leave = async (page: Page, isAbrupt: boolean) => {
      const unheard = async () => {
        const texts = new Set((await Promise.all(present.map(textsOf))).flat());
        return (await textsOf(page)).filter((text) => !texts.has(text));
      };
      if (isAbrupt) {
        for (const text of await unheard()) gone.add(text);
        await page.close();
      } else {
        await expect.poll(unheard, patience).toEqual([]);
        await page.evaluate(() => void window.chatting.room.disconnect());
      }
    };
    for (let step = 0; step < 45; step++) {
      const choice = random();
      if (choice < 0.7) await write(pick(present));
      else if (choice < 0.85) {
        if (present.length < 5) await come();
      } else if (present.length > 2) {
        const [page] = present.splice(Math.floor(random() * present.length), 1);
        await leave(page!, random() < 0.5);
      }
    }
    while (present.length < 5) await come();
    for (const page of present) await write(page);
    const heard = Array.from({ length: written }, (_, index) => `${index + 1}`).filter(
      (text) => !gone.has(text),
    );
    await expect
      .poll(async () => {
        const all = await Promise.all(present.map(textsOf));
        const missing = heard.filter((text) => !all.every((texts) => texts.includes(text)));
        const orders = new Set(all.map((texts) => JSON.stringify(texts)));
        return { missing, orders: orders.size };
      }, patience)
      .toEqual({ missing: [], orders: 1 });
    const texts = await textsOf(present[0]!);
    expect(new Set(texts).size).toBe(texts.length);
    for (const page of present)
      expect(
        await page.evaluate(
          () => window.chatting.chat.entries.filter(({ state }) => state !== "sent").length,
        ),
      ).toBe(0);
  }, 150_000);
});

describe("the chat of the tag", () => {
  let harness: CallHarness;
  const pages: Page[] = [];

  beforeAll(async () => {
    harness = await CallHarness.start({ ROOM_TYPE: "peer-to-peer" });
  });
  afterAll(() => harness?.close());

  async function join(name: string): Promise<Page> {
    const page = await harness.openPage({ viewport: { width: 900, height: 700 } });
    await harness.openTag(page, {
      room: "written",
      name,
      server: harness.signalWorker.url,
      more: "auto-join",
    });
    await page.getByRole("toolbar").waitFor();
    pages.push(page);
    return page;
  }
  const log = (page: Page) => page.getByRole("log");
  async function write(page: Page, text: string): Promise<void> {
    await page.getByRole("textbox", { name: "Message" }).fill(text);
    await page.keyboard.press("Enter");
  }

  it("tells who types, who has read, what is for one alone, and a newcomer what was said", async () => {
    const anna = await join("Anna");
    const ben = await join("Ben");
    await anna.getByRole("button", { name: "Chat" }).click();
    await write(anna, "first words");
    await ben.getByRole("button", { name: "Chat" }).click();
    await log(ben).getByText("first words").waitFor();
    await log(anna).getByText("Read by Ben").waitFor();
    await ben.getByRole("textbox", { name: "Message" }).pressSequentially("an ans");
    await anna.getByText("Ben is typing…").waitFor();
    await write(ben, "an answer");
    await log(anna).getByText("an answer").waitFor();

    const cem = await join("Cem");
    await cem.getByRole("button", { name: "Chat" }).click();
    await log(cem).getByText("an answer").waitFor();
    await log(cem).getByText("Written before you came").waitFor();
    await anna.getByRole("combobox", { name: "To" }).selectOption({ label: "Only for Ben" });
    await write(anna, "between us");
    await log(ben).getByText("between us").waitFor();
    await log(ben).getByText("Only for you").waitFor();
    await anna.getByRole("combobox", { name: "To" }).selectOption({ label: "Everybody" });
    await write(anna, "last words");
    await log(cem).getByText("last words").waitFor();
    expect(await log(cem).getByText("between us").count()).toBe(0);
  });
});
