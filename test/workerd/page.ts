import { env, exports } from "cloudflare:workers";
import { SignJWT } from "jose";
import type { CandidateJson, ServerFrame, Welcome } from "#protocol/announce";
import { parseServerFrame } from "#protocol/announce";
import type { AnnounceReply } from "../../signal-worker/src/frames.ts";
import { parseEnv } from "../../signal-worker/src/env.ts";
import { mintToken, type MintedClaims } from "../../signal-worker/src/tokens/tokens.ts";

/** What a page sees of the signal-worker: sockets and replies, nothing from inside. */

const config = parseEnv({ MESHCALL_ENV: "development" });
if (config === undefined) throw new Error("development needs no configuration");
export const keys = config;
export const origin = "https://call.example";

/** @returns a token that is good for a day */
export async function token(
  room: string,
  identity: string,
  name?: string,
  meshcall?: MintedClaims["meshcall"],
): Promise<string> {
  return (await mintToken(keys, { identity, name, room, ...(meshcall && { meshcall }) }, Date.now())).token;
}

export interface TokenParts {
  header?: Record<string, string>;
  payload?: Record<string, unknown>;
  grants?: unknown;
  secret?: string;
}

/** A token with parts to taste; good where nothing is said. */
export function signToken(parts: TokenParts): Promise<string> {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const { grants = { identity: "alice", video: {} }, secret = keys.apiKeySecret } = parts;
  const claims = { iss: keys.apiKeySid, sub: keys.accountSid, exp: nowSeconds + 3600, grants };
  return new SignJWT({ ...claims, ...parts.payload })
    .setProtectedHeader({ alg: "HS256", typ: "JWT", cty: "twilio-fpa;v=1", ...parts.header })
    .sign(new TextEncoder().encode(secret));
}

type Reply = Extract<ServerFrame, { kind: ServerFrame["kind"] }> | { kind: "reply"; text: string };

/** One announce socket of one page. */
export class Page {
  readonly socket: WebSocket;
  readonly response: Response;
  /** Settles with the close code and reason. */
  readonly closed: Promise<{ code: number; reason: string }>;
  #waiting: ((frame: Reply) => void)[] = [];
  #frames: Reply[] = [];
  #welcome: Welcome | undefined;

  constructor(response: Response) {
    if (response.webSocket === null) throw new Error(`no socket: ${response.status}`);
    this.response = response;
    this.socket = response.webSocket;
    this.closed = new Promise((resolve) => {
      this.socket.addEventListener("close", ({ code, reason }) => resolve({ code, reason }));
    });
    this.socket.addEventListener("message", ({ data }) => {
      const text = String(data);
      const frame = parseServerFrame(text) ?? { kind: "reply", text };
      const waiting = this.#waiting.shift();
      if (waiting === undefined) this.#frames.push(frame);
      else waiting(frame);
    });
    this.socket.accept();
  }

  /** The next frame, which must be of this kind. */
  async next<Kind extends Reply["kind"]>(kind: Kind): Promise<Extract<Reply, { kind: Kind }>> {
    const frame = await this.#take();
    if (!isKind(frame, kind)) throw new Error(`expected ${kind}, got ${JSON.stringify(frame)}`);
    return frame;
  }

  /** The news of which this finds something; all that comes before is dropped. */
  async news<Found>(find: (news: object) => Found | undefined): Promise<Found> {
    for (;;) {
      const frame = await this.#take();
      const found = frame.kind === "news" ? find(frame.mesh.news) : undefined;
      if (found !== undefined) return found;
    }
  }

