import { afterEach, beforeEach, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { parseOnTrack } from "../../web/chat/chat-words.ts";
import { OwnKeys } from "../../web/chat/chat-keys.ts";
import { ChatPerson } from "../fakes/chat-person.ts";
import type { FakeCall } from "../fakes/fake-call.ts";
import { clearPage, expectAccessible, expectFocus, openJoined } from "./elements-page.ts";

beforeEach(() => page.viewport(1000, 700));
afterEach(async () => {
  clearPage();
  indexedDB.deleteDatabase("meshcall-chat");
});

const button = (name: string) => page.getByRole("button", { name, exact: true });
const log = () => page.getByRole("log", { name: "Messages" });
const field = () => page.getByRole("textbox", { name: "Message" });
const words = (text: string) => log().getByText(text, { exact: false });

/** For code that comes with the first use, and keys that are made. */
const patience = { timeout: 8_000 };

async function withTwo(): Promise<{ call: FakeCall; bea: ChatPerson; cem: ChatPerson; leave: () => void }> {
  const call = await openJoined();
  const people = [call.person("Bea"), call.person("Cem")];
  await button("Chat").click();
  await expect.element(field(), patience).toBeVisible();
  await expectFocus(field());
  const [bea, cem] = [
    await ChatPerson.of(call, people[0]!, "Bea"),
    await ChatPerson.of(call, people[1]!, "Cem"),
  ];
  await expect.poll(() => call.sent.some((wire) => wire.includes('"here"')), patience).toBe(true);
  return { call, bea, cem, leave: () => people[0]!.leave() };
}

const entriesOf = (call: FakeCall) =>
  call.sent.flatMap((wire) => {
    const said = parseOnTrack(wire);
    return said !== undefined && "sig" in said ? said.text : [];
  });

test("a private message goes to one alone, by keyboard; it is marked on both sides, and waits where they have left", async () => {
  const { call, bea, leave } = await withTwo();
  await bea.whisper("just you and me");
  await expect.element(words("just you and me")).toBeVisible();
  await expect.element(words("Only for you")).toBeVisible();
  await expectAccessible();
  await userEvent.keyboard("{Shift>}{Tab}{Tab}{/Shift}");
  await expectFocus(page.getByRole("combobox", { name: "To" }));
  await page.getByRole("combobox", { name: "To" }).selectOptions("Only for Bea");
  await expectFocus(field());
  await userEvent.keyboard("agreed{Enter}");
  await expect.element(words("agreed")).toBeVisible();
  await expect.element(words("Only for Bea")).toBeVisible();
  await expect.poll(() => call.said.some((wire) => wire.includes("private"))).toBe(true);
  expect([...call.sent, ...call.said].join()).not.toContain("agreed");
  leave();
  await expect.element(page.getByText("Bea left", { exact: true }).first()).toBeVisible();
  await field().fill("not for all");
  await button("Send").click();
  await expect.element(field()).toHaveValue("not for all");
  expect(entriesOf(call)).toEqual([]);
  await page.getByRole("combobox", { name: "To" }).selectOptions("Everybody");
  await button("Send").click();
  await expect.poll(() => entriesOf(call)).toEqual(["not for all"]);
});

test("who types is said, and who has read", async () => {
  const { bea, cem } = await withTwo();
  bea.typing();
  await expect.element(page.getByText("Bea is typing…")).toBeVisible();
  cem.typing();
  await expect.element(page.getByText("Bea and Cem are typing…")).toBeVisible();
  await bea.write("done");
  await expect.element(page.getByText("Cem is typing…")).toBeVisible();
  await field().fill("thanks");
  await button("Send").click();
  await expect.element(words("thanks")).toBeVisible();
  bea.read();
  await expect.element(words("Read by Bea")).toBeVisible();
  cem.read();
  await expect.element(words("Read by everybody")).toBeVisible();
  await expectAccessible();
});

test("what was said before is set apart, and whose word it is", async () => {
  const { call, bea } = await withTwo();
  const dora = await OwnKeys.make(call.room.sid, `PA${"9".repeat(32)}`, "Dora");
  await bea.give([
    { by: dora, text: "I have to go", minutesAgo: 9, n: 1 },
    { by: bea.keys, text: "bye Dora", minutesAgo: 8, n: 50 },
  ]);
  await expect.element(words("I have to go")).toBeVisible();
  await expect.element(words("told by Bea")).toBeVisible();
  await expect
    .element(words("told by Bea"))
    .toHaveAttribute("title", expect.stringContaining("Dora had left"));
  expect(page.getByText("told by Bea").elements()).toHaveLength(1);
  await expect.element(words("Written before you came")).toBeVisible();
  await bea.write("and now");
  await expect.element(words("Since you came")).toBeVisible();
  await expectAccessible();
});

test("kept on the device only if one says so, shown in the next call of the room, and deleted", async () => {
  const { bea } = await withTwo();
  await bea.write("worth keeping");
  await expect.element(words("worth keeping")).toBeVisible();
  await button("Chat options").click();
  const keep = page.getByRole("switch", { name: "Keep this room’s chat on this device" });
  await expect.element(keep).not.toBeChecked();
  await expectAccessible();
  await keep.click();
  await expect.element(keep).toBeChecked();
  await expect.poll(kept).toMatchObject([{ entries: [{ text: "worth keeping", from: "Bea" }] }]);
  clearPage();

  const call = await openJoined();
  await button("Chat").click();
  await expect.element(words("worth keeping"), patience).toBeVisible();
  await expect.element(words("Kept from an earlier call")).toBeVisible();
  await expectAccessible();
  // nobody else is given it
  const cem = call.person("Cem");
  cem.sendMessage("meshcall.chat", { is: "ask", have: {} });
  await expect.poll(() => call.sent.some((wire) => wire.includes('"give"'))).toBe(true);
  expect(call.sent.join()).not.toContain("worth keeping");
  await button("Chat options").click();
  await button("Delete what is kept").click();
  await expect.element(page.getByText("Nothing is kept on this device any more.")).toBeVisible();
  await expect.poll(kept).toEqual([]);
  expect(page.getByText("worth keeping").elements()).toHaveLength(0);
});

test("a message that was not sent is sent again", async () => {
  const { call } = await withTwo();
  call.sendFails = true;
  await field().fill("once more");
  await button("Send").click();
  await expect.element(words("Not sent")).toBeVisible();
  await expectAccessible();
  call.sendFails = false;
  await button("Try again").click();
  await expect.poll(() => entriesOf(call)).toEqual(["once more"]);
  await expect.poll(() => page.getByText("Not sent").elements().length).toBe(0);
});

test("it fits on a narrow page", async () => {
  await page.viewport(320, 600);
  const { bea } = await withTwo();
  await bea.write(`a-word-that-has-no-end-${"x".repeat(200)} https://example.org/${"y".repeat(200)}`);
  await expect.element(words("a-word-that-has-no-end")).toBeVisible();
  await button("Chat options").click();
  const chat = log().element();
  expect(chat.scrollWidth).toBeLessThanOrEqual(chat.clientWidth);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(320);
  await expectAccessible();
});

async function kept(): Promise<unknown> {
  const opening = indexedDB.open("meshcall-chat", 1);
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const found = database.transaction("rooms").objectStore("rooms").getAll();
  await new Promise((resolve) => (found.onsuccess = resolve));
  database.close();
  return found.result;
}

test("what comes is in sight, unless one has scrolled back", async () => {
  const { bea } = await withTwo();
  for (let line = 0; line < 30; line++) await bea.write(`line ${line}`);
  await expect.element(log().getByText("line 29", { exact: true })).toBeInTheDocument();
  const element = log().element();
  const endPx = () => element.scrollHeight - element.scrollTop - element.clientHeight;
  await expect.poll(endPx).toBeLessThan(2);
  // something above grows, as a picture does
  element.querySelector<HTMLElement>(".entry")!.style.minBlockSize = "300px";
  await expect.poll(endPx).toBeLessThan(2);
  element.scrollTop = 0;
  await expect.poll(endPx).toBeGreaterThan(200);
  await bea.write("news");
  await expect.element(log().getByText("news", { exact: true })).toBeInTheDocument();
  expect(element.scrollTop).toBe(0);
  await field().fill("mine");
  await button("Send").click();
  await expect.poll(endPx).toBeLessThan(2);
});

test("a file is attached, dropped or pasted, to all or to one; its card stands in the chat", async () => {
  const { call } = await withTwo();
  const host = document.querySelector("mesh-call")!.shadowRoot!.querySelector("mesh-chat")!;
  const transfer = (name: string) => {
    const data = new DataTransfer();
    data.items.add(new File(["a,b"], name, { type: "text/csv" }));
    return data;
  };
  await expect.element(button("Attach a file")).toBeVisible();
  const input = host.shadowRoot!.querySelector<HTMLInputElement>("input[type=file]")!;
  input.files = transfer("chosen.csv").files;
  input.dispatchEvent(new Event("change"));
  await expect.element(words("chosen.csv")).toBeVisible();
  host.dispatchEvent(new DragEvent("dragover", { dataTransfer: transfer("dropped.csv"), cancelable: true }));
  await expect.element(page.getByText("Drop to share")).toBeVisible();
  host.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer("dropped.csv"), cancelable: true }));
  await expect.element(words("dropped.csv")).toBeVisible();
  await expect.poll(() => page.getByText("Drop to share").elements().length).toBe(0);
  const clipboardData = transfer("pasted.csv");
  field()
    .element()
    .dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true, bubbles: true }));
  await expect.element(words("pasted.csv")).toBeVisible();
  await expectAccessible();
  await expect
    .poll(() =>
      call.sent.flatMap((wire) => {
        const said = parseOnTrack(wire);
        return said !== undefined && "file" in said && said.file !== undefined ? said.file.name : [];
      }),
    )
    .toEqual(["chosen.csv", "dropped.csv", "pasted.csv"]);
});
