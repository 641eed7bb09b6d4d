import type { Demand } from "./sharing.ts";
import type { SharedLink } from "./shared-link.ts";
import type { Support } from "./support.ts";
import type { ThreadLife } from "./thread-life.ts";
import type { LinkPart, SharedCodec, SharedLayer } from "./wire.ts";
import { coresSaved, leastSaving, type EncodedLayer } from "./payoff.ts";
import { planLayers, type Plan, type PlannedLayer } from "./plan.ts";

/** Before that an encoder of its own is what a link begins with; a moment's wish changes nothing over. */
const steadyMs = 1_500;
/** It has to cost more than it saves for so long. */
const patienceMs = 6_000;
/** Encoders that have made no frame by then make none. */
const readyMs = 3_000;
/** After a failure, and twice as long after each further one. */
const coolMs = 30_000;
/** One encoder for one link saves nothing. */
const fewestLinks = 2;

export type Failure = "encoder" | "stall" | "thread" | "start";

export interface Asked {
  link: SharedLink;
  demand: Demand;
}

export interface SharedTrackParts {
  support: Support;
  thread(): ThreadLife;
  /** Links are to be divided anew. */
  onChange(): void;
}

/** One published camera or screen: whether its links share encoders, which, and who gets what. */
export class SharedTrack {
  readonly id: number;
  readonly #parts: SharedTrackParts;
  #state: "own" | "preparing" | "shared" = "own";
  #track: MediaStreamTrack | undefined;
  #plan: Plan = { layers: [], layerOf: new Map(), halved: new Set() };
  #source = { widthPx: 0, heightPx: 0, framesPerSecond: 0 };
  #links: readonly SharedLink[] = [];
  #codec: SharedCodec = "vp8";
  #told = "";
  #worthSinceMs: number | undefined;
  #uselessSinceMs: number | undefined;
  #cooledAtMs = -Infinity;
  #starting: ReturnType<typeof setTimeout> | undefined;
  failures = 0;
  lastFailure: Failure | undefined;

  constructor(id: number, parts: SharedTrackParts) {
    this.id = id;
    this.#parts = parts;
  }

  get isShared(): boolean {
    return this.#state === "shared";
  }

  /** What one link gets. @returns undefined: nothing, or its own encoder */
  layerOf(link: SharedLink): SharedLayer | undefined {
    if (!link.isShared) return undefined;
    const layer = this.#plan.layers[this.#plan.layerOf.get(link.id) ?? -1];
    return layer && this.#layer(layer);
  }

