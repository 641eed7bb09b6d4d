import type { Page } from "playwright";

export type Contender = "meshcall" | "peerjs" | "raw";

export interface Addresses {
  signalWorkerUrl: string;
  peerServerPort: number;
}

const restMs = 300;
/** Two frames of the fake camera. */
const restJitterMs = 100;

/** What runs in each page is kept on `window.bench`; the functions below are serialised into it. */
declare global {
  interface Window {
    bench: {
      stream: MediaStream;
      firstFrame(track: MediaStreamTrack): Promise<void>;
      hangUp(): Promise<void>;
    };
  }
}

/** A caller's and a callee's page with camera and microphone open; every contender uses the same tracks. */
export class ContenderPages {
  readonly #caller: Page;
  readonly #callee: Page;
  readonly #addresses: Addresses;

  constructor(caller: Page, callee: Page, addresses: Addresses) {
    this.#caller = caller;
    this.#callee = callee;
    this.#addresses = addresses;
  }

  async prepare(contenders: readonly Contender[] = ["meshcall", "peerjs", "raw"]): Promise<void> {
    for (const page of [this.#caller, this.#callee]) await page.evaluate(openMedia);
    const answer = { meshcall: answerMeshcall, peerjs: answerPeerjs, raw: answerRaw };
    for (const contender of contenders) await this.#callee.evaluate(answer[contender], this.#addresses);
  }

  /** @returns ms from the first line a page's author writes to the first remote frame on the screen */
  async sample(contender: Contender): Promise<number> {
    const call = { meshcall: callMeshcall, peerjs: callPeerjs, raw: callRaw }[contender];
    const firstFrameMs = await this.#caller.evaluate(call, this.#addresses);
    await this.#caller.evaluate(() => window.bench.hangUp());
    // A sample ends on a camera's frame. The next one must not begin at the same place between two frames,
    // or the phase of a 20 Hz camera would be added to one contender and not to the other.
    await new Promise((resolve) => setTimeout(resolve, restMs + Math.random() * restJitterMs));
    return firstFrameMs;
  }
}

async function openMedia(): Promise<void> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: true,
    video: { width: 640, height: 360, frameRate: 30 },
  });
  const video = document.createElement("video");
  video.muted = true;
  video.style.width = "640px";
  document.body.append(video);
  window.bench = {
    stream,
    hangUp: async () => undefined,
    firstFrame: async (track) => {
      video.srcObject = new MediaStream([track]);
      void video.play().catch(() => undefined);
      await new Promise<void>((resolve) => video.requestVideoFrameCallback(() => resolve()));
    },
  };
}

/* ---------- Meshcall ---------- */

async function answerMeshcall({ signalWorkerUrl }: Addresses): Promise<void> {
  const path = "/meshcall.js";
  const { connect, fetchToken } = await import(/* @vite-ignore */ path);
  const { token } = await fetchToken(signalWorkerUrl, { room: "bench", identity: "callee" });
  await connect(token, { name: "bench", server: signalWorkerUrl, tracks: window.bench.stream.getTracks() });
}

async function callMeshcall({ signalWorkerUrl }: Addresses): Promise<number> {
  const path = "/meshcall.js";
  const { connect, fetchToken } = await import(/* @vite-ignore */ path);
  const { token } = await fetchToken(signalWorkerUrl, { room: "bench", identity: "caller" });
  const startMs = performance.now();
  const room = await connect(token, {
    name: "bench",
    server: signalWorkerUrl,
    tracks: window.bench.stream.getTracks(),
  });
  const rendered = new Promise<void>((resolve) => {
    room.on("trackSubscribed", (track: { kind: string; mediaStreamTrack: MediaStreamTrack }) => {
      if (track.kind === "video") void window.bench.firstFrame(track.mediaStreamTrack).then(resolve);
    });
  });
  await rendered;
  const firstFrameMs = performance.now() - startMs;
  window.bench.hangUp = async () => {
    room.disconnect();
  };
  return firstFrameMs;
}

