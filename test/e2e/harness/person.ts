import type { Page } from "playwright";
import type {
  ConnectOptions,
  LocalAudioTrack,
  LocalDataTrack,
  LocalVideoTrack,
  RemoteTrack,
  Room,
} from "../../../web/index.ts";
import { patienceMs, type CallHarness, type PageOptions } from "./call-harness.ts";

/** What a test finds in the page of somebody who calls through the SDK. */
export interface InPage {
  room: Room;
  microphone: LocalAudioTrack;
  camera: LocalVideoTrack;
  chat: LocalDataTrack;
  /** Room events as they came: name, what they were about, ms since the page opened. */
  events: { name: string; about: string; atMs: number }[];
  messages: string[];
}

/** What the page itself recorded, from before the SDK was loaded. */
export interface Recorded {
  connections: RTCPeerConnection[];
  /** Everything given to RTCDataChannel.send, here and in the kernel worker. */
  sent: { label: string; bytes: Uint8Array }[];
  /** The kernel worker has been seen to start with the watch in it. */
  kernelWatched: boolean;
  localDescriptions: number;
  /** How often it had to knock. */
  knocks: number;
  /** What the signal-worker says of rules, and that one is put out, does not reach the page. */
  isDeaf: boolean;
  /** To the server, for the others; not heartbeats, nor what the server itself is told of tracks. */
  socketFrames: number;
}

declare global {
  interface Window {
    inPage: InPage;
    recorded: Recorded;
    sdk: typeof import("../../../web/index.ts");
  }
}

/** What a person needs around them; a {@link CallHarness} has it all. */
export interface Surroundings extends Pick<CallHarness, "openPage" | "files"> {
  readonly signalWorker: Pick<CallHarness["signalWorker"], "url">;
}

/** What the devices are asked for. Pictures are shown as large as they are captured. */
export interface Capture {
  camera: { width: number; height: number; frameRate?: number };
  microphone?: { echoCancellation: boolean; noiseSuppression: boolean; autoGainControl: boolean };
}

/** One participant, calling through the SDK as a developer would. */
export class Person {
  readonly page: Page;
  readonly identity: string;
  readonly #server: string;
  readonly #policy: string | undefined;
  readonly #capture: Capture;
  #address: string | undefined;

  private constructor(
    page: Page,
    identity: string,
    server: string,
    policy: string | undefined,
    capture: Capture,
  ) {
    this.page = page;
    this.identity = identity;
    this.#server = server;
    this.#policy = policy;
    this.#capture = capture;
  }

  /** @param policy the page's Content-Security-Policy. @param capture default: a camera of 640 x 360 */
  static async open(
    harness: Surroundings,
    identity: string,
    {
      policy,
      capture = { camera: { width: 640, height: 360 } },
      ...options
    }: PageOptions & { policy?: string; capture?: Capture } = {},
  ): Promise<Person> {
    const page = await harness.openPage(options);
    await page.addInitScript(record);
    const person = new Person(page, identity, harness.signalWorker.url, policy, capture);
    await person.load(harness);
    return person;
  }

  /** Opens, or reloads, an empty page of the static host. */
  async load(harness: Surroundings): Promise<void> {
    const policy =
      this.#policy === undefined
        ? ""
        : `<meta http-equiv="Content-Security-Policy" content="${this.#policy}">`;
    this.#address ??= harness.files.addPage(`<!doctype html>${policy}<title>a developer's page</title>`);
    await this.page.goto(this.#address);
    // as text: the test runner would rewrite an import in a function
    await this.page.evaluate("import('/meshcall.js').then((sdk) => { window.sdk = sdk; })");
  }

  /** Opens the devices, fetches a token and joins. @returns undefined, or the code of the refusal */
  join(
    room: string,
    options: Omit<ConnectOptions, "name" | "server" | "tracks"> = {},
  ): Promise<number | undefined> {
    return this.page.evaluate(joinRoom, {
      room,
      identity: this.identity,
      server: this.#server,
      options,
      capture: this.#capture,
    });
  }

  /** Waits for a room event; one that has happened counts. */
  async saw(name: string, about = "", count = 1): Promise<void> {
    await this.page.waitForFunction(
      ([wanted, subject, times]) =>
        window.inPage.events.filter(
          (event) => event.name === wanted && (subject === "" || event.about === subject),
        ).length >= times,
      [name, about, count] as const,
      { timeout: patienceMs },
    );
  }

  events(name: string): Promise<InPage["events"]> {
    return this.page.evaluate(
      (wanted) => window.inPage.events.filter((event) => event.name === wanted),
      name,
    );
  }

  /** Settles when a picture of `identity` is decoded and goes on. */
  async sees(identity: string): Promise<void> {
    await this.saw("trackStarted", `${identity} video`);
    await this.page.evaluate(async (limitMs) => {
      const framesDecoded = async (): Promise<Map<string, number>> => {
        const counts = new Map<string, number>();
        for (const report of (await window.inPage.room.getRtcStats()).values()) {
          for (const entry of report.values()) {
            if (entry.type === "inbound-rtp" && entry.kind === "video")
              counts.set(entry.id, entry.framesDecoded);
          }
        }
        return counts;
      };
      // the page asks itself: a browser's polling takes the promise of an async question for a yes
      const first = await framesDecoded();
      for (const untilMs = performance.now() + limitMs; performance.now() < untilMs;) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        for (const [id, count] of await framesDecoded()) if (count > (first.get(id) ?? 0) + 10) return;
      }
      throw new Error("the picture stands still");
    }, patienceMs);
  }

