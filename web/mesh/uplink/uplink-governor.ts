import { noEncodingWishes, type EncodingWishes, type LayerRequest } from "../../room/layer.ts";
import type { ChooseLayers } from "../../room/ports.ts";
import type { LinkLayers } from "../link-layers.ts";
import type { Sharing } from "../shared/sharing.ts";
import { audioBps } from "./audio-economy.ts";
import { allTakeH264, chooseCodec, encodingAbilities, type EncodingAbility } from "./codec-choice.ts";
import { ComputePressure } from "./compute-pressure.ts";
import { CpuPressure } from "./cpu-pressure.ts";
import { KeyFrameBeat } from "./key-frames.ts";
import { withinCap } from "./link-cap.ts";
import { LinkEncoders, type SentVideo } from "./link-encoders.ts";
import { SharedLine } from "./shared-line.ts";
import { log } from "../../room/log.ts";

/** How often the links are read; a change of a wish is answered sooner. */
const intervalMs = 2_000;

interface Sent {
  encoders: LinkEncoders;
  video: SentVideo;
  request: LayerRequest;
  /** MIME types, the best first. */
  codecs: readonly string[];
}

/** Divides the uplink and the device's encoding over all links of a room: audio first, then video by the wishes. */
export class UplinkGovernor {
  readonly #links: ReadonlySet<LinkLayers>;
  readonly #choose: ChooseLayers;
  readonly #people: () => number;
  readonly #sharing: Sharing | undefined;
  readonly #encoders = new Map<LinkLayers, LinkEncoders>();
  readonly #line = new SharedLine();
  #cpu = newCpuPressure();
  #isShared = false;
  readonly #beat: KeyFrameBeat;
  readonly #pressure = new ComputePressure();
  /** Known before anything is chosen: a codec that changes afterwards costs whole pictures, and shared encoders begin anew. */
  readonly #abilities: Promise<readonly EncodingAbility[]> = encodingAbilities();
  #limits = { uplinkBps: 0, cpuShare: 1 };
  #timer: ReturnType<typeof setInterval> | undefined;
  #soon: ReturnType<typeof setTimeout> | undefined;
  #soonAtMs = 0;
  #busy = false;
  #again = false;

  constructor(
    links: ReadonlySet<LinkLayers>,
    choose: ChooseLayers,
    people: () => number,
    sharing: Sharing | undefined,
  ) {
    this.#links = links;
    this.#choose = choose;
    this.#people = people;
    this.#sharing = sharing;
    this.#beat = new KeyFrameBeat(links);
  }