  async #take(): Promise<Reply> {
    return this.#frames.shift() ?? new Promise<Reply>((resolve) => this.#waiting.push(resolve));
  }

  /**
   * Frames that came and were not asked for yet. Frames of one object arrive in order, so a heartbeat's
   * answer says that all before it are here.
   */
  async rest(): Promise<Reply[]> {
    this.send(`{"action":"nothing"}`);
    const frames: Reply[] = [];
    for (;;) {
      const frame = await this.#take();
      if (frame.kind === "failure") return frames;
      frames.push(frame);
    }
  }

  get welcome(): Welcome {
    if (this.#welcome === undefined) throw new Error("not in the room");
    return this.#welcome;
  }

  async welcomed(): Promise<this> {
    this.#welcome = await this.next("welcome");
    return this;
  }

  get peerId(): string {
    return this.welcome.mesh.self.peerId;
  }

  send(frame: unknown): void {
    const isRaw = typeof frame === "string" || frame instanceof ArrayBuffer;
    this.socket.send(isRaw ? frame : JSON.stringify(frame));
  }

  get head() {
    return { action: "announce", info_hash: this.welcome.info_hash, peer_id: this.peerId };
  }

  sendOffer(id: string, sdp = "offer"): void {
    this.send({ ...this.head, numwant: 1, offers: [{ offer_id: id, offer: { type: "offer", sdp } }] });
  }

  sendAnswer(to: Page, id: string, sdp = "answer"): void {
    this.send({ ...this.head, to_peer_id: to.peerId, offer_id: id, answer: { type: "answer", sdp } });
  }

  sendCandidates(to: Page, id: string, candidates: CandidateJson[]): void {
    this.send({ ...this.head, to_peer_id: to.peerId, offer_id: id, mesh: { candidates } });
  }

  sendOfferTo(peerId: string, id: string): void {
    const offer = { type: "offer", sdp: "offer", to_peer_id: peerId };
    this.send({ ...this.head, numwant: 1, offers: [{ offer_id: id, offer }] });
  }

  sendToken(jwt: string): void {
    this.send({ ...this.head, mesh: { token: jwt } });
  }

  stop(): void {
    this.send({ ...this.head, event: "stopped" });
  }
}

function isKind<Kind extends Reply["kind"]>(
  frame: Reply,
  kind: Kind,
): frame is Extract<Reply, { kind: Kind }> {
  return frame.kind === kind;
}

export interface OpenOptions {
  room?: string | undefined;
  session?: string;
  origin?: string;
  pin?: string;
  invitation?: string;
  privateId?: string;
  role?: string;
  isPassive?: boolean;
  headers?: Record<string, string>;
}

export function upgradeRequest(jwt: string, options: OpenOptions = {}): Request {
  const protocols = ["meshcall.1", `token.${jwt}`];
  if (options.session !== undefined) protocols.push(`session.${options.session}`);
  for (const [prefix, text] of [
    ["pin", options.pin],
    ["invitation", options.invitation],
    ["private-id", options.privateId],
  ])
    if (text !== undefined) protocols.push(`${prefix}.${base64url(text)}`);
  if (options.role !== undefined) protocols.push(`role.${options.role}`);
  if (options.isPassive === true) protocols.push("passive");
  const url = new URL("/rooms/announce", origin);
  if (options.room !== undefined) url.searchParams.set("room", options.room);
  const headers = new Headers({
    ...options.headers,
    Upgrade: "websocket",
    "Sec-WebSocket-Protocol": protocols.join(", "),
  });
  if (options.origin !== undefined) headers.set("Origin", options.origin);
  return new Request(url, { headers });
}

function base64url(text: string): string {
  const binary = String.fromCharCode(...new TextEncoder().encode(text));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Opens the socket with this token and waits for nothing. */
export async function open(jwt: string, options: OpenOptions = {}): Promise<Page> {
  return new Page(await exports.default.fetch(upgradeRequest(jwt, options)));
}

/** Joins and waits for the welcome. */
export async function join(room: string, identity: string, options: OpenOptions = {}): Promise<Page> {
  return (await open(await token(room, identity), { room, ...options })).welcomed();
}

/** A room of one test alone, since rooms outlive tests. */
export function newRoom(): string {
  return `room ${crypto.randomUUID()}`;
}

/** Alice was in when Bob came. */
export async function pair(room = newRoom()): Promise<{ room: string; alice: Page; bob: Page }> {
  const alice = await join(room, "alice");
  return { room, alice, bob: await join(room, "bob") };
}

export function stubOf(room: string) {
  return env.ROOMS.getByName(`${keys.accountSid}/${room}`);
}

export type { AnnounceReply };
