/** What runs in the pages of a room; the functions below are serialised into them. */

export interface MeshJoin {
  room: string;
  name: string;
  /** Names of those who are in, as an application with stock PeerJS has to know them. */
  before: string[];
  signalWorkerUrl: string;
  peerServerPort: number;
}

declare global {
  interface Window {
    meshBench: {
      stream: MediaStream;
      /** Plays it; the person counts from its first frame on. */
      show(person: string, video: HTMLVideoElement): void;
      /** Settles when the pictures of so many others have begun. */
      sees(others: number): Promise<void>;
    };
  }
}

/** Small pictures and no sound: ninety encoders of Opus take more than two cores, and then only those are measured. */
export async function openMedia(): Promise<void> {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { width: 160, height: 90, frameRate: 5 },
  });
  const seen = new Set<string>();
  const waiting = new Set<() => void>();
  window.meshBench = {
    stream,
    show: (person, video) => {
      video.muted = true;
      document.body.append(video);
      video.addEventListener("loadeddata", () => {
        seen.add(person);
        for (const check of waiting) check();
      });
      void video.play().catch(() => undefined);
    },
    sees: (others) =>
      new Promise((resolve, reject) => {
        const limit = setTimeout(() => reject(new Error(`after 60 s only ${[...seen].join(", ")}`)), 60_000);
        const check = (): void => {
          if (seen.size < others) return;
          waiting.delete(check);
          clearTimeout(limit);
          resolve();
        };
        waiting.add(check);
        check();
      }),
  };
}

/** @returns ms until everybody who was in before is seen, moving */
export async function joinMeshcall({
  room: name,
  name: identity,
  before,
  signalWorkerUrl,
}: MeshJoin): Promise<number> {
  const path = "/meshcall.js";
  const { connect, fetchToken, LocalDataTrack } = await import(/* @vite-ignore */ path);
  const { token } = await fetchToken(signalWorkerUrl, { room: name, identity });
  const startMs = performance.now();
  const tracks = [...window.meshBench.stream.getTracks(), new LocalDataTrack({ name: "chat" })];
  // all pictures, as the stock mesh has them: by itself a room of more than four sends only those of who speaks
  const room = await connect(token, { name, server: signalWorkerUrl, tracks, maxVideoTracks: 9 });
  room.on(
    "trackSubscribed",
    (track: { kind: string; attach(): HTMLVideoElement }, _: unknown, from: { identity: string }) => {
      if (track.kind === "video") window.meshBench.show(from.identity, track.attach());
    },
  );
  await window.meshBench.sees(before.length);
  return performance.now() - startMs;
}

interface StockPeer {
  on(event: "open", listener: () => void): void;
  on(event: "call", listener: (call: StockCall) => void): void;
  on(event: "connection", listener: (connection: unknown) => void): void;
  call(id: string, stream: MediaStream): StockCall;
  connect(id: string): unknown;
}
interface StockCall {
  peer: string;
  answer(stream: MediaStream): void;
  on(event: "stream", listener: (stream: MediaStream) => void): void;
}

/** The stock full mesh: the newcomer calls everybody, media and data in a connection each. */
export async function joinPeerjs({ name, before, peerServerPort }: MeshJoin): Promise<number> {
  const Peer: new (id: string, options: object) => StockPeer = Reflect.get(window, "Peer");
  const startMs = performance.now();
  const peer = new Peer(name, {
    host: "127.0.0.1",
    port: peerServerPort,
    path: "/",
    config: { iceServers: [] },
  });
  const { stream, show, sees } = window.meshBench;
  const shown = new Set<string>();
  const take = (call: StockCall): void => {
    call.on("stream", (remote) => {
      const [video] = remote.getVideoTracks();
      if (video === undefined || shown.has(call.peer)) return; // PeerJS tells of each track
      shown.add(call.peer);
      const element = document.createElement("video");
      element.srcObject = new MediaStream([video]);
      show(call.peer, element);
    });
  };
  peer.on("call", (call) => {
    call.answer(stream);
    take(call);
  });
  await new Promise<void>((resolve) => peer.on("open", resolve));
  for (const other of before) {
    take(peer.call(other, stream));
    peer.connect(other);
  }
  await sees(before.length);
  return performance.now() - startMs;
}
