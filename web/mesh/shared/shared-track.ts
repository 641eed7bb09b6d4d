import type { Demand } from "./sharing.ts";
import type { SharedLink } from "./shared-link.ts";
import { LayerEncoders } from "./layer-encoders.ts";
import type { ThreadLife } from "./thread-life.ts";
import type { LinkPart, SharedCodec } from "./wire.ts";
import { clearSaving, coresSaved, leastSaving, type EncodedLayer } from "./payoff.ts";
import { planLayers, type Plan } from "./plan.ts";
import { log } from "../../room/log.ts";

/** What saves little has to do so for so long: a moment's wish changes nothing over. */
const steadyMs = 1_500;
/** It has to cost more than it saves for so long. */
const patienceMs = 6_000;
/** Encoders that have made no frame by then make none. Nobody waits for a picture so long: links have their own. */
const readyMs = 10_000;
/** For so long links are given no more than they have while shared encoders begin, or while a new link does. */
const holdMs = 3_000;
/** After a failure, and twice as long after each further one. */
const coolMs = 30_000;
/** One encoder for one link saves nothing. */
const fewestLinks = 2;

export type Failure = "encoder" | "stall" | "thread" | "start";

/** What one link gets of a shared encoder. */
export interface GivenLayer {
  widthPx: number;
  heightPx: number;
  framesPerSecond: number;
  bitrateBps: number;
}

export interface Asked {
  link: SharedLink;
  demand: Demand;
}

export interface SharedTrackParts {
  nextId(): number;
  makeConnection(): RTCPeerConnection;
  thread(): ThreadLife;
  /** Links are to be divided anew. */
  onChange(): void;
}

/** One published camera or screen: whether its links share encoders, which, and who gets what. */
export class SharedTrack {
  readonly id: number;
  readonly #parts: SharedTrackParts;
  #state: "own" | "preparing" | "shared" = "own";
  #encoders: LayerEncoders | undefined;
  #plan: Plan = { layers: [], layerOf: new Map(), halved: new Set() };
  #source = { widthPx: 0, heightPx: 0, framesPerSecond: 0 };
  #links: readonly SharedLink[] = [];
  #told = "";
  #worthSinceMs: number | undefined;
  #uselessSinceMs: number | undefined;
  #cooledAtMs = -Infinity;
  #starting: ReturnType<typeof setTimeout> | undefined;
  #beganAtMs = -Infinity;
  failures = 0;
  lastFailure: Failure | undefined;

  constructor(id: number, parts: SharedTrackParts) {
    this.id = id;
    this.#parts = parts;
  }

  get isShared(): boolean {
    return this.#state === "shared";
  }

