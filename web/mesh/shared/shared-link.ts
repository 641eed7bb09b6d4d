import type { Support } from "./support.ts";
import type { ThreadLife } from "./thread-life.ts";

/**
 * Of its layer's bitrate: the browser finds out whether a link carries as much as its sender may send, at the moment when
 * that grows. A limit above all layers from the beginning left estimates at 30 kbit/s for seconds (measured).
 */
const limitOverLayer = 1.25;
const carrierFps = 60;

type Parameters = RTCRtpSendParameters;

/** One sender that has a transform from its first moment on: its own track passes, or a carrier stands for it. */
export class SharedLink {
  readonly id: number;
  readonly pc: RTCPeerConnection;
  readonly sender: RTCRtpSender;
  readonly #support: Support;
  /** Of what it sends; empty: nothing yet. */
  sid = "";
  track: MediaStreamTrack | null = null;
  /** Of shared frames. */
  codec: RTCRtpCodec | undefined;
  /** When it began to send the track. */
  begunAtMs = performance.now();
  /** Frames were seen in its transform. */
  isFlowing = false;
  /** Before that time it has an encoder of its own. */
  unfitUntilMs = -Infinity;
  #carrier: MediaStreamTrack | undefined;
  #bitrateBps = 0;
  /** It has what carries frames. */
  isReady = false;
  /** Its own track is on the way back: two changes of parameters at once would fail. */
  isReturning = false;
  /** What was set for its own encoder. */
  #before: Before | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(id: number, pc: RTCPeerConnection, sender: RTCRtpSender, support: Support) {
    this.id = id;
    this.pc = pc;
    this.sender = sender;
    this.#support = support;
  }

  begin(sid: string, track: MediaStreamTrack): void {
    this.sid = sid;
    this.track = track;
    this.begunAtMs = performance.now();
  }

  get isShared(): boolean {
    return this.#carrier !== undefined;
  }
  /** Of the track that stands for the real one. */
  get carrierId(): string | undefined {
    return this.#carrier?.id;
  }

  /** @throws the browser's DOMException where the sender takes no transform */
  pass({ worker }: ThreadLife): void {
    this.isFlowing = false;
    this.sender.transform = new RTCRtpScriptTransform(worker, { link: this.id });
  }

  /** Puts a carrier in the track's place. Settles when it is there. @param bitrateBps of its layer */
  share(thread: ThreadLife, bitrateBps: number): Promise<void> {
    if (this.#carrier !== undefined) return this.#last;
    this.#bitrateBps = bitrateBps;
    const carrier = new this.#support.MediaStreamTrackGenerator({ kind: "video" });
    this.#carrier = carrier;
    const { writable } = carrier;
    thread.tell({ do: "carry", link: this.id, writable }, [writable]);
    return this.#next(async () => {
      if (this.#carrier !== carrier) return;
      await this.sender.replaceTrack(carrier);
      await this.#set((encoding, parameters) => {
        const { scaleResolutionDownBy, maxBitrate, maxFramerate } = encoding;
        const { degradationPreference } = parameters;
        this.#before = { degradationPreference, scaleResolutionDownBy, maxBitrate, maxFramerate };
        // TypeScript's DOM does not know these two
        Object.assign(parameters, { degradationPreference: "maintain-framerate-and-resolution" });
        if (this.codec !== undefined) Object.assign(encoding, { codec: this.codec });
        encoding.scaleResolutionDownBy = 1;
        encoding.maxBitrate = Math.round(this.#bitrateBps * limitOverLayer);
        encoding.maxFramerate = carrierFps;
        encoding.active = true;
      });
      this.isReady = true;
    });
  }

  /** Its layer has this bitrate from now on. */
  follow(bitrateBps: number): void {
    if (this.#carrier === undefined || bitrateBps === this.#bitrateBps) return;
    this.#bitrateBps = bitrateBps;
    void this.#next(async () => {
      if (this.#carrier === undefined) return;
      await this.#set((encoding) => {
        encoding.maxBitrate = Math.round(this.#bitrateBps * limitOverLayer);
      });
    });
  }

  /** Its track again, with an encoder of its own. */
  own(thread: ThreadLife): Promise<void> {
    const carrier = this.#carrier;
    if (carrier === undefined) return this.#last;
    this.#carrier = undefined;
    this.isReady = false;
    this.isReturning = true;
    thread.tell({ do: "release", link: this.id });
    const returned = this.#next(async () => {
      carrier.stop();
      if (this.#carrier !== undefined) return;
      const before = this.#before;
      if (before !== undefined) {
        await this.#set((encoding, parameters) => {
          put(encoding, "scaleResolutionDownBy", before.scaleResolutionDownBy);
          put(encoding, "maxBitrate", before.maxBitrate);
          put(encoding, "maxFramerate", before.maxFramerate);
          put(parameters, "degradationPreference", before.degradationPreference);
        });
      }
      this.#before = undefined;
      await this.sender.replaceTrack(this.track);
    });
    return returned.finally(() => (this.isReturning = false));
  }

  /** @param track null: nothing is sent */
  replaceTrack(track: MediaStreamTrack | null): Promise<void> {
    this.track = track;
    // while a carrier stands for it, the source follows
    return this.#next(async () => {
      if (this.#carrier === undefined) await this.sender.replaceTrack(this.track);
    });
  }

  #next(step: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(step).catch(() => undefined); // the connection has closed
    return this.#last;
  }

  async #set(change: (encoding: RTCRtpEncodingParameters, parameters: Parameters) => void): Promise<void> {
    const parameters: Parameters = this.sender.getParameters();
    const [encoding] = parameters.encodings;
    if (encoding === undefined) return;
    change(encoding, parameters);
    await this.sender.setParameters(parameters);
  }
}

interface Before {
  degradationPreference: RTCDegradationPreference | undefined;
  scaleResolutionDownBy: number | undefined;
  maxBitrate: number | undefined;
  maxFramerate: number | undefined;
}

function put<Of extends object, Name extends keyof Of>(
  of: Of,
  name: Name,
  value: Of[Name] | undefined,
): void {
  if (value === undefined) delete of[name];
  else of[name] = value;
}
