import { log } from "../../room/log.ts";
import { InlineSharedThread } from "./inline-shared-thread.ts";
import { usualPixelSeconds, work } from "./payoff.ts";
import { SharedFigures } from "./shared-figures.ts";
import { SharedLink } from "./shared-link.ts";
import { SharedTrack, type Asked, type Failure } from "./shared-track.ts";
import type { Demand, Division, Sharing } from "./sharing.ts";
import { supportOf, type Support } from "./support.ts";
import { ThreadLife } from "./thread-life.ts";
import type { SharedCodec, ThreadReport } from "./wire.ts";

/** Of a link whose frames did not come out, or whose receiver flooded it. */
const unfitMs = 30_000;
/** Weight of what was measured before. */
const memory = 0.7;
/** A thread that has not begun by then is not waited for. */
const startMs = 3_000;
/** A thread that dies so often is not started to encode again; it passes what links encode themselves. */
const mostDeaths = 3;

/** By MIME type. */
const codecs: ReadonlyMap<string, SharedCodec> = new Map([
  ["video/vp8", "vp8"],
  ["video/h264", "h264"],
]);

export interface SharedVideoOptions {
  /** Left out: what this browser has. */
  support?: Support | undefined;
  makeThread?: (() => Worker) | undefined;
  /** Of the page with itself: an encoder's. */
  makeConnection?: (() => RTCPeerConnection) | undefined;
}

/**
 * One encoder for all links (docs/shared-video.md): where it pays, each size of a camera is encoded once, and each link is
 * given the frames of the size that its receiver wants. Everywhere else, and whenever anything fails, each link has an
 * encoder of its own.
 * @returns undefined where the browser cannot, or the page's policy forbids its thread. Settles when that runs: what it is to
 * pass would never leave otherwise
 */
export async function openSharedVideo(options: SharedVideoOptions = {}): Promise<Sharing | undefined> {
  const support = options.support ?? supportOf();
  if (support === undefined) return undefined;
  const opened = new SharedVideo(
    support,
    options.makeThread ?? (() => new InlineSharedThread({ name: "meshcall-shared-video" })),
    options.makeConnection ?? (() => new RTCPeerConnection()),
  );
  if (await opened.runs()) return opened;
  opened.close();
  return undefined;
}

class SharedVideo implements Sharing {
  readonly #support: Support;
  readonly #makeThread: () => Worker;
  readonly #makeConnection: () => RTCPeerConnection;
  readonly #links = new Map<RTCRtpSender, SharedLink>();
  readonly #tracks = new Map<string, SharedTrack>();
  readonly #figures = new SharedFigures();
  #thread: ThreadLife | undefined;
  #deaths = 0;
  #ids = 0;
  #pixelSeconds = usualPixelSeconds;
  #onChange: () => void = () => undefined;
  #hasBegun = false;
  #isClosed = false;

  constructor(support: Support, makeThread: () => Worker, makeConnection: () => RTCPeerConnection) {
    this.#support = support;
    this.#makeThread = makeThread;
    this.#makeConnection = makeConnection;
  }