  /** The numbers of the first received track of this kind. */
  inbound(kind: "audio" | "video"): Promise<Record<string, number>> {
    return this.page.evaluate(async (wanted) => {
      for (const report of (await window.inPage.room.getRtcStats()).values()) {
        for (const entry of report.values()) {
          if (entry.type === "inbound-rtp" && entry.kind === wanted) {
            return Object.fromEntries(
              Object.entries(entry).filter(([, value]) => typeof value === "number"),
            ) as Record<string, number>;
          }
        }
      }
      return {};
    }, kind);
  }
}

/** Runs in the page before anything else. */
function record(): void {
  const recorded: Recorded = {
    connections: [],
    sent: [],
    kernelWatched: false,
    localDescriptions: 0,
    knocks: 0,
    isDeaf: false,
    socketFrames: 0,
  };
  window.recorded = recorded;
  const Connection = RTCPeerConnection;
  window.RTCPeerConnection = class extends Connection {
    constructor(config?: RTCConfiguration) {
      super(config);
      recorded.connections.push(this);
    }
    override setLocalDescription(description?: RTCLocalSessionDescriptionInit): Promise<void> {
      recorded.localDescriptions++;
      return super.setLocalDescription(description);
    }
  };
  /** Runs here and in the kernel worker, to which data channels are transferred. */
  const watchChannels = (note: (entry: Recorded["sent"][number]) => void): void => {
    const { send } = RTCDataChannel.prototype;
    RTCDataChannel.prototype.send = function (
      this: RTCDataChannel,
      data: string | Blob | ArrayBuffer | ArrayBufferView,
    ) {
      const bytes =
        typeof data === "string"
          ? new TextEncoder().encode(data)
          : data instanceof ArrayBuffer
            ? new Uint8Array(data.slice(0))
            : ArrayBuffer.isView(data)
              ? new Uint8Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength))
              : new Uint8Array();
      note({ label: this.label, bytes });
      Reflect.apply(send, this, [data]);
    };
  };
  watchChannels((entry) => recorded.sent.push(entry));
  const name = `recorded ${crypto.randomUUID()}`;
  new BroadcastChannel(name).onmessage = ({ data }) => {
    if (data === "watching") recorded.kernelWatched = true;
    else recorded.sent.push(data);
  };
  const PlainWorker = Worker;
  window.Worker = class extends PlainWorker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(String(url).startsWith("blob:") ? withWatch(String(url)) : url, options);
    }
  };
  /** The same script, with the watch in front of it. */
  const withWatch = (url: string): string => {
    const request = new XMLHttpRequest();
    request.open("GET", url, false);
    request.send();
    const watch = `{ const wire = new BroadcastChannel("${name}"); wire.postMessage("watching");
      (${watchChannels.toString()})((entry) => wire.postMessage(entry)); }`;
    return URL.createObjectURL(new Blob([watch, request.responseText], { type: "text/javascript" }));
  };
  const listen = WebSocket.prototype.addEventListener;
  WebSocket.prototype.addEventListener = function (
    this: WebSocket,
    type: string,
    listener: EventListenerOrEventListenerObject,
  ) {
    const hear = (event: Event): void => {
      const isUnwelcome =
        event.type === "close" ||
        (event instanceof MessageEvent && /"news":|"error":|"left":/.test(String(event.data)));
      if (!(recorded.isDeaf && isUnwelcome) && typeof listener === "function") listener(event);
    };
    Reflect.apply(listen, this, [type, hear]);
  };
  const sendFrame = WebSocket.prototype.send;
  WebSocket.prototype.send = function (
    this: WebSocket,
    data: string | ArrayBufferLike | Blob | ArrayBufferView,
  ) {
    const isForServer = data === '{"type":"HEARTBEAT"}' || String(data).includes('"mesh":{"tracks":');
    if (!isForServer) recorded.socketFrames++;
    Reflect.apply(sendFrame, this, [data]);
  };
}

