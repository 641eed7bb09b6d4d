import type { Page } from "playwright";
import type { Camera } from "./mesh-cpu-camera.ts";

/** `shared` is Meshcall with one encoder for all links, `meshcall` has one for each. */
export type Contender = "meshcall" | "shared" | "naive";

export interface Call {
  contender: Contender;
  /** Of each receiver's tile of the sender, in CSS pixels. */
  tileWidths: readonly number[];
  /** Most that Meshcall spends on the picture; left out, what it thinks right. */
  videoBps?: number;
  /** MIME type in the form of Twilio's option; left out, what Meshcall thinks right. */
  videoCodec?: "H264";
  /** Of the naive mesh: a processor that is short takes frames, and not pixels that the others then have not to encode. */
  keepsSize?: boolean;
}

interface Joining {
  room: string;
  server: string;
  sharedVideo: "auto" | "never";
  videoBps: number | undefined;
  videoCodec: "H264" | undefined;
}

/** Of the sender. */
export interface Sharing {
  /** Encoders that serve any number of links. */
  sharedEncoders: number;
  /** Links that they serve. */
  sharedLinks: number;
  /** How often something failed and links went back to encoders of their own. */
  sharedFallbacks: number;
}

/** What a page knows of its connections and of the largest tile, whoever made them. */
export interface Traffic extends Sharing {
  sentBytes: number;
  audioPackets: number;
  /** At the largest tile: frames shown, and how long each was after the one before, all together. */
  frames: number;
  framesSeconds: number;
  widthPx: number;
}

declare global {
  interface Window {
    meshCpu: {
      stream: MediaStream | undefined;
      connections: Set<RTCPeerConnection>;
      largest: MediaStreamTrack | undefined;
      tile(element: HTMLVideoElement, index: number): void;
      resize(widths: readonly number[]): void;
      sharing(): Promise<Sharing>;
      limit(videoBps: number): void;
      hangUp(): void;
    };
  }
}

/** One sender and its receivers, in two browsers; everything they do is the same for both contenders but the mesh. */
export class MeshPages {
  readonly #sender: Page;
  readonly receivers: Page;
  readonly #signalWorkerUrl: string;
  static #rooms = 0;

  constructor(sender: Page, receivers: Page, signalWorkerUrl: string) {
    this.#sender = sender;
    this.receivers = receivers;
    this.#signalWorkerUrl = signalWorkerUrl;
  }

  async prepare(camera: Camera): Promise<void> {
    for (const page of [this.#sender, this.receivers]) await page.evaluate(prepare);
    await this.#sender.evaluate(openCamera, camera);
  }

  /** Settles when every receiver has its picture on the page. */
  async call({ contender, tileWidths, videoBps, videoCodec, keepsSize = false }: Call): Promise<void> {
    const receivers = tileWidths.length;
    await this.receivers.evaluate(setTiles, tileWidths);
    if (contender === "naive") {
      for (let index = 0; index < receivers; index++) {
        const offer = await this.#sender.evaluate(naiveOffer, index);
        const answer = await this.receivers.evaluate(naiveAnswer, { index, sdp: offer });
        await this.#sender.evaluate(naiveAccept, { index, sdp: answer });
      }
    } else {
      const room = `mesh-cpu-${MeshPages.#rooms++}`;
      const server = this.#signalWorkerUrl;
      const sharedVideo = contender === "shared" ? "auto" : "never";
      const joining: Joining = { room, server, sharedVideo, videoBps, videoCodec };
      await this.receivers.evaluate(joinReceivers, { room, server, receivers });
      await this.#sender.evaluate(joinSender, joining);
    }
    await this.receivers.waitForFunction(
      (count) =>
        [...document.querySelectorAll("video")].filter((tile) => tile.videoWidth > 0).length === count,
      receivers,
    );
    if (keepsSize) await this.#sender.evaluate(keepSize);
  }

  /** The receivers show the sender in tiles of other widths. */
  async resize(tileWidths: readonly number[]): Promise<void> {
    await this.receivers.evaluate((widths) => window.meshCpu.resize(widths), tileWidths);
  }

  async limit(videoBps: number): Promise<void> {
    await this.#sender.evaluate((most) => window.meshCpu.limit(most), videoBps);
  }

  async traffic(): Promise<Traffic> {
    const sent = await this.#sender.evaluate(readTraffic);
    const received = await this.receivers.evaluate(readTraffic);
    const { frames, framesSeconds, widthPx } = received;
    return { ...sent, frames, framesSeconds, widthPx };
  }

  async hangUp(): Promise<void> {
    for (const page of [this.#sender, this.receivers]) await page.evaluate(() => window.meshCpu.hangUp());
  }
}

/* ---------- what follows is serialised into the pages ---------- */

function prepare(): void {
  const connections = new Set<RTCPeerConnection>();
  const Real = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.add(this);
    }
    override close(): void {
      connections.delete(this);
      super.close();
    }
  };
  window.meshCpu = {
    stream: undefined,
    connections,
    largest: undefined,
    tile: () => undefined,
    resize: () => undefined,
    sharing: async () => ({ sharedEncoders: 0, sharedLinks: 0, sharedFallbacks: 0 }),
    limit: () => undefined,
    hangUp: () => undefined,
  };
}

async function openCamera({ widthPx, heightPx, framesPerSecond }: Camera): Promise<void> {
  const video = {
    width: { exact: widthPx },
    height: { exact: heightPx },
    frameRate: { exact: framesPerSecond },
  };
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video });
  const selfView = document.createElement("video");
  selfView.muted = true;
  selfView.style.width = "320px";
  selfView.srcObject = stream;
  document.body.append(selfView);
  await selfView.play();
  window.meshCpu.stream = stream;
}