  /** Begins its thread. @returns whether that runs: where a policy forbids it, it is made all the same and fails, or is not made */
  async runs(): Promise<boolean> {
    try {
      this.#thread = this.#newThread();
    } catch {
      return false;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, startMs, false)));
    this.#hasBegun = await Promise.race([this.#thread.begun, late]);
    clearTimeout(timer);
    return this.#hasBegun;
  }

  get encodeShare(): number {
    return this.#figures.encodeShare;
  }

  adopt(pc: RTCPeerConnection, sid: string, sender: RTCRtpSender, track: MediaStreamTrack): void {
    if (track.kind !== "video") return;
    this.foresee(pc, sender);
    this.#links.get(sender)?.begin(sid, track);
  }

  foresee(pc: RTCPeerConnection, sender: RTCRtpSender): void {
    if (this.#isClosed || this.#links.has(sender)) return;
    try {
      const thread = (this.#thread ??= this.#newThread());
      const link = new SharedLink(this.#ids++, pc, sender, this.#support);
      link.pass(thread);
      this.#links.set(sender, link);
    } catch (error) {
      log("warn", "video is encoded for each link alone", error);
    }
  }

  replaceTrack(sender: RTCRtpSender, track: MediaStreamTrack | null): Promise<void> {
    const link = this.#links.get(sender);
    if (link === undefined) return sender.replaceTrack(track);
    const shared = this.#tracks.get(link.sid);
    if (track === null) {
      shared?.leave(link);
      if (this.#thread !== undefined) void link.own(this.#thread);
    } else if (link.isShared) {
      shared?.replaceTrack(track);
    }
    return link.replaceTrack(track);
  }

  divide(demands: readonly Demand[], onChange: () => void): Division {
    this.#onChange = onChange;
    this.#forgetClosed();
    const asked = Map.groupBy(
      demands.flatMap((demand) => this.#asked(demand)),
      ({ link }) => link.sid,
    );
    this.#measure(demands);
    for (const [sid, track] of this.#tracks) if (!asked.has(sid)) track.stop();
    for (const [sid, each] of asked) {
      const [codec, agreed] = ofOneCodec(each);
      this.#trackOf(sid).divide(agreed, codec, this.#pixelSeconds);
    }
    const shared = new Set<RTCRtpSender>();
    const waiting = new Set<RTCRtpSender>();
    for (const demand of demands) {
      const link = this.#links.get(demand.sender);
      if (link === undefined) continue;
      if (link.isShared || link.isReturning) shared.add(demand.sender);
      else if (demand.layer.active && this.#isFit(demand, link) && this.#tracks.get(link.sid)?.awaits(link))
        waiting.add(demand.sender);
    }
    return { shared, waiting };
  }

  sentBps(pc: RTCPeerConnection): number {
    let sum = 0;
    for (const link of this.#links.values())
      if (link.pc === pc) sum += this.#tracks.get(link.sid)?.layerOf(link)?.bitrateBps ?? 0;
    return sum;
  }

  keyFrame(sender: RTCRtpSender): void {
    const link = this.#links.get(sender);
    if (link?.isShared) this.#thread?.tell({ do: "keyFrame", link: link.id });
  }

  report(pc: RTCPeerConnection, report: RTCStatsReport): RTCStatsReport {
    const links = [...this.#links.values()].filter((link) => link.pc === pc && link.track !== null);
    return this.#figures.report(
      report,
      links.map((link) => ({ link, track: this.#tracks.get(link.sid) })),
    );
  }

  close(): void {
    this.#isClosed = true;
    for (const track of this.#tracks.values()) track.stop();
    this.#thread?.end();
    this.#links.clear();
    this.#tracks.clear();
  }

  #asked(demand: Demand): Asked[] {
    const link = this.#links.get(demand.sender);
    if (link?.isFlowing !== true || !this.#isFit(demand, link)) return [];
    link.codec = demand.codec;
    return [{ link, demand }];
  }

  #isFit(demand: Demand, link: SharedLink): boolean {
    return (
      performance.now() >= link.unfitUntilMs &&
      codecs.has(demand.codec.mimeType.toLowerCase()) &&
      this.#deaths < mostDeaths &&
      (link.isShared || !demand.isHeld)
    );
  }

  /** What encoding a pixel takes here, by the links that have encoders of their own. */
  #measure(demands: readonly Demand[]): void {
    let seconds = 0;
    let pixels = 0;
    for (const { sender, layer, source, encodeShare } of demands) {
      if (this.#links.get(sender)?.isShared || !layer.active || encodeShare === 0) continue;
      seconds += encodeShare;
      pixels += work([
        {
          pixels: (source.widthPx * source.heightPx) / layer.scaleResolutionDownBy ** 2,
          framesPerSecond: layer.maxFramerate,
        },
      ]);
    }
    if (pixels > 0 && seconds > 0)
      this.#pixelSeconds = this.#pixelSeconds * memory + (seconds / pixels) * (1 - memory);
  }

  #forgetClosed(): void {
    for (const [sender, link] of this.#links) {
      if (link.pc.signalingState !== "closed") continue;
      this.#links.delete(sender);
      this.#tracks.get(link.sid)?.leave(link);
      if (this.#thread !== undefined) void link.own(this.#thread);
    }
  }

  #trackOf(sid: string): SharedTrack {
    const known = this.#tracks.get(sid);
    if (known !== undefined) return known;
    const made = new SharedTrack(this.#ids++, {
      nextId: () => this.#ids++,
      makeConnection: this.#makeConnection,
      thread: () => (this.#thread ??= this.#newThread()),
      onChange: () => this.#onChange(),
    });
    this.#tracks.set(sid, made);
    return made;
  }

  #newThread(): ThreadLife {
    return new ThreadLife({
      make: this.#makeThread,
      onReport: (report) => this.#heard(report),
      onDeath: () => this.#died(),
    });
  }

  #heard(report: ThreadReport): void {
    switch (report.is) {
      case "flowing": {
        const link = this.#linkOf(report.link);
        if (link !== undefined) link.isFlowing = true;
        break;
      }
      case "began":
        this.#trackWith(report.encoder)?.began(report.encoder);
        break;
      case "keyFrame":
        this.#trackWith(report.encoder)?.keyFrame(report.encoder);
        break;
      case "silent":
        void this.#trackWith(report.encoder)?.silent(report.encoder);
        break;
      case "retired":
        this.#trackWith(report.encoder)?.retired(report.encoder);
        break;
      case "unfit": {
        const link = this.#linkOf(report.link);
        if (link === undefined) break;
        link.unfitUntilMs = performance.now() + unfitMs;
        this.#onChange();
        break;
      }
      case "figures":
        void this.#figures.take(report, [...this.#tracks.values()]);
        break;
    }
  }

  /** Another one takes its place: without one nothing passes. */
  #died(): void {
    if (this.#isClosed || !this.#hasBegun) return;
    this.#deaths++;
    log("warn", "the thread of shared encoding has ended; links have encoders of their own again");
    this.#figures.forget();
    try {
      const thread = (this.#thread = this.#newThread());
      for (const link of this.#links.values()) link.pass(thread);
    } catch (error) {
      log("error", "nothing passes the transforms any more", error);
    }
    for (const track of this.#tracks.values()) track.failed("thread" satisfies Failure);
  }

  #linkOf(id: number): SharedLink | undefined {
    return [...this.#links.values()].find((link) => link.id === id);
  }

  #trackWith(encoder: number): SharedTrack | undefined {
    return [...this.#tracks.values()].find((track) => track.has(encoder));
  }
}

/** One encoder makes one codec: the links that take the one that most take. */
function ofOneCodec(asked: readonly Asked[]): [codec: SharedCodec, asked: Asked[]] {
  const byCodec = Map.groupBy(
    asked,
    ({ demand }) => codecs.get(demand.codec.mimeType.toLowerCase()) ?? "vp8",
  );
  const [most] = [...byCodec].toSorted(([, a], [, b]) => b.length - a.length);
  return most ?? ["vp8", []];
}
