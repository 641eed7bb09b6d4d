import type { ProcessingNews, TrackProcessing } from "../../room/video-processor.ts";
import type { Look } from "../look.ts";
import { assetsUrl } from "../assets.ts";
import { newsOf, type Figures, type News, type Order } from "./messages.ts";
import { openThread } from "./open-thread.ts";
import { streamsOf, takesTracks } from "./track-streams.ts";

/** The thread beats twice in it. */
const lookMs = 150;
/** No beat for so many looks: the picture has stood still for 0.6 to 0.8 s. */
const missedBeats = 4;
/** While the thread has something long to do. */
const missedBeatsAtLength = 20;
/** A look that is so late says that the machine has much to do, or the page is hidden; it counts for half. */
const lateMs = 50;

interface Running {
  news: ProcessingNews;
  /** Safari's comes later. */
  track: MediaStreamTrack | undefined;
  source: MediaStreamTrack;
}

/** The thread that changes pictures, as the page sees it. When it has died everything it did has failed. */
export class EffectsLink {
  readonly #thread: Worker;
  readonly #onFigures: (figures: Figures) => void;
  readonly #onEnd: () => void;
  readonly #running = new Map<number, Running>();
  readonly #frames = new Map<number, PromiseWithResolvers<VideoFrame>>();
  readonly #timer: ReturnType<typeof setInterval>;
  #missed = 0;
  #isAtLength = false;
  #lookedMs = performance.now();
  #ids = 0;
  #ended: Error | undefined;
  readonly #takesTracks: boolean;

  /** @param onEnd it has died */
  constructor(
    thread: Worker,
    takesHandedTracks: boolean,
    onFigures: (figures: Figures) => void,
    onEnd: () => void,
  ) {
    this.#thread = thread;
    this.#takesTracks = takesHandedTracks;
    this.#onFigures = onFigures;
    this.#onEnd = onEnd;
    thread.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      const news = newsOf(data);
      if (news !== undefined) this.#hear(news);
    });
    thread.addEventListener("error", (event) => {
      event.preventDefault();
      this.#die(new Error(event.message || "The effects have stopped"));
    });
    this.#timer = setInterval(() => this.#check(), lookMs);
  }

  /**
   * @param path where the page serves the files; left out, where the package's script lies
   * @throws Error (as a rejection) when a file does not come, or the policy forbids it
   */
  static async open(
    path: string | undefined,
    onFigures: (figures: Figures) => void,
    onEnd: () => void,
  ): Promise<EffectsLink> {
    const assets = assetsUrl(path);
    let takesHandedTracks = false;
    const thread = await openThread(
      new URL("effects-thread.js", assets).href,
      path !== undefined,
      { do: "load", assets } satisfies Order,
      (data) => {
        const news = newsOf(data);
        if (news?.is === "failed") return new Error(news.message);
        if (news?.is !== "ready") return false;
        takesHandedTracks = news.takesTracks;
        return true;
      },
    );
    return new EffectsLink(thread, takesHandedTracks, onFigures, onEnd);
  }

  look(look: Look): void {
    this.#tell({ do: "look", look });
  }

  /** @returns undefined where frames can only be handed over one by one */
  track(source: MediaStreamTrack, news: ProcessingNews): TrackProcessing | undefined {
    if (this.#ended !== undefined) throw this.#ended;
    const id = ++this.#ids;
    const running: Running = { news, track: undefined, source };
    if (takesTracks()) {
      const { readable, writable, track } = streamsOf(source);
      running.track = track;
      this.#running.set(id, running);
      this.#tell({ do: "streams", id, readable, writable }, [readable, writable]);
    } else if (this.#takesTracks) {
      const track = source.clone();
      this.#running.set(id, running);
      // a track can be handed over where this is so; not in every type library
      const order: Order = { do: "track", id, track };
      Reflect.apply(this.#thread.postMessage, this.#thread, [order, [track]]);
    } else {
      return undefined;
    }
    return {
      get track() {
        return running.track ?? source;
      },
      stop: () => this.#stop(id),
    };
  }

  /** @param frame is taken @throws Error (as a rejection) when it fails */
  frame(frame: VideoFrame): Promise<VideoFrame> {
    if (this.#ended !== undefined) {
      frame.close();
      return Promise.reject(this.#ended);
    }
    const id = ++this.#ids;
    const waiting = Promise.withResolvers<VideoFrame>();
    this.#frames.set(id, waiting);
    this.#tell({ do: "frame", id, frame }, [frame]);
    return waiting.promise;
  }

  /** Safe to call twice. */
  close(): void {
    this.#die(new Error("The effects are closed"));
  }

  #stop(id: number): void {
    const running = this.#running.get(id);
    if (!this.#running.delete(id)) return;
    this.#tell({ do: "end", id });
    running?.track?.stop();
  }

  #hear(news: News): void {
    this.#missed = 0;
    this.#isAtLength = news.is === "long";
    switch (news.is) {
      case "beat":
        if (news.figures !== undefined) this.#onFigures(news.figures);
        break;
      case "started":
        this.#running.get(news.id)?.news.started();
        break;
      case "track": {
        const running = this.#running.get(news.id);
        if (running === undefined) news.track.stop();
        else running.track = news.track;
        break;
      }
      case "frame": {
        const waiting = this.#frames.get(news.id);
        this.#frames.delete(news.id);
        if (waiting === undefined) news.frame.close();
        else waiting.resolve(news.frame);
        break;
      }
      case "failed": {
        const error = new Error(news.message);
        const { id } = news;
        if (id === undefined) return this.#die(error);
        this.#frames.get(id)?.reject(error);
        this.#frames.delete(id);
        const running = this.#running.get(id);
        this.#stop(id);
        running?.news.failed(error);
        break;
      }
      case "ready":
      case "long":
        break;
    }
  }

  #check(): void {
    // a copy of the camera goes with the camera, so that its light goes out
    for (const [id, { source }] of this.#running)
      if (source.readyState === "ended") this.#tell({ do: "end", id });
    const nowMs = performance.now();
    const isLate = nowMs - this.#lookedMs > lookMs + lateMs;
    this.#lookedMs = nowMs;
    this.#missed += isLate ? 0.5 : 1;
    const most = this.#isAtLength ? missedBeatsAtLength : missedBeats;
    if (this.#missed > most) this.#die(new Error("The effects do not answer"));
  }

  #tell(order: Order, transfer: Transferable[] = []): void {
    if (this.#ended === undefined) this.#thread.postMessage(order, { transfer });
  }

  #die(error: Error): void {
    if (this.#ended !== undefined) return;
    this.#ended = error;
    clearInterval(this.#timer);
    this.#thread.terminate();
    for (const waiting of this.#frames.values()) waiting.reject(error);
    this.#frames.clear();
    const running = [...this.#running.values()];
    this.#running.clear();
    this.#onEnd();
    for (const { news, track } of running) {
      news.failed(error);
      track?.stop();
    }
  }
}
