/** What runs in the pages of the rekey bench; the functions below are serialised into them. */

declare global {
  interface Window {
    rekeyBench: {
      /** On a clock that all pages share. */
      nowMs(): number;
      /** How many new keys were told to this page. */
      keys: number;
      messages: Set<string>;
      /** Tells of each key and message. */
      changed(): void;
      /** How many others this page knows of. */
      others(): number;
      say(text: string): Promise<void>;
      leave(): void;
      /** Who leaves next: everybody says so as soon as they notice. */
      round: number;
    };
  }
}

export interface JoinRequest {
  identity: string;
  room: string;
  signalWorkerUrl: string;
}

/** Before anything else. */
export function openRekeyBench(): void {
  window.rekeyBench = {
    nowMs: () => performance.timeOrigin + performance.now(),
    keys: 0,
    messages: new Set(),
    changed: () => undefined,
    others: () => 0,
    say: () => Promise.reject(new Error("Not in the room yet")),
    leave: () => undefined,
    round: -1,
  };
  const create = RTCPeerConnection.prototype.createDataChannel;
  RTCPeerConnection.prototype.createDataChannel = function (label, options) {
    const channel = create.call(this, label, options);
    if (label === "control") {
      channel.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
        if (!String(data).startsWith('{"type":"senderKey"')) return;
        window.rekeyBench.keys += 1;
        window.rekeyBench.changed();
      });
    }
    return channel;
  };
}

export async function joinRoom({ identity, room: name, signalWorkerUrl }: JoinRequest): Promise<void> {
  const bench = window.rekeyBench;
  const path = "/meshcall.js";
  const sdk: typeof import("../../web/index.ts") = await import(/* @vite-ignore */ path);
  const { token } = await sdk.fetchToken(signalWorkerUrl, { room: name, identity });
  const track = new sdk.LocalDataTrack({ name: "bench" });
  const room = await sdk.connect(token, { name, server: signalWorkerUrl, tracks: [track] });
  room.on("trackMessage", (data, _track, { identity: from }) => {
    bench.messages.add(`${from}: ${String(data)}`);
    bench.changed();
  });
  room.on("participantDisconnected", () => void track.send(`after ${bench.round}`));
  bench.others = () => room.participants.size;
  bench.say = (text) => track.send(text);
  bench.leave = () => void room.disconnect();
}

export interface Awaited {
  /** New keys since `keysBefore`. */
  keys: number;
  keysBefore: number;
  messages: string[];
}

/** Settles with the time at which all of it has come. */
export function allCame({ keys, keysBefore, messages }: Awaited): Promise<number> {
  const bench = window.rekeyBench;
  return new Promise((resolve) => {
    bench.changed = () => {
      if (bench.keys < keysBefore + keys || messages.some((text) => !bench.messages.has(text))) return;
      bench.changed = () => undefined;
      resolve(bench.nowMs());
    };
    bench.changed();
  });
}