function setTiles(tileWidths: readonly number[]): void {
  const tiles = new Map<number, HTMLVideoElement>(); // pictures come in any order
  const resize = (widths: readonly number[]): void => {
    // one over the other where they would not fit beside each other: who is not in the viewport is not wished for
    const position = Math.max(...widths) > 640 ? "fixed" : "";
    for (const [index, element] of tiles) {
      const widthPx = widths[index] ?? 0;
      Object.assign(element.style, {
        position,
        inset: "0 auto auto 0",
        width: `${widthPx}px`,
        height: `${(widthPx * 9) / 16}px`,
      });
    }
  };
  document.body.replaceChildren();
  window.meshCpu.largest = undefined;
  window.meshCpu.resize = resize;
  window.meshCpu.tile = (element, index) => {
    element.muted = true;
    tiles.set(index, element);
    resize(tileWidths);
    document.body.append(element);
    void element.play().catch(() => undefined);
    const [track] = element.srcObject instanceof MediaStream ? element.srcObject.getVideoTracks() : [];
    if (index === 0) window.meshCpu.largest = track;
  };
}

async function joinReceivers(room: { room: string; server: string; receivers: number }): Promise<void> {
  const path = "/meshcall.js";
  const { connect, fetchToken } = await import(/* @vite-ignore */ path);
  const rooms: { disconnect(): void }[] = [];
  for (let index = 0; index < room.receivers; index++) {
    const { token } = await fetchToken(room.server, { room: room.room, identity: `receiver ${index}` });
    const joined = await connect(token, { name: room.room, server: room.server, tracks: [] });
    joined.on("trackSubscribed", (track: { kind: string; attach(): HTMLVideoElement }) => {
      if (track.kind === "video") window.meshCpu.tile(track.attach(), index);
    });
    rooms.push(joined);
  }
  window.meshCpu.hangUp = () => {
    for (const each of rooms) each.disconnect();
  };
}

