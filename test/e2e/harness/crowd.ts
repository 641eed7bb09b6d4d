import type { Browser, Page } from "playwright";
import type { Room } from "../../../web/index.ts";
import { noteConnections } from "../../rig/page-script.ts";
import type { Rig } from "../../rig/rig.ts";
import { noteClip, openClip, type Noted } from "./lip-sync.ts";
import type { StaticFiles } from "./static-files.ts";

/** A frame that an onlooker's page has put on the screen. */
export interface Shown {
  /** By the machine's clock, which all pages have. */
  atMs: number;
  widthPx: number;
}

/** Of the picture that an onlooker receives; counts since the link began. */
export interface Received {
  frames: number;
  /** W3C webrtc-stats `totalFreezesDuration`. */
  frozenMs: number;
  bytes: number;
  widthPx: number;
}

/** What the sender says of its encoders. */
export interface Encoders {
  /** That serve any number of links. */
  encoders: number;
  /** Links that are served by them. */
  sharedLinks: number;
  fallbacks: number;
}

/** What runs in the page is kept on `window.inCrowd`. */
declare global {
  interface Window {
    crowdSdk: typeof import("../../../web/index.ts");
    inCrowd: {
      room: Room | undefined;
      element: HTMLVideoElement | undefined;
      shown: Shown[];
      /** What is received, or sent. */
      media: MediaStreamTrack[];
      /** The longest that the page itself has stood still, since it was asked last. */
      stoodMs: number;
    };
  }
}

export interface Camera {
  widthPx: number;
  heightPx: number;
  framesPerSecond: number;
}

export interface CrowdCall {
  room: string;
  server: string;
  sharedVideo: "auto" | "never";
  /** Of each onlooker's tile, in CSS pixels. */
  tileWidths: readonly number[];
}

/** One who sends, and others who only look on, a page each. The pages stay while rooms come and go. */
export class Crowd {
  readonly sender: Page;
  readonly onlookers: readonly Onlooker[];

  private constructor(sender: Page, onlookers: readonly Onlooker[]) {
    this.sender = sender;
    this.onlookers = onlookers;
  }

  /** @param most onlookers; fewer where the machine starves, but `least` */
  static async open(
    browser: Browser,
    files: StaticFiles,
    { most, least, rig }: { most: number; least: number; rig?: Rig },
  ): Promise<Crowd> {
    const address = files.addPage("<!doctype html><title>crowd</title>");
    const openPage = async (name: string): Promise<Page> => {
      const context = await browser.newContext({ permissions: ["camera", "microphone"] });
      const page = await context.newPage();
      if (rig !== undefined) {
        await page.addInitScript(noteConnections);
        await rig.route(page, name);
      }
      await page.goto(address);
      // as text: the test runner would rewrite an import in a function
      await page.evaluate("import('/meshcall.js').then((sdk) => { window.crowdSdk = sdk; })");
      await page.evaluate(prepare);
      return page;
    };
    const sender = await openPage("sender");
    const onlookers: Onlooker[] = [];
    while (onlookers.length < most) {
      const openedMs = performance.now();
      const name = `onlooker ${onlookers.length + 1}`;
      onlookers.push(new Onlooker(name, await openPage(name)));
      if (onlookers.length >= least && performance.now() - openedMs > starvingMs) break;
    }
    return new Crowd(sender, onlookers);
  }

  /** A picture without pauses, and sound. */
  async openCamera(camera: Camera): Promise<void> {
    await this.sender.evaluate(openCamera, camera);
  }

  /** In place of it, the clip whose flashes and beeps are noted: see {@link noted}. */
  async openClip(camera: Camera): Promise<void> {
    await this.sender.evaluate(`window.inCrowd.media = (${openClip.toString()})(${JSON.stringify(camera)})`);
    await this.noteClip(this.sender);
  }

  /** Of the clip, from now on. */
  async noteClip(page: Page): Promise<void> {
    await page.evaluate(`(${noteClip.toString()})(window.inCrowd.media)`);
  }

  noted(page: Page): Promise<Noted> {
    return page.evaluate(() => window.noted);
  }

  /** The longest that the sender's page or this one has stood still since the look before: it is the machine's. */
  async stoodMs(page: Page): Promise<number> {
    const stood = await Promise.all(
      [this.sender, page].map((each) => each.evaluate(() => window.inCrowd.stoodMs)),
    );
    return Math.max(...stood);
  }

  async forgetStanding(): Promise<void> {
    for (const page of [this.sender, ...this.onlookers.map((each) => each.page)])
      await page.evaluate(() => void (window.inCrowd.stoodMs = 0));
  }

  /** Settles when everybody sees the sender. */
  async join({ tileWidths, ...call }: CrowdCall): Promise<void> {
    await Promise.all(
      this.onlookers.map(({ page, name }, index) =>
        page.evaluate(look, { ...call, identity: name, widthPx: tileWidths[index] ?? 0 }),
      ),
    );
    await this.sender.evaluate(send, call);
    await Promise.all(this.onlookers.map((each) => each.showsAfter(0)));
  }

  async resize(tileWidths: readonly number[]): Promise<void> {
    await Promise.all(this.onlookers.map((each, index) => each.resize(tileWidths[index] ?? 0)));
  }

  encoders(): Promise<Encoders> {
    return this.sender.evaluate(readEncoders);
  }