  /** The links have changed. With the last one everything stops. */
  follow(): void {
    for (const link of this.#encoders.keys()) if (!this.#links.has(link)) this.#encoders.delete(link);
    for (const link of this.#links)
      if (!this.#encoders.has(link)) this.#encoders.set(link, new LinkEncoders(link, this.#sharing));
    if (this.#links.size === 0) {
      clearInterval(this.#timer);
      clearTimeout(this.#soon);
      this.#timer = this.#soon = undefined;
      this.#pressure.stop();
      this.#beat.follow(0);
    } else if (this.#timer === undefined) {
      this.#timer = setInterval(() => void this.#round(true), intervalMs);
      this.#pressure.start();
      void this.#round(true);
    } else {
      this.chooseSoon(0);
    }
  }

  /** A wish has changed. */
  chooseSoon(delayMs: number): void {
    const atMs = performance.now() + delayMs;
    if (this.#soon !== undefined && this.#soonAtMs <= atMs) return; // who keeps resizing holds nobody up
    clearTimeout(this.#soon);
    this.#soonAtMs = atMs;
    this.#soon = setTimeout(() => {
      this.#soon = undefined;
      void this.#round(false);
    }, delayMs);
  }

  async #round(read: boolean): Promise<void> {
    if (this.#busy) {
      this.#again = true;
      return;
    }
    this.#busy = true;
    try {
      if (read) await this.#read();
      await this.#divide();
    } catch (error) {
      log("warn", "layers could not be chosen; those in force stay", error);
    } finally {
      this.#busy = false;
      if (this.#again) {
        this.#again = false;
        this.chooseSoon(0);
      }
    }
  }

  async #divide(): Promise<void> {
    for (const encoders of this.#encoders.values()) {
      encoders.describe();
      void encoders.applyToAudio();
    }
    const { videoCodecs, linkVideoBps, keyFrameIntervalSeconds } = this.#encoding();
    const links = this.#encoders.size;
    const abilities = await this.#abilities;
    const videos = [...this.#encoders.values()].flatMap((encoders, link) =>
      encoders.videos().map((video) => ({ encoders, video, request: { ...video.request, link } })),
    );
    const isShareable = this.#sharing !== undefined && allTakeH264(videos.map(({ video }) => video.sender));
    const sent = videos.map((each): Sent => {
      const codec = chooseCodec(abilities, { detail: each.request.detail, links, isShareable });
      return { ...each, codecs: codec === undefined ? videoCodecs : [...videoCodecs, codec] };
    });
    if (sent.length === 0) return void this.#sharing?.divide([], () => undefined);
    const requests = sent.map(({ request }) => request);
    this.#beat.follow(keyFrameIntervalSeconds);
    const layers = withinCap(
      await this.#choose(requests, this.#limits),
      requests.map(({ link }) => link),
      linkVideoBps,
    );
    const division = this.#sharing?.divide(
      sent.flatMap(({ encoders, video, codecs }, index) => encoders.demand(video, layers[index], codecs)),
      () => this.chooseSoon(0),
    );
    this.#judgeAnew((division?.shared.size ?? 0) > 0);
    const applied = sent.map(async ({ encoders, video, codecs }, index) => {
      const layer = layers[index];
      if (division?.waiting.has(video.sender)) return;
      if (layer !== undefined && division?.shared.has(video.sender)) return encoders.share(video, layer);
      if (layer !== undefined) await encoders.apply(video, layer, codecs);
    });
    await Promise.all(applied);
  }

  /** What an encoder for each link was too much for, one for all may not be, and the reverse. */
  #judgeAnew(isShared: boolean): void {
    if (isShared === this.#isShared) return;
    this.#isShared = isShared;
    this.#cpu = newCpuPressure(isShared);
    if (this.#limits.cpuShare === 1) return;
    this.#limits = { ...this.#limits, cpuShare: 1 };
    this.chooseSoon(0);
  }

  /** The same on all links. */
  #encoding(): EncodingWishes {
    return [...this.#links][0]?.encoding ?? noEncodingWishes;
  }

  async #read(): Promise<void> {
    const links = [...this.#encoders.values()];
    const audio = audioBps(this.#people());
    await Promise.all(links.map((link) => link.read(audio)));
    const nowMs = performance.now();
    const sending = links.filter((link) => link.videos().length > 0);
    const lineReadings = sending.map((link) => link.lineReading());
    const lineBps = this.#line.update(lineReadings, nowMs);
    const encodeShares = links.map((link) => link.reading.encodeShare);
    if (this.#sharing !== undefined) encodeShares.push(this.#sharing.encodeShare);
    this.#limits = {
      // 1: the audio takes all there is
      uplinkBps: lineBps === 0 ? 0 : Math.max(1, lineBps - audio * links.length),
      cpuShare: this.#cpu.update(
        {
          limited: links.some((link) => link.reading.cpuLimited),
          encodeShare: encodeShares.reduce((sum, share) => sum + share, 0),
          largestShare: Math.max(0, ...links.map((link) => link.reading.encodeShare)),
          hot: this.#pressure.hot,
        },
        nowMs,
      ),
    };
  }
}

function newCpuPressure(isShared = false): CpuPressure {
  return new CpuPressure(navigator.hardwareConcurrency || 2, isShared);
}
