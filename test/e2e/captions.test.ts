import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CallHarness } from "./harness/call-harness.ts";

/** Ana types to Ben, each in a browser of their own, with nothing but the tag. */
describe("real-time text between two pages", () => {
  let harness: CallHarness;
  let ana: Page;
  let ben: Page;

  beforeAll(async () => {
    harness = await CallHarness.start({ ROOM_TYPE: "peer-to-peer" });
    ana = await open("Ana");
    ben = await open("Ben");
    await Promise.all([sees(ana, "Ben"), sees(ben, "Ana")]);
  });
  afterAll(() => harness?.close());

  async function open(name: string): Promise<Page> {
    const page = await harness.openPage();
    await harness.openTag(page, {
      room: "captions",
      name,
      server: harness.signalWorker.url,
      more: "skip-lobby",
    });
    await page.getByRole("toolbar").waitFor();
    return page;
  }

  const sees = (page: Page, name: string) =>
    page.locator("mesh-tile").filter({ hasText: name }).first().waitFor();
  const foot = (page: Page) => page.getByRole("region", { name: "Captions", exact: true });
  const line = (page: Page, text: string) => foot(page).getByText(text, { exact: true });

  it("is read letter by letter, with corrections, emoji and who types", async () => {
    await ana.getByRole("button", { name: "More", exact: true }).click();
    await ana.getByRole("menuitem", { name: "Captions" }).click();
    const field = ana.getByRole("textbox", { name: "Everybody reads along, letter by letter" }).first();
    let typed = "";
    for (const letter of "helo") {
      await field.press(letter);
      typed += letter;
      await line(ben, typed).waitFor();
    }
    await field.press("Backspace");
    await field.press("l");
    await field.press("o");
    await line(ben, "hello").waitFor();
    for (let at = 0; at < 5; at++) await field.press("ArrowLeft");
    await ana.keyboard.insertText("👩‍👩‍👧 ");
    await line(ben, "👩‍👩‍👧 hello").waitFor();
    await foot(ben).getByText("Ana").waitFor();
    await field.press("Enter");
    await expect.poll(() => field.inputValue()).toBe("");
    await line(ben, "👩‍👩‍👧 hello").waitFor();
  });

  it("is read as it stands by who joins in the middle of it, and goes on from there", async () => {
    const field = ana.getByRole("textbox", { name: "Everybody reads along, letter by letter" }).first();
    await field.pressSequentially("half a sen");
    const cleo = await open("Cleo");
    await line(cleo, "half a sen").waitFor();
    expect(await line(cleo, "👩‍👩‍👧 hello").count()).toBe(0); // done before
    await field.pressSequentially("tence");
    await Promise.all([ben, cleo].map((page) => line(page, "half a sentence").waitFor()));
  });
});