  async leave(): Promise<void> {
    await this.sender.evaluate(() => void window.inCrowd.room?.disconnect());
    for (const { page } of this.onlookers)
      await page.evaluate(() => {
        const { inCrowd } = window;
        void inCrowd.room?.disconnect();
        document.body.replaceChildren();
        inCrowd.element = undefined;
        inCrowd.shown = [];
        inCrowd.media = [];
      });
  }
}

export class Onlooker {
  readonly name: string;
  readonly page: Page;

  constructor(name: string, page: Page) {
    this.name = name;
    this.page = page;
  }

  async resize(widthPx: number): Promise<void> {
    await this.page.evaluate((width) => {
      const { element } = window.inCrowd;
      if (element === undefined) return;
      element.style.width = `${width}px`;
      element.style.height = `${(width * 9) / 16}px`;
    }, widthPx);
  }

  /** Settles when five frames were shown after that time. */
  async showsAfter(sinceMs: number, { least = 0, most = Infinity } = {}): Promise<void> {
    await this.page.waitForFunction(
      ([since, narrowest, widest]) => {
        const last = window.inCrowd.shown.slice(-5);
        return (
          last.length === 5 &&
          last.every(({ atMs, widthPx }) => atMs > since && widthPx >= narrowest && widthPx <= widest)
        );
      },
      [sinceMs, least, most === Infinity ? Number.MAX_SAFE_INTEGER : most] as const,
      { timeout: 30_000, polling: 100 },
    );
  }

  shown(): Promise<Shown[]> {
    return this.page.evaluate(() => window.inCrowd.shown);
  }

  received(): Promise<Received> {
    return this.page.evaluate(readReceived);
  }
}

/** A page that takes longer to come has no processor left. */
const starvingMs = 3_000;

/* ---------- what follows is serialised into the pages, those of other browsers too ---------- */

export function prepare(): void {
  window.inCrowd = { room: undefined, element: undefined, shown: [], media: [], stoodMs: 0 };
  let beforeMs = performance.now();
  setInterval(() => {
    const nowMs = performance.now();
    window.inCrowd.stoodMs = Math.max(window.inCrowd.stoodMs, nowMs - beforeMs);
    beforeMs = nowMs;
  }, 20);
}

export async function openCamera(camera: Camera): Promise<void> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    video: { width: camera.widthPx, height: camera.heightPx, frameRate: camera.framesPerSecond },
  });
  window.inCrowd.media = stream.getTracks();
}

export async function send({
  room: name,
  server,
  sharedVideo,
}: Omit<CrowdCall, "tileWidths">): Promise<void> {
  const { connect, fetchToken } = window.crowdSdk;
  const { token } = await fetchToken(server, { room: name, identity: "sender" });
  const { media: tracks } = window.inCrowd;
  window.inCrowd.room = await connect(token, { name, server, tracks, sharedVideo });
}

export async function look(given: {
  room: string;
  server: string;
  identity: string;
  widthPx: number;
}): Promise<void> {
  const { connect, fetchToken } = window.crowdSdk;
  const { token } = await fetchToken(given.server, { room: given.room, identity: given.identity });
  const room = await connect(token, { name: given.room, server: given.server, tracks: [] });
  const { inCrowd } = window;
  inCrowd.room = room;
  room.on("trackSubscribed", (track) => {
    if (track.kind === "data") return;
    const element = track.attach();
    document.body.append(element);
    inCrowd.media.push(track.mediaStreamTrack);
    if (!(element instanceof HTMLVideoElement)) return;
    inCrowd.element = element;
    element.style.cssText = `width: ${given.widthPx}px; height: ${(given.widthPx * 9) / 16}px`;
    let presented = 0;
    const note: VideoFrameRequestCallback = (_, { presentationTime, presentedFrames, width }) => {
      const atMs = performance.timeOrigin + presentationTime;
      const before = inCrowd.shown.at(-1);
      // a busy page is not told of each frame that the screen has had
      for (let missed = presentedFrames - presented - 1; missed > 0 && before !== undefined; missed--) {
        const share = 1 - missed / (presentedFrames - presented);
        inCrowd.shown.push({ atMs: before.atMs + share * (atMs - before.atMs), widthPx: before.widthPx });
      }
      presented = presentedFrames;
      inCrowd.shown.push({ atMs, widthPx: width });
      element.requestVideoFrameCallback(note);
    };
    element.requestVideoFrameCallback(note);
  });
}

async function readReceived(): Promise<Received> {
  const received: Received = { frames: 0, frozenMs: 0, bytes: 0, widthPx: 0 };
  for (const report of (await window.inCrowd.room?.getRtcStats())?.values() ?? [])
    for (const entry of report.values()) {
      if (entry.type !== "inbound-rtp" || entry.kind !== "video") continue;
      received.frames += entry.framesDecoded;
      received.frozenMs += entry.totalFreezesDuration * 1_000;
      received.bytes += entry.bytesReceived;
      received.widthPx = entry.frameWidth;
    }
  return received;
}

export async function readEncoders(): Promise<Encoders> {
  const told: Encoders = { encoders: 0, sharedLinks: 0, fallbacks: 0 };
  for (const report of (await window.inCrowd.room?.getRtcStats())?.values() ?? [])
    for (const entry of report.values()) {
      if (entry.type !== "shared-encoding") continue;
      told.fallbacks = Math.max(told.fallbacks, entry.fallbacks);
      if (entry.mode !== "shared") continue;
      told.encoders = Math.max(told.encoders, entry.encoders);
      told.sharedLinks++;
    }
  return told;
}
