import type { Page } from "playwright";

export type Contender = "meshcall" | "naive";

/** What a page knows of its connections and of the largest tile, whoever made them. */
export interface Traffic {
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
      hangUp(): void;
    };
  }
}

/** CSS pixels; one shows the sender as large as the camera, some at half of that, the others at a quarter. */
const tileWidths: Readonly<Record<number, number[]>> = {
  3: [640, 320, 160],
  5: [640, 320, 320, 160, 160],
  9: [640, 320, 320, 320, 160, 160, 160, 160, 160],
};

/** One sender and its receivers, in two browsers; everything they do is the same for both contenders but the mesh. */
export class MeshPages {
  readonly #sender: Page;
  readonly #receivers: Page;
  readonly #signalWorkerUrl: string;
  #rooms = 0;

  constructor(sender: Page, receivers: Page, signalWorkerUrl: string) {
    this.#sender = sender;
    this.#receivers = receivers;
    this.#signalWorkerUrl = signalWorkerUrl;
  }

  async prepare(): Promise<void> {
    for (const page of [this.#sender, this.#receivers]) await page.evaluate(prepare);
    await this.#sender.evaluate(openCamera);
  }

  /** Settles when every receiver has its picture on the page. */
  async call(contender: Contender, receivers: number): Promise<void> {
    await this.#receivers.evaluate(setTiles, tileWidths[receivers] ?? []);
    if (contender === "naive") {
      for (let index = 0; index < receivers; index++) {
        const offer = await this.#sender.evaluate(naiveOffer, index);
        const answer = await this.#receivers.evaluate(naiveAnswer, { index, sdp: offer });
        await this.#sender.evaluate(naiveAccept, { index, sdp: answer });
      }
    } else {
      const room = `mesh-cpu-${this.#rooms++}`;
      const server = this.#signalWorkerUrl;
      await this.#receivers.evaluate(joinReceivers, { room, server, receivers });
      await this.#sender.evaluate(joinSender, { room, server });
    }
    await this.#receivers.waitForFunction(
      (count) =>
        [...document.querySelectorAll("video")].filter((tile) => tile.videoWidth > 0).length === count,
      receivers,
    );
  }

  async traffic(): Promise<Traffic> {
    const sent = await this.#sender.evaluate(readTraffic);
    const received = await this.#receivers.evaluate(readTraffic);
    const { frames, framesSeconds, widthPx } = received;
    return { sentBytes: sent.sentBytes, audioPackets: sent.audioPackets, frames, framesSeconds, widthPx };
  }

  async hangUp(): Promise<void> {
    for (const page of [this.#sender, this.#receivers]) await page.evaluate(() => window.meshCpu.hangUp());
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
    hangUp: () => undefined,
  };
}

async function openCamera(): Promise<void> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  const selfView = document.createElement("video");
  selfView.muted = true;
  selfView.style.width = "320px";
  selfView.srcObject = stream;
  document.body.append(selfView);
  await selfView.play();
  window.meshCpu.stream = stream;
}

function setTiles(widths: number[]): void {
  document.body.replaceChildren();
  window.meshCpu.largest = undefined;
  window.meshCpu.tile = (element, index) => {
    element.muted = true;
    element.style.width = `${widths[index]}px`;
    element.style.height = `${((widths[index] ?? 0) * 9) / 16}px`;
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

async function joinSender({ room, server }: { room: string; server: string }): Promise<void> {
  const path = "/meshcall.js";
  const { connect, fetchToken } = await import(/* @vite-ignore */ path);
  const { token } = await fetchToken(server, { room, identity: "sender" });
  // the camera stays open from one call to the next
  const tracks = window.meshCpu.stream?.getTracks() ?? [];
  const joined = await connect(token, { name: room, server, tracks });
  window.meshCpu.hangUp = () => joined.disconnect();
}

async function naiveOffer(index: number): Promise<string> {
  const pc = new RTCPeerConnection();
  const { stream, connections } = window.meshCpu;
  for (const track of stream?.getTracks() ?? []) pc.addTrack(track, stream ?? new MediaStream());
  Reflect.set(window, `naive${index}`, pc);
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

async function readTraffic(): Promise<Traffic> {
  const traffic = { sentBytes: 0, audioPackets: 0, frames: 0, framesSeconds: 0, widthPx: 0 };
  const { connections, largest } = window.meshCpu;
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
