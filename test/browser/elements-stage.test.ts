import { afterEach, describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { stageLayouts } from "../../web/elements/stage/stage-view.ts";
import { createLocalVideoTrack } from "../../web/create-local-tracks.ts";
import { FakeCall } from "../fakes/fake-call.ts";
import { expectAccessible, expectFocus } from "./elements-page.ts";
import {
  clearStage,
  emulateMotion,
  expectInPlace,
  names,
  open,
  rectOf,
  root,
  settled,
  tile,
  tiles,
} from "./stage-page.ts";

afterEach(clearStage);

describe("everybody has a place", () => {
  test.each([
    ["a phone of 320 px", 320, 568],
    ["a phone", 375, 812],
    ["a phone on its side", 812, 375],
    ["a tablet", 768, 1024],
    ["a desktop", 1280, 800],
    ["4K", 3840, 2160],
  ])(
    "on %s (%i x %i): one to ten people, screens, attendees, every layout",
    { timeout: 60_000 },
    async (_, width, height) => {
      await page.viewport(width, height);
      const { call, people, view } = await open(0);
      call.news({
        is: "member",
        peerId: "watcher".padEnd(20, "_"),
        name: "Watcher",
        role: "attendee",
        isPublishing: false,
        silenced: { audio: false, video: false },
      });
      const look = async (): Promise<void> => {
        for (const layout of stageLayouts) {
          view.layout = layout;
          await settled();
          await expectInPlace();
        }
      };
      await look();
      for (const [index, name] of names.entries()) {
        people.push(call.person(name));
        await expect.poll(() => tiles().length).toBe(index + 2);
        await look();
      }
      people[2]!.shareScreen();
      people[5]!.shareScreen();
      await expect.poll(() => tiles().length).toBe(12);
      await look();
      view.pinned = call.room.participants.keys().next().value;
      await look();
    },
  );
});

describe("the grid never jumps", () => {
  test("no tile is made anew or taken out while its picture runs, whatever happens", async () => {
    const { call, people, view } = await open(1);
    const bea = tile("Bea");
    const stops: string[] = [];
    const video = bea.shadowRoot!.querySelector("video")!;
    for (const type of ["emptied", "pause"]) video.addEventListener(type, () => stops.push(type));
    const others = names.slice(1, 6).map((name) => call.person(name));
    await settled();
    others[3]!.shareScreen();
    await settled();
    for (const layout of stageLayouts) {
      view.layout = layout;
      await settled();
    }
    view.pinned = tile("Cleo").key;
    await settled();
    view.ownPlace = "hidden";
    await settled();
    for (const other of others) other.leave();
    await settled();
    expect(tiles().map(({ name }) => name)).toEqual(["Bea"]);
    expect(tile("Bea")).toBe(bea);
    expect(bea.shadowRoot!.querySelector("video")).toBe(video);
    expect(stops).toEqual([]);
    people[0]!.leave();
  });

  test("who goes leaves their place to the last one, and nobody else moves", async () => {
    const { people } = await open(8);
    const before = new Map(tiles().map((each) => [each.name, each.getBoundingClientRect()]));
    people[1]!.leave();
    await expect.poll(() => tiles().length).toBe(8);
    await settled();
    const moved = tiles().filter((each) => {
      const { left, top } = each.getBoundingClientRect();
      const was = before.get(each.name)!;
      return Math.hypot(left - was.left, top - was.top) > 2;
    });
    // nine in three rows of three; eight leave the last row with two, which stand in the middle
    expect(moved.length).toBeLessThanOrEqual(3);
    expect(moved.map(({ name }) => name)).toContain("Anna");
  });

  test.each(["reduce", "no-preference"])("with reduced motion (%s) nothing glides", async (value) => {
    await emulateMotion(value);
    const { call } = await open(2);
    call.person("Dan");
    await document.querySelector("mesh-stage")!.updateComplete;
    expect(root().getAnimations().length > 0).toBe(value === "no-preference");
    await emulateMotion("reduce");
  });
});

describe("grid or speaker, by choice", () => {
  test("two side by side, or one large; remembered on this site", async () => {
    const { call, view } = await open(1);
    await expectAccessible("mesh-stage");
    expect(rectOf("Anna").width).toBeLessThan(rectOf("Bea").width / 3);
    view.layout = "grid";
    await settled();
    expect(rectOf("Anna").width).toBe(rectOf("Bea").width);
    view.layout = "speaker";
    call.person("Cleo");
    await settled();
    expect(rectOf("Bea").width).toBeGreaterThan(3 * rectOf("Cleo").width);
    clearPageButStorage();
    const again = await open(2);
    expect(again.view.layout).toBe("speaker");
    expect(rectOf("Bea").width).toBeGreaterThan(3 * rectOf("Cleo").width);
  });

  function clearPageButStorage(): void {
    document.body.replaceChildren();
  }
});

describe("oneself", () => {
  test("moves between corners by keyboard, by hand and from the menu; remembered", async () => {
    const { view } = await open(1);
    const own = () => rectOf("Anna");
    const middle = { x: 640, y: 400 };
    const options = page.getByRole("button", { name: "Options for Anna" });
    (options.element() as HTMLElement).focus();
    await userEvent.keyboard("{ArrowLeft}");
    await expect.poll(() => view.ownPlace).toBe("end-start");
    await settled();
    expect(own().right).toBeLessThan(middle.x);
    await userEvent.keyboard("{ArrowUp}");
    await expect.poll(() => view.ownPlace).toBe("start-start");
    await settled();
    expect(own().bottom).toBeLessThan(middle.y);
    await userEvent.keyboard("{Enter}");
    const dialog = page.getByRole("dialog", { name: "Options for Anna" });
    await expect.element(dialog).toBeVisible();
    await expectAccessible("mesh-stage");
    await userEvent.click(page.getByRole("button", { name: "Bottom, at the end" }));
    await expect.poll(() => view.ownPlace).toBe("end-end");
    await userEvent.keyboard("{Escape}");
    await expect.element(dialog).not.toBeInTheDocument();
    await expectFocus(options);
    await settled();
    const from = own();
    const send = (type: string, clientX: number, clientY: number) =>
      tile("Anna").dispatchEvent(
        new PointerEvent(type, { clientX, clientY, pointerId: 7, bubbles: true, composed: true }),
      );
    send("pointerdown", from.left + 20, from.top + 20);
    await expect
      .poll(() => {
        send("pointermove", 200, 100);
        return own().left;
      })
      .toBeLessThan(from.left - 300);
    send("pointerup", 200, 100);
    await expect.poll(() => view.ownPlace).toBe("start-start");
    await settled();
    expect(own().left).toBeLessThan(30);
    expect(own().top).toBeLessThan(30);
    document.body.replaceChildren();
    expect((await open(1)).view.ownPlace).toBe("start-start");
  });

  test("is hidden, and comes back", async () => {
    const camera = await createLocalVideoTrack();
    const { view } = await open(2, [camera]);
    await userEvent.click(page.getByRole("button", { name: "Options for Anna" }), { force: true });
    await userEvent.click(page.getByRole("button", { name: "Hide my picture from me" }));
    await expect.poll(() => tiles().map(({ name }) => name)).toEqual(["Bea", "Cleo"]);
    expect(camera.isStopped).toBe(false);
    await expectAccessible("mesh-stage");
    await userEvent.click(page.getByRole("button", { name: "Show yourself" }));
    await expect.poll(() => tiles().length).toBe(3);
    expect(view.ownPlace).toBe("end-end");
    camera.stop();
  });

  test("is mirrored, and right to left stands at the left", async () => {
    document.documentElement.dir = "rtl";
    const camera = await createLocalVideoTrack();
    await open(1, [camera]);
    const { transform } = getComputedStyle(tile("Anna").shadowRoot!.querySelector("video")!);
    expect(transform).toBe("matrix(-1, 0, 0, 1, 0, 0)");
    expect(rectOf("Anna").left).toBeLessThan(30);
    await expectInPlace();
    camera.stop();
  });
});

describe("alone around one participant", () => {
  test("a tile follows its person without a stage", async () => {
    const call = new FakeCall();
    await call.services.connect("token", { tracks: [] });
    const bea = call.person("Bea");
    const element = document.createElement("mesh-tile");
    element.participant = call.room.participants.values().next().value;
    element.style.cssText = "width: 320px; height: 180px";
    document.body.append(element);
    await expect.element(page.getByText("Bea")).toBeVisible();
    await expectAccessible("mesh-tile");
    await expect
      .poll(() => {
        bea.switch("microphone", false);
        return element.shadowRoot!.textContent;
      })
      .toContain("Microphone off");
    bea.link("recovering");
    await expect.poll(() => element.shadowRoot!.textContent).toContain("Reconnecting");
  });

  test("a mark is seen and read", async () => {
    const { call, view } = await open(1);
    view.mark(call.room.participants.keys().next().value!, { sign: "\u270B", words: "Raised hand" });
    await expect.element(page.getByRole("img", { name: "Raised hand" })).toBeVisible();
    await expectAccessible("mesh-stage");
  });
});
