/** What runs in the two pages of the data-track bench; the functions below are serialised into them. */

export type Contender = "meshcall" | "peerjs" | "raw";

export interface LinkRequest {
  /** New for each link. */
  name: string;
  /** The other page is there first. */
  listening: boolean;
  signalWorkerUrl: string;
  peerServerPort: number;
}

/** One link of one contender, as an application would use it. */
interface Wire {
  send(bytes: Uint8Array<ArrayBuffer>): void;
  /** Given, and not sent yet. */
  waitingBytes(): number;
  /** Settles when more can be given. */
  drained(): Promise<void>;
  close(): void;
}

declare global {
  interface Window {
    dataBench: {
      wires: Map<Contender, Wire>;
      /** Takes what arrives on a wire. */
      arrived(contender: Contender, bytes: Uint8Array<ArrayBuffer>): void;
      /** Settles with the next answer on a wire: how many messages of the transfer were wrong. */
      answered(contender: Contender): Promise<number>;
    };
  }
}

/**
 * Every message carries its number, the size of its transfer in messages, and its number again as its last byte. Who has
 * got the last one of a transfer answers with the count of those that were missing, out of order or damaged.
 */
export function openDataBench(): void {
  const expected = new Map<Contender, { next: number; wrong: number }>();
  const waiting = new Map<Contender, (wrong: number) => void>();
  const answerBytes = 64;
  const wires = new Map<Contender, Wire>();
  window.dataBench = {
    wires,
    arrived: (contender, bytes) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const [number, messages] = [view.getUint32(0), view.getUint32(4)];
      if (messages === 0) return waiting.get(contender)?.(number);
      const state = expected.get(contender) ?? { next: 0, wrong: 0 };
      expected.set(contender, state);
      if (number !== state.next || bytes[bytes.length - 1] !== (number & 0xff)) state.wrong += 1;
      state.next = number + 1;
      if (number + 1 < messages) return;
      const answer = new Uint8Array(answerBytes);
      new DataView(answer.buffer).setUint32(0, state.wrong);
      expected.delete(contender);
      wires.get(contender)?.send(answer);
    },
    answered: (contender) => new Promise((resolve) => void waiting.set(contender, resolve)),
  };
}

/** @returns ms from the first `send` until the other page's answer to the last message is here */
export async function transfer({
  contender,
  messages,
  messageBytes,
}: {
  contender: Contender;
  messages: number;
  messageBytes: number;
}): Promise<number> {
  /** The same for everybody; PeerJS keeps up to 8 MiB of its own. */
  const highWaterBytes = 4 * 1024 * 1024;
  const wire = window.dataBench.wires.get(contender);
  if (wire === undefined) throw new Error(`${contender} has no link`);
  const message = new Uint8Array(messageBytes);
  const view = new DataView(message.buffer);
  view.setUint32(4, messages);
  const answer = window.dataBench.answered(contender);
  const startMs = performance.now();
  for (let number = 0; number < messages; number++) {
    view.setUint32(0, number);
    message[messageBytes - 1] = number & 0xff;
    wire.send(message);
    if (wire.waitingBytes() > highWaterBytes) await wire.drained();
  }
  const wrong = await answer;
  if (wrong > 0) throw new Error(`${contender}: ${wrong} of ${messages} messages arrived wrong`);
  return performance.now() - startMs;
}

/** A page's clock ticks every 100 µs, so that one round trip alone cannot be timed. */
export const roundTripsEachSample = 20;

/** @returns ms that one round trip of a 64 byte message takes: the mean of several, one after the other */
export async function roundTrips({
  contender,
  times,
}: {
  contender: Contender;
  times: number;
}): Promise<number> {
  const wire = window.dataBench.wires.get(contender);
  if (wire === undefined) throw new Error(`${contender} has no link`);
  const message = new Uint8Array(64);
  new DataView(message.buffer).setUint32(4, 1);
  const startMs = performance.now();
  for (let time = 0; time < times; time++) {
    const answer = window.dataBench.answered(contender);
    wire.send(message);
    await answer;
  }
  return (performance.now() - startMs) / times;
}

export function closeLink(contender: Contender): void {
  window.dataBench.wires.get(contender)?.close();
  window.dataBench.wires.delete(contender);
}

/* ---------- Meshcall: one function for both sides ---------- */

