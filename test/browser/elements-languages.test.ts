import { afterEach, beforeEach, expect, test } from "vitest";
import { page } from "vitest/browser";
import type { Panel } from "../../web/elements/call/call-state.ts";
import { MeshActionEvent } from "../../web/elements/events.ts";
import { defineFile } from "../../web/elements/files/define-file.ts";
import { pageLanguage } from "../../web/elements/language/page-language.ts";
import { allLocales } from "../../web/elements/locales/locale-codes.ts";
import type { MeshNotice } from "../../web/elements/notice/mesh-notice.ts";
import { pathWords } from "../../web/elements/notice/trouble.ts";
import { callTrouble, deviceTrouble, unsupported } from "../../web/elements/notice/trouble-words.ts";
import { usualTrouble, type Words } from "../../web/elements/notice/usual-words.ts";
import { RemoteFile, type RemoteFileFacts } from "../../web/files/remote-file.ts";
import { MeshcallError } from "../../web/room/errors.ts";
import { FakeCall } from "../fakes/fake-call.ts";
import { clearPage, deep, expectAccessible, expectNoOverflow, meshCall, openCall } from "./elements-page.ts";

/** The narrowest that WCAG 2.2 asks for (1.4.10), which is a small phone too. */
const narrowPx = 320;

const panels: readonly (readonly [Panel, tag: string])[] = [
  ["chat", "mesh-chat"],
  ["devices", "mesh-settings"],
  ["people", "mesh-people"],
  ["stats", "mesh-stats"],
  ["verification", "mesh-verification"],
  ["effects", "mesh-effects"],
  ["recording", "mesh-recording"],
  ["captions", "mesh-transcript"],
  ["timeline", "mesh-timeline"],
];

/** The first language waits until a panel is loaded. */
const panelLoads = { timeout: 10_000 };

/** What a file may end or wait with. */
const fileCodes = [54070, 54071, 54072, 54073, 54074, 54075] as const;

beforeEach(() => page.viewport(narrowPx, 640));
afterEach(async () => {
  clearPage();
  document.documentElement.lang = "en";
  await speaking("en");
});

/** Nothing of ours is on the page but what follows the language. */
async function speaking(lang: string): Promise<void> {
  document.documentElement.lang = lang;
  await expect
    .poll(() => pageLanguage.tag === lang || document.querySelector("mesh-call") === null)
    .toBe(true);
}

/** The innermost mesh-… of a name, wherever it is. */
function find(tag: string): Element | undefined {
  return deep(document).find(({ localName }) => localName === tag);
}

/** Whole words on every button; what is cut off on purpose says so with an ellipsis. */
async function expectNothingCut(): Promise<void> {
  await expect.poll(cutWords).toEqual([]);
}

function cutWords(): string[] {
  return deep(document)
    .filter((element) => element.matches("button, h2, h3, p, summary, label, dt, dd, th, td"))
    .filter((element) => getComputedStyle(element).textOverflow !== "ellipsis" && !element.closest(".spoken"))
    .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
    .map((element) => `${element.localName}.${element.className}: ${element.textContent?.trim()}`);
}

async function expectFits(): Promise<void> {
  await expectNoOverflow();
  await expectNothingCut();
}

test.each(allLocales)("the lobby fits in %s, with devices in trouble", async (lang) => {
  const call = new FakeCall();
  call.failing.camera = "NotAllowedError";
  call.failing.microphone = "NotAllowedError";
  document.documentElement.lang = lang;
  openCall({}, call);
  await expect.poll(() => find("mesh-notice")).toBeDefined();
  await expect.poll(() => pageLanguage.tag).toBe(lang);
  for (const fold of deep(document).filter((each) => each.matches("details"))) fold.setAttribute("open", "");
  await expect.poll(() => find("mesh-devices")?.getBoundingClientRect().height).toBeGreaterThan(0);
  await expectFits();
  await expectAccessible();
});

