import { afterEach, describe, expect, it } from "vitest";
import { page } from "vitest/browser";
import type { Wish } from "../../web/room/ports.ts";
import type { RemoteVideoTrack } from "../../web/room/remote-media-track.ts";
import { FakeCall } from "../fakes/fake-call.ts";
import type { FakePerson } from "../fakes/fake-person.ts";

const ends: (() => void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0)) end();
  document.body.replaceChildren();
  await page.viewport(1000, 700);
});

/** Somebody whose picture has the size that the test gives it, and the element that shows it. */
class Shown {
  readonly bea: FakePerson;
  readonly track: RemoteVideoTrack;
  readonly element = document.createElement("video");
  readonly #canvas: HTMLCanvasElement;

  static async open(widthPx: number, heightPx: number): Promise<Shown> {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [widthPx, heightPx];
    const context = canvas.getContext("2d")!;
    const draw = setInterval(() => context.fillRect(0, 0, canvas.width, canvas.height), 20);
    const call = new FakeCall();
    call.pictureOf = () => canvas.captureStream();
    const room = await call.services.connect("token", {});
    ends.push(
      () => clearInterval(draw),
      () => room.disconnect(),
    );
    const bea = call.person("Bea");
    const [participant] = room.participants.values();
    const [publication] = participant!.videoTracks.values();
    return new Shown(bea, publication!.track!, canvas);
  }

  private constructor(bea: FakePerson, track: RemoteVideoTrack, canvas: HTMLCanvasElement) {
    this.bea = bea;
    this.track = track;
    this.#canvas = canvas;
  }

  /** @param within a parent's style */
  async place(style: string, within = ""): Promise<void> {
    this.element.style.cssText = style;
    const parent = document.createElement("div");
    parent.style.cssText = within;
    parent.append(this.track.attach(this.element));
    document.body.append(parent);
    await this.hasPicture();
  }

  async resize(widthPx: number, heightPx: number): Promise<void> {
    [this.#canvas.width, this.#canvas.height] = [widthPx, heightPx];
    await this.hasPicture();
  }

  async hasPicture(): Promise<void> {
    await expect
      .poll(() => [this.element.videoWidth, this.element.videoHeight])
      .toEqual([this.#canvas.width, this.#canvas.height]);
    await painted();
  }
}

/** Observers have looked, and what they changed has been looked at too. */
async function painted(): Promise<void> {
  for (let frame = 0; frame < 3; frame++) await new Promise((settle) => requestAnimationFrame(settle));
}

function wished(widthPx: number, heightPx: number): Wish {
  return { widthPx, heightPx, priority: 0 };
}

/** Of a tile, CSS pixels. */
function sized(width: number, height: number): Wish {
  return wished(Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio));
}

describe("a tile that the page gives no size", () => {
  it("asks for a usual picture however small the one is that it has, and again after a narrow moment", async () => {
    const shown = await Shown.open(28, 16);
    await shown.place("");
    await expect.poll(() => shown.bea.wish).toEqual(wished(1280, 731));
    await shown.resize(1280, 720);
    await expect.poll(() => shown.bea.wish).toEqual(wished(1280, 720));
    await shown.resize(64, 36);
    expect(shown.element.clientWidth).toBe(64);
    expect(shown.bea.wish).toEqual(wished(1280, 720));
  });

  it("asks for as much as there was: of a screen's picture all", async () => {
    const shown = await Shown.open(1920, 1080);
    await shown.place("");
    await expect.poll(() => shown.bea.wish).toEqual(wished(1920, 1080));
    await shown.resize(480, 270);
    expect(shown.bea.wish).toEqual(wished(1920, 1080));
    await shown.resize(270, 480);
    expect(shown.bea.wish).toEqual(wished(1080, 1920));
  });

  it.each([
    ["at most as wide as its parent", "max-width: 100%", "width: 400px"],
    ["at most as wide as its parent, with a height by that", "max-width: 100%; height: auto", "width: 400px"],
    [
      "as wide as a parent that is as wide as its content",
      "width: 100%",
      "width: fit-content; max-width: 400px",
    ],
    ["in a row", "min-width: 0", "width: 400px; display: flex; align-items: start"],
  ])("%s: asks for what it would be with a large picture", async (_, style, within) => {
    const shown = await Shown.open(64, 36);
    await shown.place(style, within);
    await expect.poll(() => shown.bea.wish).toEqual(sized(400, 225));
    await shown.resize(1280, 720);
    expect(shown.element.clientWidth).toBe(400);
    expect(shown.bea.wish).toEqual(sized(400, 225));
    await shown.resize(320, 180);
    expect(shown.bea.wish).toEqual(sized(400, 225));
  });

  it("is asked for while any part of it is in sight, since that share comes and goes with its picture", async () => {
    await page.viewport(320, 480);
    const shown = await Shown.open(64, 36);
    await shown.place("", "padding-top: 440px");
    await expect.poll(() => shown.bea.wish).toEqual(wished(1280, 720));
    await shown.resize(1280, 720);
    expect(shown.bea.wish).toEqual(wished(1280, 720));
    shown.element.parentElement!.style.paddingTop = "1000px";
    await expect.poll(() => shown.bea.wish).toEqual(wished(0, 0));
  });
});

describe("a tile that the page gives a size", () => {
  it.each([
    ["both", "width: 320px; height: 180px"],
    ["one of them", "width: 320px"],
    ["by attributes", ""],
  ])("(%s) asks for that, also with a picture of just that size, and is left as it was", async (_, style) => {
    const shown = await Shown.open(320, 180);
    if (style === "") [shown.element.width, shown.element.height] = [320, 180];
    const wishes: (Wish | undefined)[] = [];
    await shown.place(style);
    await expect.poll(() => shown.bea.wish).toEqual(sized(320, 180));
    for (const [width, height] of [
      [640, 360],
      [320, 180],
      [64, 36],
      [320, 180],
    ] as const) {
      await shown.resize(width, height);
      wishes.push(shown.bea.wish);
    }
    expect(wishes).toEqual(wishes.map(() => sized(320, 180)));
    expect(shown.element.style.cssText).toBe(style === "" ? "" : `${style};`);
  });

  it("is asked for from a quarter in sight on", async () => {
    const shown = await Shown.open(64, 36);
    await shown.place("width: 400px; height: 400px", `padding-top: ${innerHeight - 80}px`);
    await expect.poll(() => shown.bea.wish).toEqual(wished(0, 0));
    shown.element.parentElement!.style.paddingTop = `${innerHeight - 120}px`;
    await expect.poll(() => shown.bea.wish).toEqual(sized(400, 400));
  });
});
