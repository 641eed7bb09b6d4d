import { afterEach, beforeEach, expect, test } from "vitest";
import { page } from "vitest/browser";
import { clearPage, deep, expectAccessible, meshCall, openCall, openJoined } from "./elements-page.ts";

const root = document.documentElement;
const button = (name: string) => page.getByRole("button", { name, exact: true });

beforeEach(() => page.viewport(1000, 700));
afterEach(async () => {
  clearPage();
  root.removeAttribute("dir");
  root.lang = "en";
  openCall(); // and away: the next test begins in English
  await expect.element(button("Join")).toBeVisible();
  clearPage();
});

test.each([
  ["ar", "انضمام"],
  ["de-AT", "Teilnehmen"],
  ["es-MX", "Unirse"],
  ["fr-CA", "Rejoindre"],
  ["ja", "参加"],
  ["zh-CN", "加入"],
  ["zh-HK", "加入"],
])("a page in %s has a call in that language", async (lang, word) => {
  root.lang = lang;
  openCall();
  await expect.element(button(word)).toBeVisible();
  await expectAccessible();
});

test("what is to be typed stands in Arabic as it is typed", async () => {
  root.lang = "ar";
  openCall({ room: "" });
  const typed = 'room="standup"';
  const find = (): Node | undefined =>
    deep(document)
      .flatMap(({ childNodes }) => [...childNodes])
      .find((node) => node instanceof Text && node.data.includes(typed));
  await expect.poll(find).toBeDefined();
  const text = find()!;
  const from = text.textContent!.indexOf(typed);
  const lefts = [...typed].map((_, at) => {
    const range = document.createRange();
    range.setStart(text, from + at);
    range.setEnd(text, from + at + 1);
    return range.getBoundingClientRect().left;
  });
  expect(lefts).toEqual(lefts.toSorted((one, other) => one - other));
});

test("the nearest lang counts, through shadow roots", async () => {
  root.lang = "fr";
  const host = document.createElement("div");
  host.lang = "de";
  document.body.append(host);
  openCall();
  host.attachShadow({ mode: "open" }).append(meshCall());
  await expect.element(button("Teilnehmen")).toBeVisible();
});

test("the language changes in mid-call, and back", async () => {
  await openJoined();
  meshCall().lang = "de";
  await expect.element(button("Verlassen")).toBeVisible();
  meshCall().lang = "ar";
  await expect.element(button("مغادرة")).toBeVisible();
  expect(meshCall().matches(":dir(rtl)")).toBe(true);
  expect(
    deep(document)
      .filter((each) => each.localName === "mesh-controls")[0]
      ?.matches(":dir(rtl)"),
  ).toBe(true);
  await expectAccessible();
  meshCall().removeAttribute("lang");
  await expect.element(button("Leave")).toBeVisible();
  expect(meshCall().hasAttribute("dir")).toBe(false);
});

test("without a lang the browser's languages count", async () => {
  root.removeAttribute("lang");
  const wished = Object.getOwnPropertyDescriptor(Navigator.prototype, "languages")!;
  Object.defineProperty(navigator, "languages", { configurable: true, value: ["pt-BR", "es-AR", "en"] });
  try {
    openCall();
    await expect.element(button("Unirse")).toBeVisible();
    expect(meshCall().lang, "for screen readers, as nobody else says it").toBe("es-AR");
  } finally {
    Reflect.deleteProperty(navigator, "languages");
    expect(navigator.languages).toEqual(wished.get?.call(navigator));
  }
});

test("a direction that the page gives its language is kept", async () => {
  root.lang = "ar";
  root.dir = "ltr";
  openCall();
  await expect.element(button("انضمام")).toBeVisible();
  expect(meshCall().matches(":dir(rtl)")).toBe(false);
});

test("calls that differ speak the document's language", async () => {
  root.lang = "fr";
  openCall({ lang: "de" });
  await expect.element(button("Teilnehmen")).toBeVisible();
  openCall({ lang: "es", room: "other" });
  await expect.element(button("Rejoindre").first()).toBeVisible();
  expect(button("Rejoindre").elements()).toHaveLength(2);
});

test("names of another direction do not disturb a sentence", async () => {
  const call = await openJoined();
  call.person("ليلى");
  await expect.element(page.getByRole("status").getByText("\u2068ليلى\u2069 joined")).toBeInTheDocument();
});
