import { chromium, type Browser, type BrowserContext, type Page } from "playwright";
import { chromiumFlags, requireChromium } from "../../scripts/find-browser.ts";
import { inRepository } from "../../scripts/repository.ts";
import { noteConnections, watchMedia, type Tick } from "./page-script.ts";
import type { Rig } from "./rig.ts";
import { steadySoundFile } from "./steady-sound.ts";

export interface Picture {
  widthPx: number;
  heightPx: number;
  fps: number;
}
export interface MeshcallPlace {
  server: string;
  room: string;
}
export interface PeerjsPlace {
  port: number;
  /** Whom to call; the others are waited for. */
  call: string[];
  iceServers: RTCIceServer[];
  /** One's own. */
  id: string;
}

/** What runs in the page is kept on `window.inCall`. */
declare global {
  interface Window {
    rigSdk: typeof import("../../web/index.ts");
    inCall: {
      stream: MediaStream;
      /** Room events as they came, with who they were about. */
      events: string[];
      show(track: MediaStreamTrack): void;
      leave(): void;
    };
  }
}

export interface CallPageOptions {
  address: string;
  name: string;
  rig?: Rig;
  watch?: boolean;
  picture: Picture;
}

/** Between two looks at what arrives. */
export const tickMs = 200;

/** A Chromium whose microphones play a sound without pauses. */
export function launchRigChromium(executablePath = requireChromium()): Promise<Browser> {
  const sound = `--use-file-for-fake-audio-capture=${steadySoundFile()}`;
  return chromium.launch({ executablePath, args: [...chromiumFlags, sound] });
}

/** One caller's page, whose UDP goes through the rig and whose media are watched. */
export class CallPage {
  readonly page: Page;
  readonly name: string;

  private constructor(page: Page, name: string) {
    this.page = page;
    this.name = name;
  }

  /**
   * @param rig without one the page's packets go where they want
   * @param watch note what arrives, for `receives` and `ticks`. Default: with a rig
   */
  static async open(
    context: BrowserContext,
    { address, name, rig, picture, watch = rig !== undefined }: CallPageOptions,
  ): Promise<CallPage> {
    const page = await context.newPage();
    if (watch) await page.addInitScript(noteConnections);
    await rig?.route(page, name);
    await page.goto(address);
    await page.evaluate(openDevices, picture);
    if (watch) await page.evaluate(watchMedia, tickMs);
    return new CallPage(page, name);
  }

  async joinMeshcall(place: MeshcallPlace): Promise<void> {
    // as text: a test runner would rewrite an import in a function
    await this.page.evaluate("import('/meshcall.js').then((sdk) => { window.rigSdk = sdk; })");
    await this.page.evaluate(joinMeshcall, { ...place, identity: this.name });
  }

  async joinPeerjs(place: PeerjsPlace): Promise<void> {
    await this.page.addScriptTag({ path: inRepository("node_modules/peerjs/dist/peerjs.min.js") });
    await this.page.evaluate(joinPeerjs, place);
  }

  leave(): Promise<void> {
    return this.page.evaluate(() => window.inCall.leave());
  }

  ticks(): Promise<Tick[]> {
    return this.page.evaluate(() => window.rig.ticks);
  }

  events(): Promise<string[]> {
    return this.page.evaluate(() => window.inCall.events);
  }