/* ---------- PeerJS ---------- */

interface StockPeer {
  on(event: "open" | "call", listener: (argument: StockCall) => void): void;
  call(id: string, stream: MediaStream): StockCall;
  destroy(): void;
}
interface StockCall {
  answer(stream: MediaStream): void;
  on(event: "stream", listener: (stream: MediaStream) => void): void;
}

async function answerPeerjs({ peerServerPort }: Addresses): Promise<void> {
  const Peer: new (id: string, options: object) => StockPeer = Reflect.get(window, "Peer");
  const peer = new Peer("callee", {
    host: "127.0.0.1",
    port: peerServerPort,
    path: "/",
    config: { iceServers: [] },
  });
  peer.on("call", (call) => call.answer(window.bench.stream));
  await new Promise<void>((resolve) => peer.on("open", () => resolve()));
}

async function callPeerjs({ peerServerPort }: Addresses): Promise<number> {
  const Peer: new (id: string, options: object) => StockPeer = Reflect.get(window, "Peer");
  const startMs = performance.now();
  // an id of one's own spares PeerJS a request
  const peer = new Peer(`caller-${crypto.randomUUID()}`, {
    host: "127.0.0.1",
    port: peerServerPort,
    path: "/",
    config: { iceServers: [] },
  });
  await new Promise<void>((resolve) => peer.on("open", () => resolve()));
  const call = peer.call("callee", window.bench.stream);
  const track = await new Promise<MediaStreamTrack>((resolve) => {
    call.on("stream", (stream) => {
      const [video] = stream.getVideoTracks();
      if (video !== undefined) resolve(video);
    });
  });
  await window.bench.firstFrame(track);
  const firstFrameMs = performance.now() - startMs;
  window.bench.hangUp = async () => {
    peer.destroy();
  };
  return firstFrameMs;
}

/* ---------- a raw pair, signaling through a BroadcastChannel: no server at all ---------- */

async function answerRaw(): Promise<void> {
  const wire = new BroadcastChannel("raw");
  let pc: RTCPeerConnection | undefined;
  wire.onmessage = async ({ data }) => {
    if (data.to !== "callee") return;
    if (data.description !== undefined) {
      pc?.close();
      const next = new RTCPeerConnection();
      pc = next;
      for (const track of window.bench.stream.getTracks()) next.addTrack(track, window.bench.stream);
      next.onicecandidate = ({ candidate }) =>
        wire.postMessage({ to: "caller", candidate: candidate?.toJSON() });
      await next.setRemoteDescription(data.description);
      await next.setLocalDescription();
      wire.postMessage({ to: "caller", description: next.localDescription?.toJSON() });
    } else if (data.candidate !== undefined) {
      await pc?.addIceCandidate(data.candidate);
    } else if (data.bye === true) {
      pc?.close();
    }
  };
}

async function callRaw(): Promise<number> {
  const startMs = performance.now();
  const wire = new BroadcastChannel("raw");
  const pc = new RTCPeerConnection();
  const video = new Promise<MediaStreamTrack>((resolve) => {
    pc.ontrack = ({ track }) => track.kind === "video" && resolve(track);
  });
  for (const track of window.bench.stream.getTracks()) pc.addTrack(track, window.bench.stream);
  pc.onicecandidate = ({ candidate }) => wire.postMessage({ to: "callee", candidate: candidate?.toJSON() });
  wire.onmessage = async ({ data }) => {
    if (data.to !== "caller") return;
    if (data.description !== undefined) await pc.setRemoteDescription(data.description);
    else if (data.candidate !== undefined) await pc.addIceCandidate(data.candidate);
  };
  await pc.setLocalDescription();
  wire.postMessage({ to: "callee", description: pc.localDescription?.toJSON() });
  await window.bench.firstFrame(await video);
  const firstFrameMs = performance.now() - startMs;
  window.bench.hangUp = async () => {
    wire.postMessage({ to: "callee", bye: true });
    pc.close();
    wire.close();
  };
  return firstFrameMs;
}