  /** It is about to be shared: an encoder of its own would only take the time that this needs. */
  awaits(link: SharedLink): boolean {
    const nowMs = performance.now();
    if (this.#state === "own") return false;
    if (!link.isFlowing) return nowMs - link.begunAtMs < holdMs;
    return this.#state === "preparing" && this.#plan.layerOf.has(link.id) && nowMs - this.#beganAtMs < holdMs;
  }

  /** What one link gets. @returns undefined: nothing, or its own encoder */
  layerOf(link: SharedLink): GivenLayer | undefined {
    if (!link.isShared) return undefined;
    const layer = this.#plan.layers[this.#plan.layerOf.get(link.id) ?? -1];
    if (layer === undefined) return undefined;
    const { framesPerSecond, bitrateBps, scaleResolutionDownBy } = layer;
    const { widthPx, heightPx } = this.#source;
    return {
      widthPx: Math.round(widthPx / scaleResolutionDownBy),
      heightPx: Math.round(heightPx / scaleResolutionDownBy),
      framesPerSecond,
      bitrateBps,
    };
  }

  /** How many shared encoders there are. */
  get encoderCount(): number {
    return this.#encoders?.ids.length ?? 0;
  }
  /** Seconds that they have spent. */
  get encodeSeconds(): number {
    return this.#encoders?.encodeSeconds ?? 0;
  }
  async read(): Promise<void> {
    await this.#encoders?.read();
  }

  /**
   * @param asked what each link is to have, all that could share
   * @param codec which all of them take
   * @param pixelSeconds what encoding takes here
   */
  divide(asked: readonly Asked[], codec: SharedCodec, pixelSeconds: number): void {
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
      if (isWorth) this.#begin(track, codec, plan);
      return;
    }
    if (!isWorth || codec !== this.#encoders?.codec) return this.stop();
    if (!this.#follow(track, plan)) return;
    if (this.#state === "preparing") {
      this.#tell();
      return this.#settle();
    }
    // somebody who does not look keeps the carrier: the next picture is sooner there
    const keeps = ({ link, demand: { layer, isHeld } }: Asked): boolean =>
      plan.layerOf.has(link.id) || (link.isShared && (isHeld || !layer.active));
    const before = this.#links;
    this.#links = asked.filter(keeps).map(({ link }) => link);
    this.#giveBack(before.filter((link) => !this.#links.includes(link)));
    this.#join();
  }

  /** @returns whether it is one of its encoders */
  has(encoder: number): boolean {
    return this.#encoders?.get(encoder) !== undefined;
  }

  /** An encoder has made a frame. With the last one links can change over. */
  began(encoder: number): void {
    const known = this.#encoders?.get(encoder);
    if (known !== undefined) known.hasBegun = true;
    this.#settle();
  }

  #settle(): void {
    if (this.#state !== "preparing" || !this.#encoders?.haveBegun) return;
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
  replaceTrack(track: MediaStreamTrack): void {
    this.#encoders?.replaceTrack(track);
  }

  keyFrame(encoder: number): void {
    this.#encoders?.get(encoder)?.keyFrame();
  }

  /** Nobody is shown what the encoder makes. */
  retired(encoder: number): void {
    this.#encoders?.retire(encoder);
  }

  /** Nothing comes out of the encoder. */
  async silent(encoder: number): Promise<void> {
    const encoders = this.#encoders;
    const isStuck = await encoders?.get(encoder)?.isStuck();
    if (isStuck === true && encoders === this.#encoders) this.failed("stall");
  }

  /** Safe to call twice. */
  stop(): void {
    clearTimeout(this.#starting);
    this.#worthSinceMs = this.#uselessSinceMs = undefined;
    this.#told = "";
    if (this.#state === "own") return;
    this.#state = "own";
    this.#giveBack(this.#links);
    this.#links = [];
    this.#encoders?.close();
    this.#encoders = undefined;
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
      const isSteady = this.#worthSinceMs !== undefined && nowMs - this.#worthSinceMs >= steadyMs;
      return isSteady || savedCores >= clearSaving;
    }
    if (savedCores > 0) this.#uselessSinceMs = undefined;
    else this.#uselessSinceMs ??= nowMs;
    return this.#uselessSinceMs === undefined || nowMs - this.#uselessSinceMs < patienceMs;
  }

  #work(scaleResolutionDownBy: number, framesPerSecond: number): EncodedLayer {
    const { widthPx, heightPx } = this.#source;
    return { pixels: (widthPx * heightPx) / scaleResolutionDownBy ** 2, framesPerSecond };
  }

  #begin(track: MediaStreamTrack, codec: SharedCodec, plan: Plan): void {
    const { nextId, makeConnection, thread } = this.#parts;
    const encoders: LayerEncoders = new LayerEncoders(codec, track, {
      nextId,
      makeConnection,
      thread: thread(),
      onFailed: (error) => {
        log("warn", "shared encoding", error);
        if (encoders === this.#encoders) this.failed("encoder");
      },
    });
    this.#state = "preparing";
    this.#beganAtMs = performance.now();
    this.#encoders = encoders;
    this.#starting = setTimeout(() => this.failed("start"), readyMs);
    if (this.#follow(track, plan)) this.#tell();
  }

  /** @returns false: it has failed */
  #follow(track: MediaStreamTrack, plan: Plan): boolean {
    this.#plan = plan;
    try {
      this.#encoders?.replaceTrack(track);
      this.#encoders?.follow(plan.layers);
      return true;
    } catch (error) {
      log("warn", "shared encoding", error);
      this.failed("encoder");
      return false;
    }
  }

  /** All that are new together, so that one whole picture does for them. */
  #join(): void {
    const thread = this.#parts.thread();
    const joining: Promise<void>[] = [];
    for (const link of this.#links) {
      const layer = this.#plan.layers[this.#plan.layerOf.get(link.id) ?? -1];
      if (layer !== undefined) link.follow(layer.bitrateBps);
      if (!link.isReady) joining.push(link.share(thread, layer?.bitrateBps ?? 0));
    }
    if (joining.length > 0) void Promise.all(joining).then(() => this.#tell());
    else this.#tell();
  }

  #tell(): void {
    if (this.#state === "own") return;
    const { layerOf, halved } = this.#plan;
    const encoders = this.#encoders?.ids ?? [];
    const links: LinkPart[] = this.#links.flatMap(({ id, isReady }) => {
      const encoder = encoders[layerOf.get(id) ?? -1];
      return encoder === undefined || !isReady ? [] : [{ link: id, encoder, isHalved: halved.has(id) }];
    });
    const text = JSON.stringify([encoders, links]);
    if (text === this.#told) return;
    this.#told = text;
    this.#parts.thread().tell({ do: "divide", source: this.id, encoders, links });
  }
}