  /**
   * Settles when picture and sound of `other` (without a rig: of `anybody`) have come without a gap for so long.
   * @param sinceMs of the machine's clock; what came before does not count
   * @returns whether they did
   */
  async receives(
    other: string,
    { sinceMs, forMs, limitMs }: { sinceMs: number; forMs: number; limitMs: number },
  ): Promise<boolean> {
    const steady = this.page.waitForFunction(
      ([from, since, needed, gapMs, lookMs]) => {
        const [now] = window.rig.ticks.slice(-1);
        if (now === undefined) return false;
        const last = { picture: since, sound: since };
        // a look that came late has seen all since the one before: only those that saw nothing make a gap
        const empty = { picture: since, sound: since };
        const began = { picture: Infinity, sound: Infinity };
        for (const { atMs, from: sources } of window.rig.ticks) {
          const received = sources[from];
          if (atMs < since || received === undefined) continue;
          for (const [kind, came] of [
            ["picture", received.frames > 0],
            ["sound", received.audible],
          ] as const) {
            if (!came) empty[kind] = atMs;
            if (!came) continue;
            if (began[kind] === Infinity || empty[kind] + lookMs - last[kind] > gapMs) began[kind] = atMs;
            last[kind] = atMs;
          }
        }
        return (["picture", "sound"] as const).every(
          (kind) => now.atMs - last[kind] <= gapMs && now.atMs - began[kind] >= needed,
        );
      },
      [other, sinceMs, forMs, steadyGapMs, tickMs] as const,
      { timeout: limitMs, polling: tickMs },
    );
    return steady.then(
      () => true,
      () => false,
    );
  }
}

/** A gap longer than this is one that a person notices; ticks alone make 200 ms of it. */
export const steadyGapMs = 600;

async function openDevices({ widthPx, heightPx, fps }: Picture): Promise<void> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    video: { width: widthPx, height: heightPx, frameRate: fps },
  });
  window.inCall = {
    stream,
    events: [],
    leave: () => undefined,
    show: (track) => {
      const element = document.createElement(track.kind === "video" ? "video" : "audio");
      element.srcObject = new MediaStream([track]);
      element.autoplay = true;
      element.style.width = `${widthPx}px`;
      document.body.append(element);
      track.addEventListener("ended", () => element.remove());
    },
  };
}

async function joinMeshcall({
  server,
  room: name,
  identity,
}: MeshcallPlace & { identity: string }): Promise<void> {
  const { connect, fetchToken } = window.rigSdk;
  const { token } = await fetchToken(server, { room: name, identity });
  const { stream, events } = window.inCall;
  const tracks = stream.getTracks();
  const room = await connect(token, { name, server, tracks });
  const wide = `${stream.getVideoTracks()[0]?.getSettings().width ?? 160}px`;
  room.on("trackSubscribed", (track) => {
    if (track.kind === "data") return;
    const element = track.attach();
    element.style.width = wide;
    document.body.append(element);
  });
  room.on("trackUnsubscribed", (track) => {
    if (track.kind !== "data") for (const element of track.detach()) element.remove();
  });
  for (const event of [
    "participantConnected",
    "participantDisconnected",
    "participantReconnecting",
    "participantReconnected",
    "participantUnreachable",
  ] as const)
    room.on(event, (...[who]) => void events.push(`${event} ${who.identity}`));
  room.on("disconnected", () => void events.push("disconnected"));
  // the devices are the page's own and outlive the room
  window.inCall.leave = () => void room.disconnect();
}

async function joinPeerjs({ port, call, iceServers, id }: PeerjsPlace): Promise<void> {
  interface StockCall {
    answer(stream: MediaStream): void;
    on(event: "stream", listener: (stream: MediaStream) => void): void;
  }
  interface StockPeer {
    on(event: "open" | "call", listener: (argument: StockCall) => void): void;
    call(to: string, stream: MediaStream): StockCall;
    destroy(): void;
  }
  const { stream, show } = window.inCall;
  const Peer: new (id: string, options: object) => StockPeer = Reflect.get(window, "Peer");
  const peer = new Peer(id, { host: "127.0.0.1", port, path: "/", config: { iceServers } });
  const take = (taken: StockCall): void => {
    const shown = new Set<MediaStreamTrack>();
    taken.on("stream", (remote) => {
      for (const track of remote.getTracks()) {
        if (!shown.has(track)) show(track);
        shown.add(track);
      }
    });
  };
  peer.on("call", (incoming) => {
    incoming.answer(stream);
    take(incoming);
  });
  window.inCall.leave = () => peer.destroy();
  await new Promise<void>((resolve) => peer.on("open", () => resolve()));
  for (const to of call) take(peer.call(to, stream));
}