async function joinSender({ room, server, sharedVideo, videoBps, videoCodec }: Joining): Promise<void> {
  const path = "/meshcall.js";
  const { connect, fetchToken } = await import(/* @vite-ignore */ path);
  const { token } = await fetchToken(server, { room, identity: "sender" });
  // the camera stays open from one call to the next
  const tracks = window.meshCpu.stream?.getTracks() ?? [];
  const joined = await connect(token, {
    name: room,
    server,
    tracks,
    sharedVideo,
    preferredVideoCodecs: videoCodec === undefined ? "auto" : [videoCodec],
  });
  window.meshCpu.limit = (most) => joined.localParticipant.configure({ maxVideoBitrateBps: most });
  if (videoBps !== undefined) window.meshCpu.limit(videoBps);
  window.meshCpu.sharing = async () => {
    const sharing = { sharedEncoders: 0, sharedLinks: 0, sharedFallbacks: 0 };
    const reports: Map<string, RTCStatsReport> = await joined.getRtcStats();
    for (const report of reports.values())
      for (const entry of report.values()) {
        if (entry.type !== "shared-encoding") continue;
        sharing.sharedFallbacks = Math.max(sharing.sharedFallbacks, entry.fallbacks);
        if (entry.mode !== "shared") continue;
        sharing.sharedEncoders = Math.max(sharing.sharedEncoders, entry.encoders);
        sharing.sharedLinks++;
      }
    return sharing;
  };
  window.meshCpu.hangUp = () => joined.disconnect();
}

async function naiveOffer(index: number): Promise<string> {
  const pc = new RTCPeerConnection();
  const { stream, connections } = window.meshCpu;
  for (const track of stream?.getTracks() ?? []) pc.addTrack(track, stream ?? new MediaStream());
  Reflect.set(window, `naive${index}`, pc);
  window.meshCpu.sharing = async () => ({ sharedEncoders: 0, sharedLinks: 0, sharedFallbacks: 0 });
  window.meshCpu.hangUp = () => {
    for (const connection of connections) connection.close();
  };
  await pc.setLocalDescription();
  if (pc.iceGatheringState !== "complete")
    await new Promise<void>((resolve) => {
      pc.onicegatheringstatechange = () => pc.iceGatheringState === "complete" && resolve();
    });
  return pc.localDescription?.sdp ?? "";
}

async function naiveAnswer({ index, sdp }: { index: number; sdp: string }): Promise<string> {
  const pc = new RTCPeerConnection();
  const { connections } = window.meshCpu;
  window.meshCpu.hangUp = () => {
    for (const connection of connections) connection.close();
  };
  pc.ontrack = ({ track }) => {
    if (track.kind !== "video") return;
    const element = document.createElement("video");
    element.srcObject = new MediaStream([track]);
    window.meshCpu.tile(element, index);
  };
  await pc.setRemoteDescription({ type: "offer", sdp });
  await pc.setLocalDescription();
  if (pc.iceGatheringState !== "complete")
    await new Promise<void>((resolve) => {
      pc.onicegatheringstatechange = () => pc.iceGatheringState === "complete" && resolve();
    });
  return pc.localDescription?.sdp ?? "";
}

async function naiveAccept({ index, sdp }: { index: number; sdp: string }): Promise<void> {
  const pc: unknown = Reflect.get(window, `naive${index}`);
  if (pc instanceof RTCPeerConnection) await pc.setRemoteDescription({ type: "answer", sdp });
}

async function keepSize(): Promise<void> {
  for (const pc of window.meshCpu.connections)
    for (const sender of pc.getSenders())
      if (sender.track?.kind === "video")
        await sender.setParameters({
          ...sender.getParameters(),
          degradationPreference: "maintain-resolution",
        });
}

async function readTraffic(): Promise<Traffic> {
  const { connections, largest } = window.meshCpu;
  const sharing = await window.meshCpu.sharing();
  const traffic = { sentBytes: 0, audioPackets: 0, frames: 0, framesSeconds: 0, widthPx: 0, ...sharing };
  for (const pc of connections) {
    for (const entry of (await pc.getStats()).values()) {
      if (entry.type === "transport") traffic.sentBytes += entry.bytesSent;
      if (entry.type === "outbound-rtp" && entry.kind === "audio") traffic.audioPackets += entry.packetsSent;
    }
    // not by its id: the sender's track has the same one on every link
    const receiver = pc.getReceivers().find(({ track }) => track === largest);
    for (const entry of (await receiver?.getStats())?.values() ?? []) {
      if (entry.type !== "inbound-rtp") continue;
      traffic.frames = entry.framesDecoded;
      traffic.framesSeconds = entry.totalInterFrameDelay;
      traffic.widthPx = entry.frameWidth;
    }
  }
  return traffic;
}
