import { peerServerLimits } from "../../signal-worker/src/dialects/dialect-limits.ts";
import * as rules from "../../signal-worker/src/dialects/peerserver.ts";
import { Tracker, type TrackerEffect } from "../../signal-worker/src/dialects/tracker.ts";
import type { TrackerFrame } from "../../signal-worker/src/dialects/tracker-frames.ts";

/** One PeerServer key whose sockets are arrays of texts. */
export class PeerServerWorld {
  nowMs = 1_700_000_000_000;
  readonly clients = new Map<string, rules.Client>();
  readonly inbox = new Map<string, string[]>();
  waiting: { from: string; to: string; text: string; atMs: number }[] = [];
  /** Of the last event. */
  effects: readonly rules.Effect[] = [];

  open(id: string, token = `token of ${id}`): rules.Admission {
    const admission = rules.admit({ id, token }, this.clients.get(id), this.clients.size, this.nowMs);
    if (admission.kind === "open") {
      this.clients.set(id, admission.client);
      this.inbox.set(id, [
        admission.text,
        ...this.waiting.filter(({ to }) => to === id).map(({ text }) => text),
      ]);
      this.waiting = this.waiting.filter(({ to }) => to !== id);
    }
    return admission;
  }

  send(id: string, data: unknown): void {
    const sender = this.clients.get(id);
    if (sender === undefined) throw new Error(`${id} is not here`);
    const raw = typeof data === "string" || data instanceof ArrayBuffer ? data : JSON.stringify(data);
    const others: rules.Others = {
      isHere: (other) => this.clients.has(other),
      waiting: (src) => {
        const own = this.waiting.filter(({ from }) => from === src);
        const chars = own.reduce((sum, { text }) => sum + text.length, 0);
        return { frames: own.length, chars, framesOfAll: this.waiting.length };
      },
    };
    const { client, effects } = rules.receive(sender, raw, others, this.nowMs);
    this.clients.set(id, client);
    this.effects = effects;
    for (const effect of effects) {
      if (effect.kind === "send") this.inbox.get(effect.to)?.push(effect.text);
      else if (effect.kind === "wait") this.waiting.push({ ...effect, atMs: this.nowMs });
      else this.clients.delete(effect.to);
    }
  }

  /** What a client was sent and did not take yet. */
  take(id: string): unknown[] {
    const texts = this.inbox.get(id) ?? [];
    this.inbox.set(id, []);
    return texts.map((text) => JSON.parse(text));
  }

  wait(ms: number): void {
    this.nowMs += ms;
    this.waiting = this.waiting.filter(({ atMs }) => this.nowMs - atMs < peerServerLimits.waitMs);
  }
}

/** One tracker whose sockets are arrays of frames. */
export class TrackerWorld {
  nowMs = 1_700_000_000_000;
  tracker = new Tracker();
  readonly inbox = new Map<number, TrackerFrame[]>();
  readonly closed = new Map<number, number>();
  /** What the sockets would have kept: the tracker can be made of it again. */
  readonly kept = new Map<number, Extract<TrackerEffect, { kind: "keep" }>["seat"]>();
  effects: readonly TrackerEffect[] = [];
  readonly #random: () => number;

  constructor(random: () => number = () => 0) {
    this.#random = random;
  }

  open(): number {
    const seat = this.tracker.open(++this.nowMs);
    if (seat === undefined) throw new Error("full");
    this.kept.set(seat.number, seat);
    return seat.number;
  }

  send(seat: number, data: unknown): void {
    const raw = typeof data === "string" || data instanceof ArrayBuffer ? data : JSON.stringify(data);
    this.#apply(this.tracker.receive(seat, raw, this.nowMs, this.#random));
  }

  lose(seat: number): void {
    this.tracker.lose(seat);
    this.kept.delete(seat);
  }

  sweep(): void {
    this.#apply(this.tracker.sweep(this.nowMs));
  }

  /** The object slept: all that is left is what the sockets kept. */
  sleep(): void {
    this.tracker = new Tracker(this.kept.values());
  }

  take(seat: number): TrackerFrame[] {
    const frames = this.inbox.get(seat) ?? [];
    this.inbox.delete(seat);
    return frames;
  }

  #apply(effects: readonly TrackerEffect[]): void {
    this.effects = effects;
    for (const effect of effects) {
      if (effect.kind === "keep") this.kept.set(effect.seat.number, effect.seat);
      else if (effect.kind === "send") {
        this.inbox.set(effect.seat, [...(this.inbox.get(effect.seat) ?? []), effect.frame]);
      } else {
        this.kept.delete(effect.seat);
        this.closed.set(effect.seat, effect.code);
      }
    }
  }
}

/** 20 characters that begin with this one. */
export const id20 = (letter: string) => letter.padEnd(20, "\u00ff\u0000");

export function announce(hash: string, peer: string, more: object = {}): object {
  return { action: "announce", info_hash: id20(hash), peer_id: id20(peer), left: null, ...more };
}

export function offers(...ids: readonly string[]): object {
  const items = ids.map((id) => ({ offer_id: id20(id), offer: { type: "offer", sdp: `sdp of ${id}` } }));
  return { numwant: ids.length, offers: items };
}

export function answerTo(peer: string, offer: string): object {
  return { to_peer_id: id20(peer), offer_id: id20(offer), answer: { type: "answer", sdp: "answered" } };
}
