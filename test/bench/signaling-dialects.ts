import { parseServerFrame } from "#protocol/announce";
import { parseEnv } from "../../signal-worker/src/env.ts";
import { mintToken } from "../../signal-worker/src/tokens/tokens.ts";
import { textFrame, type Address } from "./wire-socket.ts";

/** `bare` is workerd with next to no code of anybody's: how much of a figure is the runtime's. */
export type Contender = "meshcall" | "bare" | "peerserver" | "tracker";

/** Two people in a room (or swarm, or whatever it is called there); the elder comes first, the newer one offers. */
export interface Pair {
  readonly elder: Seat;
  readonly newer: Seat;
}
export interface Seat {
  readonly address: Address;
  /** The first text that came: whoever has it is in. */
  welcome: string;
}

/** What one server's clients say to it. Frames are ready to be sent. */
export interface Dialect {
  pair(index: number): Promise<Pair>;
  /** Once both are in. The offer goes to the elder, who answers it. */
  frames(pair: Pair): { offer: Buffer; answer: Buffer };
}

/** Lines as they are in an offer of a browser's, up to 4 KB. */
export const sdp = Array.from(
  { length: 80 },
  (_, line) => `a=rtpmap:${line} H264/90000 level-asymmetry-allowed=1`,
)
  .join("\r\n")
  .slice(0, 4_096)
  .padEnd(4_096, "x");
const offerId = "the offer of a pair ";
const meeting = crypto.randomUUID();

const config = parseEnv({ MESHCALL_ENV: "development" });

const meshcall: Dialect = {
  async pair(index) {
    const room = `${meeting} ${index}`;
    return { elder: await seat(room, "elder"), newer: await seat(room, "newer") };
    async function seat(name: string, identity: string): Promise<Seat> {
      if (config === undefined) throw new Error("development needs no configuration");
      const { token } = await mintToken(config, { identity, name: undefined, room: name }, Date.now());
      const path = `/rooms/announce?room=${encodeURIComponent(name)}`;
      return { address: { path, protocols: ["meshcall.1", `token.${token}`] }, welcome: "" };
    }
  },
  frames({ elder, newer }) {
    const [to, from] = [welcomeOf(elder), welcomeOf(newer)];
    const { info_hash } = from;
    const head = { action: "announce", info_hash, peer_id: from.mesh.self.peerId };
    const offer = { type: "offer", sdp, to_peer_id: to.mesh.self.peerId };
    return {
      offer: textFrame({ ...head, numwant: 1, offers: [{ offer_id: offerId, offer }] }),
      answer: textFrame({
        ...head,
        peer_id: to.mesh.self.peerId,
        to_peer_id: from.mesh.self.peerId,
        offer_id: offerId,
        answer: { type: "answer", sdp },
      }),
    };
  },
};

function welcomeOf({ welcome }: Seat) {
  const frame = parseServerFrame(welcome);
  if (frame?.kind !== "welcome") throw new Error(`not let in: ${welcome}`);
  return frame;
}

const peerserver: Dialect = {
  async pair(index) {
    const seat = (side: string): Seat => {
      const path = `/peerjs?key=peerjs&id=${side}-${meeting}-${index}&token=${side}&version=1.5.5`;
      return { address: { path }, welcome: "" };
    };
    return { elder: seat("elder"), newer: seat("newer") };
  },
  frames({ elder, newer }) {
    const frame = (type: "offer" | "answer", to: Seat) => {
      const [, dst] = /&id=([^&]+)/.exec(to.address.path) ?? [];
      if (to.welcome !== `{"type":"OPEN"}`) throw new Error(`not let in: ${to.welcome}`);
      return textFrame({
        type: type.toUpperCase(),
        dst,
        payload: { type: "media", connectionId: offerId, sdp: { type, sdp } },
      });
    };
    return { offer: frame("offer", elder), answer: frame("answer", newer) };
  },
};

const tracker: Dialect = {
  async pair(index) {
    const seat = (side: string): Seat => {
      const first = textFrame({ ...trackerHead(index, side), numwant: 0, event: "started", offers: [] });
      return { address: { path: `/?${index} ${side}`.replace(" ", "&"), first }, welcome: "" };
    };
    return { elder: seat("elder"), newer: seat("newer") };
  },
  frames({ elder, newer }) {
    for (const { welcome } of [elder, newer])
      if (!welcome.includes(`"interval"`)) throw new Error(`not let in: ${welcome}`);
    const index = Number(/\d+/.exec(newer.address.path)?.[0]);
    const [from, to] = [trackerHead(index, "newer"), trackerHead(index, "elder")];
    const offer = { type: "offer", sdp };
    return {
      offer: textFrame({ ...from, numwant: 1, offers: [{ offer_id: offerId, offer }] }),
      answer: textFrame({
        ...to,
        to_peer_id: from.peer_id,
        offer_id: offerId,
        answer: { type: "answer", sdp },
      }),
    };
  },
};

/** As the client of `bittorrent-tracker` fills it in. */
function trackerHead(index: number, side: string) {
  const swarm = `${index} ${meeting}`.slice(0, 20);
  const head = { action: "announce", info_hash: swarm, peer_id: `${side} of ${index}`.padEnd(20, ".") };
  return { ...head, uploaded: 0, downloaded: 0, left: 1 };
}

const bare: Dialect = {
  async pair(index) {
    const seat = (): Seat => ({ address: { path: `/?${meeting}-${index}` }, welcome: "" });
    return { elder: seat(), newer: seat() };
  },
  frames() {
    const frame = (type: "offer" | "answer") => textFrame({ offer_id: offerId, description: { type, sdp } });
    return { offer: frame("offer"), answer: frame("answer") };
  },
};

export const dialects: Readonly<Record<Contender, Dialect>> = { meshcall, bare, peerserver, tracker };
