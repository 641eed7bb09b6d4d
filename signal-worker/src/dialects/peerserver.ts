import { fullBudget, spend, type Budget } from "../budget.ts";
import { dialectLimits, peerServerLimits, wsClose } from "./dialect-limits.ts";
import { isTooLarge } from "./frame-size.ts";
import {
  errorFrame,
  expireFrame,
  idTakenFrame,
  isPeerId,
  openFrame,
  parsePeerServerFrame,
  relayFrame,
  type PeerServerRequest,
} from "./peerserver-frames.ts";

/** The rules of one PeerServer key. Pure: the object carries the effects out. */

/** One stock client: one socket, until it is replaced or lost. */
export interface Client {
  readonly id: string;
  /** Free text. Who knows it may take the id over. */
  readonly token: string;
  /** Heartbeats are answered without us; this is the last of everything else. */
  readonly lastSeenMs: number;
  /** In a row. */
  readonly badFrames: number;
  readonly budget: Budget;
}

/** What the rules ask of everybody else who uses this key. */
export interface Others {
  isHere(id: string): boolean;
  /** What waits for absent clients: of this sender, and of all. */
  waiting(src: string): { readonly frames: number; readonly chars: number; readonly framesOfAll: number };
}

export type Effect =
  | { readonly kind: "send"; readonly to: string; readonly text: string }
  /** To be sent when `to` opens within {@link peerServerLimits}.waitMs; else the sender gets an EXPIRE. */
  | { readonly kind: "wait"; readonly from: string; readonly to: string; readonly text: string }
  | { readonly kind: "close"; readonly to: string; readonly code: number; readonly reason: string };

export interface Opening {
  readonly id: string;
  readonly token: string;
}

export type Admission =
  | { readonly kind: "refused"; readonly text: string; readonly reason: string }
  /** `text` is the first frame. Whoever holds the id is replaced. */
  | { readonly kind: "open"; readonly client: Client; readonly text: string };

/**
 * @param holder who has the id now, if anybody.
 * @param sockets how many are open.
 */
export function admit(
  { id, token }: Opening,
  holder: Client | undefined,
  sockets: number,
  nowMs: number,
): Admission {
  if (id === "" || token === "") return refusal("No id, token, or key supplied to websocket server");
  if (!isPeerId(id) || token.length > dialectLimits.tokenChars) return refusal("Invalid id or token");
  if (holder !== undefined && holder.token !== token && isAlive(holder, nowMs)) {
    return { kind: "refused", text: idTakenFrame, reason: "ID is taken" };
  }
  if (holder === undefined && sockets >= dialectLimits.sockets) {
    return refusal("Server has reached its concurrent user limit");
  }
  const client = {
    id,
    token,
    lastSeenMs: nowMs,
    badFrames: 0,
    budget: fullBudget(dialectLimits.frames, nowMs),
  };
  return { kind: "open", client, text: openFrame };
}

export function isAlive({ lastSeenMs }: Pick<Client, "lastSeenMs">, nowMs: number): boolean {
  return nowMs - lastSeenMs <= peerServerLimits.aliveMs;
}

/** @returns the client as it is from now on. */
export function receive(
  client: Client,
  data: string | ArrayBuffer,
  others: Others,
  nowMs: number,
): { readonly client: Client; readonly effects: readonly Effect[] } {
  const budget = spend(client.budget, dialectLimits.frames, 1, nowMs);
  if (budget === undefined) return shutOut(client, "Too many messages", wsClose.policy);
  if (isTooLarge(data)) return shutOut(client, "Message too large", wsClose.tooBig);
  const request = typeof data === "string" ? parsePeerServerFrame(data) : undefined;
  const effects = request === undefined ? undefined : carryOut(client.id, request, others);
  if (effects !== undefined)
    return { client: { ...client, lastSeenMs: nowMs, badFrames: 0, budget }, effects };
  const badFrames = client.badFrames + 1;
  if (badFrames >= dialectLimits.badFrames) return shutOut(client, "Invalid message", wsClose.policy);
  return { client: { ...client, badFrames, budget }, effects: [] };
}

/** @returns undefined for a message that cannot be passed on. */
function carryOut(src: string, request: PeerServerRequest, others: Others): readonly Effect[] | undefined {
  switch (request.kind) {
    case "nothing":
      return [];
    case "leave":
      return [{ kind: "close", to: src, code: wsClose.normal, reason: "left" }];
    case "relay":
      return relay(src, request, others);
    default:
      return request satisfies never;
  }
}

function relay(
  src: string,
  request: Extract<PeerServerRequest, { kind: "relay" }>,
  others: Others,
): readonly Effect[] | undefined {
  const { type, dst } = request;
  const text = relayFrame(request, src);
  if (text === undefined) return undefined;
  if (others.isHere(dst)) return [{ kind: "send", to: dst, text }];
  if (type === "LEAVE" || type === "EXPIRE") return [];
  // The only id that can ever come is one that may be opened.
  if (!isPeerId(dst) || isFull(src, text, others)) {
    return [{ kind: "send", to: src, text: expireFrame(dst, src) }];
  }
  return [{ kind: "wait", from: src, to: dst, text }];
}

function isFull(src: string, text: string, others: Others): boolean {
  const { frames, chars, framesOfAll } = others.waiting(src);
  return (
    frames >= peerServerLimits.waitingFramesPerSender ||
    chars + text.length > peerServerLimits.waitingCharsPerSender ||
    framesOfAll >= peerServerLimits.waitingFrames
  );
}

function refusal(msg: string): Admission {
  return { kind: "refused", text: errorFrame(msg), reason: msg };
}

function shutOut(
  client: Client,
  msg: string,
  code: number,
): { readonly client: Client; readonly effects: readonly Effect[] } {
  const { id: to } = client;
  return {
    client,
    effects: [
      { kind: "send", to, text: errorFrame(msg) },
      { kind: "close", to, code, reason: msg },
    ],
  };
}
