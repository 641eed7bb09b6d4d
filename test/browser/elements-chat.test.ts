import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { chatTextChars, parseOnTrack } from "../../web/chat/chat-words.ts";
import { linkify } from "../../web/elements/chat/links.ts";
import type { FakeCall } from "../fakes/fake-call.ts";
import { clearPage, expectAccessible, openJoined, expectFocus } from "./elements-page.ts";

describe("in a call", () => {
  beforeEach(() => page.viewport(1000, 700));
  afterEach(clearPage);

  const button = (name: string) => page.getByRole("button", { name, exact: true });
  const log = () => page.getByRole("log", { name: "Messages" });

  test("what is written goes out, and what comes in is read out", async () => {
    const call = await openJoined();
    const bea = call.person("Bea");
    await button("Chat").click();
    await expectFocus(page.getByRole("textbox", { name: "Message" }));
    await userEvent.keyboard("hello{Enter}");
    await expect.element(log().getByText("hello", { exact: false })).toBeVisible();
    await expect.poll(() => entriesOf(call)).toMatchObject([{ text: "hello" }]);
    bea.say("good morning");
    await expect.element(log().getByText("good morning", { exact: false })).toBeVisible();
    await expect.element(log().getByText("Bea", { exact: false })).toBeVisible();
    await expectAccessible();
  });

  test("unread messages are counted until the chat is opened", async () => {
    const call = await openJoined();
    const bea = call.person("Bea");
    bea.say("one");
    bea.say("two");
    await expect.element(button("Chat")).toHaveAccessibleDescription("2 unread messages");
    await expect
      .element(page.getByRole("status").getByText("Bea: two", { exact: false }))
      .toBeInTheDocument();
    await button("Chat").click();
    await expect.element(log().getByText("one", { exact: false })).toBeVisible();
    await expect.element(button("Chat")).not.toHaveAccessibleDescription("2 unread messages");
  });

  test("markup stays text, links are links, garbage is nothing", async () => {
    const call = await openJoined();
    const bea = call.person("Bea");
    await button("Chat").click();
    for (const garbage of [
      "",
      "{",
      "null",
      "[]",
      '{"text":1,"at":1}',
      '{"text":"x"}',
      '{"text":" ","at":1}',
    ]) {
      bea.write(garbage);
    }
    bea.write(new ArrayBuffer(4));
    bea.say('<img src=x onerror="alert(1)"> javascript:alert(1) https://example.org/a?b=c.');
    await expect.element(log().getByText("<img src=x", { exact: false })).toBeVisible();
    const link = log().getByRole("link");
    await expect.element(link).toHaveAttribute("href", "https://example.org/a?b=c");
    await expect.element(link).toHaveAttribute("rel", "noopener noreferrer nofollow");
    expect(log().element().querySelectorAll("img")).toHaveLength(0);
    expect(log().element().querySelectorAll(".entry")).toHaveLength(1);
  });

  test("a message that found no way out says so", async () => {
    const call = await openJoined();
    call.sendFails = true;
    await button("Chat").click();
    await page.getByRole("textbox", { name: "Message" }).fill("lost");
    await button("Send").click();
    await expect.element(log().getByText("Not sent", { exact: false })).toBeVisible();
  });

  test("Shift+Enter breaks the line, and closing gives the keyboard back", async () => {
    const call = await openJoined();
    await button("Chat").click();
    const field = page.getByRole("textbox", { name: "Message" });
    await expectFocus(field);
    await userEvent.keyboard("one{Shift>}{Enter}{/Shift}two");
    await expect.element(field).toHaveValue("one\ntwo");
    expect(call.sent).toEqual([]);
    await button("Close chat").click();
    await expectFocus(button("Chat"));
  });
});

/** What went out on the track, without what pages say about themselves. */
function entriesOf(call: FakeCall) {
  return call.sent.flatMap((wire) => {
    const said = parseOnTrack(wire);
    return said !== undefined && "sig" in said ? said : [];
  });
}

describe("messages", () => {
  test.for(["hello", "ünï\u{1F600}", '"\\\n', "x".repeat(chatTextChars), "\u0001".repeat(chatTextChars)])(
    "a page of one's own is read: %#",
    (text) => {
      expect(parseOnTrack(JSON.stringify({ text, at: 12 }))).toEqual({ text, at: 12 });
    },
  );

  test.for([
    ["no JSON", "{"],
    ["no object", '"text"'],
    ["no text", '{"at":1}'],
    ["blank text", '{"text":"  ","at":1}'],
    ["too long", JSON.stringify({ text: "x".repeat(chatTextChars + 1), at: 1 })],
    ["far too long", `{"text":"x","at":1,"more":"${"x".repeat(100_000)}"}`],
    ["no time", '{"text":"x","at":"now"}'],
    ["a time no date can hold", '{"text":"x","at":1e300}'],
    ["a time before 1970", '{"text":"x","at":-1}'],
  ])("%s is refused", ([, wire]) => {
    expect(parseOnTrack(wire!)).toBeUndefined();
  });

  test("links end where a person would end them", () => {
    expect(
      linkify("see https://a.example/x, and (http://b.example/y)! not javascript:x or ftp://c.example"),
    ).toEqual([
      { text: "see " },
      { text: "https://a.example/x", href: "https://a.example/x" },
      { text: ", and (" },
      { text: "http://b.example/y", href: "http://b.example/y" },
      { text: ")! not javascript:x or ftp://c.example" },
    ]);
    expect(linkify("http://")).toEqual([{ text: "http://" }]);
    expect(linkify("ask ana@a.example, or mailto:ben@b.example.")).toEqual([
      { text: "ask " },
      { text: "ana@a.example", href: "mailto:ana@a.example" },
      { text: ", or " },
      { text: "mailto:ben@b.example", href: "mailto:ben@b.example" },
      { text: "." },
    ]);
    for (const text of ["data:text/html,x", "JaVaScRiPt:alert(1)", "file:///etc", "https:/ /x", "blob:https"])
      expect(linkify(text).filter((piece) => "href" in piece)).toEqual([]);
  });
});