  /**
   * @param asked what each link is to have, all that could share
   * @param codec which all of them take
   * @param pixelSeconds what encoding takes here
   */
  divide(asked: readonly Asked[], codec: SharedCodec, pixelSeconds: number): void {
    this.#codec = codec;
    const active = asked.filter(({ demand }) => demand.layer.active && !demand.isHeld);
    const plan = planLayers(
      active.map(({ link, demand: { layer, isNarrow } }) => ({ link: link.id, layer, isNarrow })),
    );
    const source = asked[0]?.demand.source;
    const track = asked.find(({ link }) => link.track !== null)?.link.track ?? undefined;
    if (source === undefined || track === undefined) return this.stop();
    this.#source = source;
    const isWorth = this.#judge(active, plan, pixelSeconds);
    if (this.#state === "own") {
      if (isWorth) this.#begin(track, plan);
      return;
    }
    if (!isWorth) return this.stop();
    this.#plan = plan;
    this.follow(track);
    if (this.#state === "preparing") return;
    // somebody who does not look keeps the carrier: the next picture is sooner there
    const keeps = ({ link, demand: { layer, isHeld } }: Asked): boolean =>
      plan.layerOf.has(link.id) || (link.isShared && (isHeld || !layer.active));
    const before = this.#links;
    this.#links = asked.filter(keeps).map(({ link }) => link);
    this.#giveBack(before.filter((link) => !this.#links.includes(link)));
    this.#join();
  }

  /** Every layer has made a frame: links can change over. */
  ready(): void {
    if (this.#state !== "preparing") return;
    clearTimeout(this.#starting);
    this.#state = "shared";
    this.#parts.onChange();
  }

  /** Its links have encoders of their own again, at once. */
  failed(why: Failure): void {
    if (this.#state === "own") return;
    this.lastFailure = why;
    this.#cooledAtMs = performance.now() + coolMs * 2 ** this.failures++;
    this.stop();
    this.#parts.onChange();
  }

  /** The source's pictures come from another camera. */
  follow(track: MediaStreamTrack): void {
    if (this.#state === "own" || track === this.#track) return;
    this.#track = track;
    const { readable } = new this.#parts.support.MediaStreamTrackProcessor({ track });
    this.#parts.thread().tell({ do: "frames", source: this.id, readable }, [readable]);
  }

  /** Safe to call twice. */
  stop(): void {
    clearTimeout(this.#starting);
    this.#worthSinceMs = this.#uselessSinceMs = this.#track = undefined;
    this.#told = "";
    if (this.#state === "own") return;
    this.#state = "own";
    this.#giveBack(this.#links);
    this.#links = [];
    this.#parts.thread().tell({ do: "end", source: this.id });
  }

  #giveBack(links: readonly SharedLink[]): void {
    if (links.length === 0) return;
    const thread = this.#parts.thread();
    void Promise.all(links.map((link) => link.own(thread))).then(() => this.#parts.onChange());
  }

  /** A link's track is not sent, or its connection has closed. */
  leave(link: SharedLink): void {
    this.#links = this.#links.filter((other) => other !== link);
    this.#plan.layerOf.delete(link.id);
    this.#tell();
  }

  /** Steady in both directions. */
  #judge(active: readonly Asked[], plan: Plan, pixelSeconds: number): boolean {
    const nowMs = performance.now();
    const carried = active.filter(({ link }) => plan.layerOf.has(link.id));
    if (carried.length < fewestLinks || nowMs < this.#cooledAtMs) {
      this.#worthSinceMs = undefined;
      return false;
    }
    const own = carried.map(({ demand: { layer } }) =>
      this.#work(layer.scaleResolutionDownBy, layer.maxFramerate),
    );
    const shared = plan.layers.map((layer) => this.#work(layer.scaleResolutionDownBy, layer.framesPerSecond));
    const carriers = own.reduce((sum, { framesPerSecond }) => sum + framesPerSecond, 0);
    const savedCores = coresSaved(own, shared, carriers, pixelSeconds);
    if (this.#state === "own") {
      if (savedCores < leastSaving) this.#worthSinceMs = undefined;
      else this.#worthSinceMs ??= nowMs;
      return this.#worthSinceMs !== undefined && nowMs - this.#worthSinceMs >= steadyMs;
    }
    if (savedCores > 0) this.#uselessSinceMs = undefined;
    else this.#uselessSinceMs ??= nowMs;
    return this.#uselessSinceMs === undefined || nowMs - this.#uselessSinceMs < patienceMs;
  }

  #work(scaleResolutionDownBy: number, framesPerSecond: number): EncodedLayer {
    const { widthPx, heightPx } = this.#source;
    return { pixels: (widthPx * heightPx) / scaleResolutionDownBy ** 2, framesPerSecond };
  }

  #begin(track: MediaStreamTrack, plan: Plan): void {
    this.#state = "preparing";
    this.#plan = plan;
    this.follow(track);
    this.#tell();
    this.#starting = setTimeout(() => this.failed("start"), readyMs);
  }

  /** All that are new together, so that one whole picture does for them. */
  #join(): void {
    const thread = this.#parts.thread();
    const joining = this.#links.filter(({ isReady }) => !isReady).map((link) => link.share(thread));
    if (joining.length > 0) void Promise.all(joining).then(() => this.#tell());
    else this.#tell();
  }

  #tell(): void {
    if (this.#state === "own") return;
    const { layers, layerOf, halved } = this.#plan;
    const links: LinkPart[] = this.#links.flatMap(({ id, isReady }) => {
      const layer = layerOf.get(id);
      return layer === undefined || !isReady ? [] : [{ link: id, layer, isHalved: halved.has(id) }];
    });
    const said = layers.map((layer) => this.#layer(layer));
    const text = JSON.stringify([this.#codec, said, links]);
    if (text === this.#told) return;
    this.#told = text;
    this.#parts.thread().tell({ do: "divide", source: this.id, codec: this.#codec, layers: said, links });
  }

  #layer({ scaleResolutionDownBy, framesPerSecond, bitrateBps, isSplit }: PlannedLayer): SharedLayer {
    const { widthPx, heightPx } = this.#source;
    return {
      widthPx: even(widthPx / scaleResolutionDownBy),
      heightPx: even(heightPx / scaleResolutionDownBy),
      framesPerSecond,
      bitrateBps,
      temporalLayers: isSplit ? 2 : 1,
    };
  }
}

/** Half of the colours' samples stand for two pixels. */
function even(sizePx: number): number {
  return Math.max(2, Math.round(sizePx / 2) * 2);
}