export async function linkMeshcall({ name, signalWorkerUrl }: LinkRequest): Promise<void> {
  const path = "/meshcall.js";
  const sdk: typeof import("../../web/index.ts") = await import(/* @vite-ignore */ path);
  const { wires, arrived } = window.dataBench;
  const identity = `${name} ${crypto.randomUUID()}`;
  const { token } = await sdk.fetchToken(signalWorkerUrl, { room: name, identity });
  const track = new sdk.LocalDataTrack({ name: "bench" });
  const room = await sdk.connect(token, { name, server: signalWorkerUrl, tracks: [track] });
  room.on("trackMessage", (data) => {
    if (typeof data !== "string") arrived("meshcall", new Uint8Array(data));
  });
  track.bufferedAmountLowThreshold = 1024 * 1024;
  wires.set("meshcall", {
    send: (bytes) => void track.send(bytes),
    waitingBytes: () => track.bufferedAmount,
    drained: () => new Promise((resolve) => void track.once("bufferedAmountLow", () => resolve())),
    close: () => void room.disconnect(),
  });
  // a message of one's own must not be sent before somebody is there to hear it
  if (room.participants.size === 0) return;
  await new Promise<void>((resolve) => void room.on("trackSubscribed", () => resolve()));
}

/* ---------- PeerJS ---------- */

interface StockPeer {
  on(event: "open" | "connection", listener: (connection: StockConnection) => void): void;
  connect(id: string, options: object): StockConnection;
  destroy(): void;
}
interface StockConnection {
  on(event: "open" | "data", listener: (data: ArrayBuffer | Uint8Array<ArrayBuffer>) => void): void;
  send(data: Uint8Array): void;
  dataChannel: RTCDataChannel;
  /** Chunks that wait in PeerJS's own queue. */
  bufferSize: number;
}

export async function linkPeerjs({ name, peerServerPort, listening }: LinkRequest): Promise<void> {
  const { wires, arrived } = window.dataBench;
  const Peer: new (id: string, options: object) => StockPeer = Reflect.get(window, "Peer");
  const options = { host: "127.0.0.1", port: peerServerPort, path: "/", config: { iceServers: [] } };
  const peer = new Peer(listening ? `${name}-callee` : `${name}-caller`, options);
  /** What PeerJS cuts messages into. */
  const chunkBytes = 16_300;
  const take = (connection: StockConnection): void => {
    connection.on("data", (data) => arrived("peerjs", new Uint8Array(data)));
    const waitingBytes = (): number =>
      connection.dataChannel.bufferedAmount + connection.bufferSize * chunkBytes;
    wires.set("peerjs", {
      send: (bytes) => connection.send(bytes),
      waitingBytes,
      drained: () =>
        new Promise((resolve) => {
          connection.dataChannel.bufferedAmountLowThreshold = 1024 * 1024;
          connection.dataChannel.addEventListener("bufferedamountlow", () => resolve(), { once: true });
        }),
      close: () => peer.destroy(),
    });
  };
  peer.on("connection", take);
  await new Promise<void>((resolve) => void peer.on("open", () => resolve()));
  if (listening) return;
  const connection = peer.connect(`${name}-callee`, { reliable: true });
  await new Promise<void>((resolve) => void connection.on("open", () => resolve()));
  take(connection);
}

/* ---------- a raw pair, signaling through a BroadcastChannel ---------- */

export async function linkRaw({ name, listening }: LinkRequest): Promise<void> {
  const { wires, arrived } = window.dataBench;
  const wire = new BroadcastChannel(name);
  const pc = new RTCPeerConnection();
  const channel = pc.createDataChannel("bench", { negotiated: true, id: 0 });
  channel.binaryType = "arraybuffer";
  channel.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => arrived("raw", new Uint8Array(data));
  channel.bufferedAmountLowThreshold = 1024 * 1024;
  wires.set("raw", {
    send: (bytes) => channel.send(bytes),
    waitingBytes: () => channel.bufferedAmount,
    drained: () =>
      new Promise((resolve) => {
        channel.addEventListener("bufferedamountlow", () => resolve(), { once: true });
      }),
    close: () => {
      pc.close();
      wire.close();
    },
  });
  pc.onicecandidate = ({ candidate }) => wire.postMessage({ candidate: candidate?.toJSON() });
  wire.onmessage = async ({ data }) => {
    if (data.description !== undefined) {
      await pc.setRemoteDescription(data.description);
      if (!listening) return;
      await pc.setLocalDescription();
      wire.postMessage({ description: pc.localDescription?.toJSON() });
    } else if (data.candidate !== undefined) {
      await pc.addIceCandidate(data.candidate);
    }
  };
  if (listening) return;
  const open = new Promise((resolve) => channel.addEventListener("open", resolve));
  await pc.setLocalDescription();
  wire.postMessage({ description: pc.localDescription?.toJSON() });
  await open;
}