async function joinRoom({
  room: name,
  identity,
  server,
  options,
  capture,
}: {
  room: string;
  identity: string;
  server: string;
  options: ConnectOptions;
  capture: Capture;
}): Promise<number | undefined> {
  const { sdk } = window;
  const [microphone, camera] = await Promise.all([
    sdk.createLocalAudioTrack({ name: "microphone", ...capture.microphone }),
    sdk.createLocalVideoTrack({ name: "camera", ...capture.camera }),
  ]);
  const chat = new sdk.LocalDataTrack({ name: "chat" });
  let room: Room;
  try {
    const { token } = await sdk.fetchToken(server, { room: name, identity });
    const onWaiting = (): void => void window.recorded.knocks++;
    const tracks = [microphone, camera, chat];
    room = await sdk.connect(token, { ...options, name, server, tracks, onWaiting });
  } catch (error) {
    microphone.stop();
    camera.stop();
    if (error instanceof sdk.MeshcallError) return error.code;
    throw error;
  }
  const inPage: InPage = { room, microphone, camera, chat, events: [], messages: [] };
  window.inPage = inPage;
  const note = (event: string, about: string): void => {
    inPage.events.push({ name: event, about, atMs: performance.now() });
  };
  const show = (track: RemoteTrack): void => {
    if (track.kind === "data") return;
    const element = track.attach();
    element.style.width = `${capture.camera.width}px`;
    element.id = `${track.kind}-${track.name}`;
    document.body.append(element);
  };
  for (const participant of room.participants.values()) note("present", participant.identity);
  room.on("participantConnected", ({ identity: who }) => note("participantConnected", who));
  room.on("participantDisconnected", ({ identity: who }) => note("participantDisconnected", who));
  room.on("participantKicked", ({ identity: who }) => note("participantKicked", who));
  room.on("participantChanged", ({ identity: who }) => note("participantChanged", who));
  room.on("knocking", (knocks) => note("knocking", knocks.map(({ identity: who }) => who).join()));
  room.on("rulesChanged", () => note("rulesChanged", ""));
  room.on("participantReconnecting", ({ identity: who }) => note("participantReconnecting", who));
  room.on("participantReconnected", ({ identity: who }) => note("participantReconnected", who));
  room.on("participantUnreachable", ({ identity: who }, { code }) =>
    note("participantUnreachable", `${who} ${code}`),
  );
  room.on("trackPublished", ({ trackName }, who) => note("trackPublished", `${who.identity} ${trackName}`));
  room.on("trackUnpublished", ({ trackName }, who) =>
    note("trackUnpublished", `${who.identity} ${trackName}`),
  );
  room.on("trackSubscribed", (track, _publication, who) => {
    note("trackSubscribed", `${who.identity} ${track.name}`);
    show(track);
  });
  room.on("trackUnsubscribed", (track, _publication, who) => {
    note("trackUnsubscribed", `${who.identity} ${track.name}`);
    if (track.kind !== "data") for (const element of track.detach()) element.remove();
  });
  room.on("trackStarted", (track, who) => note("trackStarted", `${who.identity} ${track.kind}`));
  room.on("trackEnabled", ({ trackName }, who) => note("trackEnabled", `${who.identity} ${trackName}`));
  room.on("trackDisabled", ({ trackName }, who) => note("trackDisabled", `${who.identity} ${trackName}`));
  room.on("reconnecting", ({ code }) => note("reconnecting", String(code)));
  room.on("reconnected", () => note("reconnected", ""));
  room.on("signalingChanged", (state) => note("signalingChanged", state));
  room.on("disconnected", (_room, error) => note("disconnected", String(error?.code ?? "")));
  room.on("trackMessage", (data) =>
    inPage.messages.push(typeof data === "string" ? data : `${data.byteLength} bytes`),
  );
  return undefined;
}