test.each(allLocales)("the call and its panels fit in %s", async (lang) => {
  document.documentElement.lang = lang;
  const call = new FakeCall();
  call.role = "host";
  openCall({}, call);
  await expect.poll(() => find("mesh-lobby")?.shadowRoot?.querySelector(".join")).toBeTruthy();
  await meshCall().join();
  await expect.poll(() => find("mesh-controls")).toBeDefined();
  await expectFits();
  call.person("Bea");
  call.person("ليلى بنت عبد الرحمن");
  call.rules({});
  call.knocks("Maximiliane von und zu Hohenstein");
  await expect.poll(() => deep(document).filter(({ localName }) => localName === "mesh-tile").length).toBe(3);
  await expectFits();
  for (const [panel, tag] of panels) {
    find("mesh-controls")?.dispatchEvent(new MeshActionEvent({ do: "show", panel }));
    await expect
      .poll(() => find(tag)?.shadowRoot?.querySelector("h2")?.textContent?.trim() ?? "", panelLoads)
      .not.toBe("");
    for (const fold of deep(document).filter((each) => each.matches("details")))
      fold.setAttribute("open", "");
    await expectFits();
  }
  await expectAccessible();
});

test.each(allLocales)("a file fits in %s, whatever has become of it", async (lang) => {
  document.documentElement.lang = lang;
  openCall({ room: "" }); // whoever follows the language
  await expect.poll(() => find("mesh-notice")).toBeDefined();
  await defineFile();
  const states: Partial<RemoteFileFacts>[] = [
    { state: "offered" },
    { state: "waiting" },
    { state: "receiving", receivedBytes: 51_000_000, bytesPerSecond: 2_100_000 },
    { state: "paused", receivedBytes: 51_000_000 },
    { state: "received", receivedBytes: 150_000_000 },
    { state: "cancelled" },
    ...fileCodes.map((code) => ({ state: "failed" as const, error: new MeshcallError(code) })),
  ];
  const files = states.map((state, index) => {
    const element = document.createElement("mesh-file");
    element.file = remoteFile(`${index}`, state);
    return element;
  });
  document.body.append(...files);
  await Promise.all(files.map((each) => each.updateComplete));
  await expectFits();
  await expectAccessible("mesh-file");
});

test.each(allLocales)("every trouble fits in %s", async (lang) => {
  document.documentElement.lang = lang;
  openCall({ room: "" }); // whoever follows the language
  await expect.poll(() => find("mesh-notice")).toBeDefined();
  expect(pageLanguage.tag).toBe(lang);
  const devices = Object.values(deviceTrouble).flatMap((words) =>
    (["microphone", "camera", "both"] as const).map((device) => words(device)),
  );
  const paths = ([54010, 54011, 54012, 53405, 54077, 54078, 54079] as const).map((code) =>
    pathWords("Maximiliane", code),
  );
  const pages: Partial<Words>[] = [
    ...Object.values({ ...usualTrouble, ...callTrouble }),
    ...Object.values(unsupported),
    ...paths,
  ];
  const notices = [
    ...pages.map((words) => notice("page", words)),
    ...devices.map((words) => notice("strip", words)),
  ];
  document.body.append(...notices);
  await Promise.all(notices.map((each) => each.updateComplete));
  await expectFits();
});

function notice(look: "page" | "strip", words: Partial<Words>): MeshNotice {
  const element = document.createElement("mesh-notice");
  element.look = look;
  element.words = words;
  return element;
}

function remoteFile(id: string, change: Partial<RemoteFileFacts>): RemoteFile {
  const nothing = (): void => undefined;
  const facts: RemoteFileFacts = {
    state: "offered",
    receivedBytes: 0,
    bytesPerSecond: 0,
    error: null,
    id,
    name: "Gartenplan der Maximiliane von und zu Hohenstein.pdf",
    type: "application/pdf",
    sizeBytes: 150_000_000,
    from: { sid: "PA", name: "Maximiliane von und zu Hohenstein" },
    isPrivate: false,
    label: undefined,
    ...change,
  };
  return new RemoteFile(facts, {
    accept: nothing,
    pause: nothing,
    resume: nothing,
    cancel: nothing,
    file: async () => new File([], facts.name),
  });
}
