import { afterEach, beforeEach, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { FakeCall } from "../fakes/fake-call.ts";
import {
  clearPage,
  expectAccessible,
  expectFocus,
  expectNoOverflow,
  meshCall,
  openCall,
  openJoined,
} from "./elements-page.ts";

beforeEach(() => page.viewport(1000, 700));
afterEach(clearPage);

const button = (name: string) => page.getByRole("button", { name, exact: true });
const status = (text: string) => page.getByRole("status").getByText(text, { exact: true });
const shortcuts = () => page.getByRole("complementary", { name: "Keyboard shortcuts" });
const isOn = (name: string, on: boolean) =>
  expect.element(button(name)).toHaveAttribute("aria-pressed", String(on));

function nowhere(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

async function openShortcuts(): Promise<void> {
  await button("More").click();
  await page.getByRole("menuitem", { name: "Keyboard shortcuts" }).click();
  await expect.element(shortcuts()).toBeVisible();
}

test("the list of shortcuts opens from the menu and by its key, and closes again", async () => {
  await openJoined();
  await openShortcuts();
  await expectAccessible();
  await expectFocus(button("Close keyboard shortcuts"));
  await userEvent.keyboard("{Escape}");
  await expect.element(shortcuts()).not.toBeInTheDocument();
  await userEvent.keyboard("?");
  await expect.element(shortcuts()).toBeVisible();
  await page.viewport(320, 640);
  await expectNoOverflow();
  await expectAccessible();
});

test("keys switch microphone, camera and hand, and open chat and people; what was switched is said", async () => {
  await openJoined();
  nowhere();
  await userEvent.keyboard("m");
  await isOn("Microphone", false);
  await expect.element(status("Microphone off")).toBeInTheDocument();
  await userEvent.keyboard("{Control>}d{/Control}");
  await isOn("Microphone", true);
  await userEvent.keyboard("e");
  await isOn("Camera", false);
  await userEvent.keyboard("h");
  await isOn("Raise hand", true);
  await userEvent.keyboard("c");
  await expect.element(page.getByRole("textbox", { name: "Message" })).toBeVisible();
});

test("in a field, in a dialog and elsewhere in the page keys are no keys of the call's", async () => {
  const call = new FakeCall();
  call.role = "host";
  await openJoined({}, call);
  call.person("Bea");
  await button("Chat").click();
  await userEvent.type(page.getByRole("textbox", { name: "Message" }), "hem m");
  await isOn("Microphone", true);
  await isOn("Raise hand", false);
  await button("Close chat").click();
  await button("Leave").click();
  await page.getByRole("menuitem", { name: "End for everybody" }).click();
  await expect.element(page.getByRole("dialog", { name: "End the call for everybody?" })).toBeVisible();
  await expectAccessible();
  await userEvent.keyboard("m");
  await userEvent.keyboard("{Escape}");
  await expect.element(page.getByRole("dialog")).not.toBeInTheDocument();
  await isOn("Microphone", true);
  const elsewhere = document.createElement("button");
  elsewhere.textContent = "The page's own";
  document.body.append(elsewhere);
  elsewhere.focus();
  await userEvent.keyboard("m");
  await isOn("Microphone", true);
  meshCall().setAttribute("hotkeys", "page");
  await meshCall().updateComplete;
  await userEvent.keyboard("m");
  await isOn("Microphone", false);
  meshCall().setAttribute("hotkeys", "off");
  await meshCall().updateComplete;
  nowhere();
  await userEvent.keyboard("m{Control>}d{/Control}");
  await isOn("Microphone", false);
});

test("keys are changed; one that is in use is told; the usual ones come back; all of it is remembered", async () => {
  await openJoined();
  await openShortcuts();
  await button("Microphone on or off M Ctrl+D").click();
  await expect.element(button("Microphone on or off Press a key…")).toBeVisible();
  await userEvent.keyboard("e");
  await expect.element(page.getByText("E is in use for: Camera on or off")).toBeVisible();
  await userEvent.keyboard("k");
  await expect.element(button("Microphone on or off K")).toBeVisible();
  await isOn("Microphone", true);
  await button("Close keyboard shortcuts").click();
  await userEvent.keyboard("m");
  await isOn("Microphone", true);
  await userEvent.keyboard("k");
  await isOn("Microphone", false);
  expect(localStorage.getItem("meshcall.hotkeys")).toContain('"microphone":["K"]');
  await openShortcuts();
  await button("No key for: Camera on or off").click();
  await expect.element(button("Camera on or off No key")).toBeVisible();
  await button("Usual keys").click();
  await expect.element(button("Microphone on or off M Ctrl+D")).toBeVisible();
  await button("Close keyboard shortcuts").click();
  await userEvent.keyboard("m");
  await isOn("Microphone", true);
});

test("single keys can be switched off (WCAG 2.1.4); those with Ctrl go on", async () => {
  await openJoined();
  await openShortcuts();
  await page.getByRole("checkbox", { name: "Single keys" }).click();
  await button("Close keyboard shortcuts").click();
  nowhere();
  await userEvent.keyboard("m");
  await isOn("Microphone", true);
  await userEvent.keyboard("{Control>}d{/Control}");
  await isOn("Microphone", false);
  await openShortcuts();
  await button("Usual keys").click();
});

test("of two calls on a page a key is for the one with the focus, or the one that was touched last", async () => {
  const first = openCall({ room: "one" });
  await button("Join").click();
  await expect.element(page.getByRole("toolbar")).toBeVisible();
  const second = openCall({ room: "two" });
  await button("Join").click();
  await expect.poll(() => page.getByRole("toolbar").elements().length).toBe(2);
  const microphones = [first, second].map(
    (call) => () => [...call.published.values()].find(({ info }) => info.kind === "audio")!.info.enabled,
  );
  const people = page.getByRole("list", { name: "People in the call" });
  await userEvent.click(people.nth(0));
  nowhere();
  await userEvent.keyboard("m");
  await expect.poll(microphones[0]!).toBe(false);
  await userEvent.click(people.nth(1));
  nowhere();
  await userEvent.keyboard("m");
  await expect.poll(microphones[1]!).toBe(false);
  expect(microphones[0]!()).toBe(false);
  (button("Camera").nth(0).element() as HTMLElement).focus();
  await userEvent.keyboard("m");
  await expect.poll(microphones[0]!).toBe(true);
  expect(microphones[1]!()).toBe(false);
});

test("held, Space lets one talk; let go, one is muted; so it is when the window loses the keyboard", async () => {
  await openJoined();
  await button("Microphone").click();
  await isOn("Microphone", false);
  nowhere();
  await userEvent.keyboard("{ >}");
  await isOn("Microphone", true);
  await expect.element(page.getByText("Talking. Let go to mute.")).toBeVisible();
  await expectAccessible();
  await userEvent.keyboard("{/ }");
  await isOn("Microphone", false);
  await userEvent.keyboard("{ >}");
  await isOn("Microphone", true);
  window.dispatchEvent(new Event("blur"));
  await isOn("Microphone", false);
  await userEvent.keyboard("{/ }");
  await isOn("Microphone", false);
});

test("a finger held on the microphone's button talks until it goes up; a tap switches", async () => {
  await openJoined();
  await button("Microphone").click();
  const element = button("Microphone").element() as HTMLElement;
  const finger = (type: string) =>
    element.dispatchEvent(
      new PointerEvent(type, {
        bubbles: true,
        composed: true,
        pointerType: "touch",
        button: 0,
        pointerId: 1,
      }),
    );
  element.setPointerCapture = () => undefined; // no real finger is there to be held
  finger("pointerdown");
  await isOn("Microphone", true);
  finger("pointerup");
  element.click(); // as the browser does after it
  await isOn("Microphone", false);
  finger("pointerdown");
  finger("pointerup");
  element.click();
  await isOn("Microphone", true);
});

test("who speaks into a muted microphone is told, and one press unmutes", async () => {
  const call = await openJoined();
  await button("Microphone").click();
  const { localParticipant } = call.room;
  const [publication] = localParticipant.audioTracks.values();
  localParticipant.emit("speakingWhileMuted", publication!.track);
  await expect.element(button("Turn it on")).toBeVisible();
  await expect.element(status("Your microphone is off.")).toBeInTheDocument();
  await expectAccessible();
  await button("Turn it on").click();
  await isOn("Microphone", true);
  await expect.element(button("Turn it on")).not.toBeInTheDocument();
  await expectFocus(button("Microphone"));
});

test("the system's own buttons mute and leave; the page's title stays", async () => {
  const actions = new Map<string, (() => void) | null>();
  const { mediaSession } = navigator;
  const known = mediaSession.setActionHandler.bind(mediaSession);
  mediaSession.setActionHandler = (action, act) => void actions.set(action, act as (() => void) | null);
  try {
    const { title } = document;
    const call = await openJoined();
    await expect.poll(() => mediaSession.metadata?.title).toBe("standup");
    actions.get("togglemicrophone")!();
    await isOn("Microphone", false);
    actions.get("togglecamera")!();
    await isOn("Camera", false);
    expect(document.title).toBe(title);
    actions.get("hangup")!();
    await expect.poll(() => call.room.state).toBe("disconnected");
    await expect.poll(() => [...actions.values()].every((act) => act === null)).toBe(true);
    expect(mediaSession.metadata).toBe(null);
  } finally {
    mediaSession.setActionHandler = known;
  }
});

test("the screen stays on in a call, again when the page is looked at again, and not after it", async () => {
  const locks: { released: boolean }[] = [];
  const request = navigator.wakeLock.request.bind(navigator.wakeLock);
  navigator.wakeLock.request = async () => {
    const lock = { released: false, release: async () => void (lock.released = true) };
    locks.push(lock);
    return lock as unknown as WakeLockSentinel;
  };
  try {
    await openJoined();
    await expect.poll(() => locks.length).toBe(1);
    locks[0]!.released = true; // the page was out of sight
    document.dispatchEvent(new Event("visibilitychange"));
    await expect.poll(() => locks.length).toBe(2);
    await button("Leave").click();
    await expect.poll(() => locks.every(({ released }) => released)).toBe(true);
    document.dispatchEvent(new Event("visibilitychange"));
    expect(locks).toHaveLength(2);
  } finally {
    navigator.wakeLock.request = request;
  }
});
