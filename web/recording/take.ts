import { AudioLane, sampleRateHz } from "./audio-lane.ts";
import { steadyNowMs } from "./common-clock.ts";
import { LogFile } from "./log-file.ts";
import { jsonRecord, recordTypes, writeRecord, type LogEvent, type RecordType } from "./packet-log.ts";
import type { CaptureCommand, CaptureReport, MixedSource, TakeFailure } from "./thread-wire.ts";
import { VideoLane } from "./video-lane.ts";

type Begin = Extract<CaptureCommand, { do: "begin" }>;

/** An encoder that stops by itself is started again so often. */
const mostRestarts = 5;
/** Told to the page, and on the disk for certain. */
const reportMs = 250;
/** At the end: what was said before may still wait in the browser for a busy thread. */
const hearsOutMs = 2_000;
/** Opus: speech of one channel, clear. */
const audioBitsPerSecond = 48_000;

/** One log that is being written: sound and pictures are encoded as they come, and each packet is on the disk at once. */
export class Take {
  readonly #begin: Begin;
  readonly #file: LogFile;
  readonly #startMs = steadyNowMs();
  readonly #report: (report: CaptureReport) => void;
  readonly #video: VideoLane | undefined;
  readonly #audio: AudioLane;
  readonly #readers = new Map<string, ReadableStreamDefaultReader<unknown>>();
  readonly #timers: ReturnType<typeof setInterval>[] = [];
  #videoEncoder: VideoEncoder | undefined;
  #videoSize = "";
  #audioEncoder: AudioEncoder | undefined;
  #restarts = 0;
  #failure: TakeFailure | undefined;
  #ended = false;
  /** By the page's clock: sound until then belongs to it. */
  #endMs = Infinity;
  readonly #heardOut = Promise.withResolvers<void>();
  #lastMs = 0;
  /** Of the latest picture that is in the log. */
  #pictureMs = 0;

  private constructor(begin: Begin, file: LogFile, report: (report: CaptureReport) => void) {
    this.#begin = begin;
    this.#file = file;
    this.#report = report;
    const startMs = this.#startMs;
    this.#audio = new AudioLane(startMs, (data) => this.#encodeAudio(data));
    if (begin.picture !== undefined) {
      this.#video = new VideoLane({
        startMs,
        wish: begin.picture,
        encode: (frame, isKey) => this.#encodeVideo(frame, isKey),
        doneMs: () => this.#pictureMs,
      });
    }
    this.#append(jsonRecord(recordTypes.info, 0, { kind: begin.kind, startedAtMs: startMs }));
    report({ is: "begun", take: begin.take, startedAtMs: startMs });
    const tickMs = begin.picture?.isMixed === true ? 1_000 / begin.picture.framesPerSecond : 250;
    this.#timers.push(setInterval(() => this.#video?.tick(steadyNowMs()), tickMs));
    this.#timers.push(setInterval(() => this.#keep(), reportMs));
  }

  static async open(begin: Begin, report: (report: CaptureReport) => void): Promise<Take> {
    return new Take(begin, await LogFile.open(begin.folder, begin.file), report);
  }

  set people(people: readonly MixedSource[]) {
    if (this.#video !== undefined) this.#video.people = people;
  }

  readVideo(source: string, readable: ReadableStream<unknown>): void {
    this.#read(`video ${source}`, readable, (frame) => {
      if (!(frame instanceof VideoFrame)) return;
      if (this.#video === undefined || this.#ended) frame.close();
      else this.#video.add(source, frame, steadyNowMs());
    });
  }

  removeVideo(source: string): void {
    this.#stopReading(`video ${source}`);
    this.#video?.remove(source, steadyNowMs());
  }

  readAudio(readable: ReadableStream<unknown>): void {
    this.#audio.begin(true);
    this.#read("audio", readable, (data) => {
      if (!(data instanceof AudioData)) return;
      if (this.#audio.heardUntilMs < this.#endMs) this.#audio.add(data, steadyNowMs());
      else data.close();
      if (this.#audio.heardUntilMs >= this.#endMs) this.#heardOut.resolve();
    });
  }

  removeAudio(): void {
    this.#stopReading("audio");
    this.#audio.begin(false);
    if (this.#ended) this.#heardOut.resolve();
  }

  note(what: LogEvent["what"]): void {
    this.#append(jsonRecord(recordTypes.event, steadyNowMs() - this.#startMs, { what }));
  }

  /** Settles when all is on the disk. Safe to call twice. */
  async end(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#endMs = steadyNowMs();
    for (const timer of this.#timers) clearInterval(timer);
    for (const name of this.#readers.keys()) if (name !== "audio") this.#stopReading(name);
    if (this.#failure === undefined && this.#readers.has("audio")) {
      const timer = setTimeout(this.#heardOut.resolve, hearsOutMs);
      await this.#heardOut.promise;
      clearTimeout(timer);
    }
    this.#stopReading("audio");
    const encoders = [this.#videoEncoder, this.#audioEncoder].filter(
      (encoder) => encoder?.state === "configured",
    );
    await Promise.allSettled(encoders.map((encoder) => encoder?.flush())); // what fails is lost, all before it is there
    for (const encoder of encoders) if (encoder?.state !== "closed") encoder?.close();
    this.#video?.close();
    this.#file.close();
    const { take } = this.#begin;
    this.#report({
      is: "ended",
      take,
      bytes: this.#file.bytes,
      durationMs: this.#lastMs,
      failure: this.#failure,
    });
  }

  #keep(): void {
    this.#audio.fill(steadyNowMs());
    try {
      this.#file.flush();
    } catch (error) {
      this.#fail(failureOf(error));
    }
    const { take } = this.#begin;
    this.#report({ is: "progress", take, bytes: this.#file.bytes, durationMs: this.#lastMs });
  }

  #read(name: string, readable: ReadableStream<unknown>, take: (chunk: unknown) => void): void {
    this.#stopReading(name);
    const reader = readable.getReader();
    this.#readers.set(name, reader);
    const pump = async (): Promise<void> => {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        take(value);
      }
      if (name === "audio" && this.#readers.get(name) === reader) this.removeAudio();
    };
    pump().catch(() => undefined); // its track is gone: the page says so
  }

  #stopReading(name: string): void {
    this.#readers
      .get(name)
      ?.cancel()
      .catch(() => undefined); // it is over in any case
    this.#readers.delete(name);
  }

  #encodeVideo(frame: VideoFrame, isKey: boolean): void {
    const { displayWidth: width, displayHeight: height } = frame;
    const size = `${width} ${height}`;
    if (this.#videoEncoder?.state !== "configured" || size !== this.#videoSize) {
      if (this.#videoEncoder !== undefined && !this.#mayRestart()) return;
      this.#videoSize = size;
      this.#videoEncoder = this.#newVideoEncoder(width, height);
      this.#videoEncoder.encode(frame, { keyFrame: true });
      return;
    }
    this.#videoEncoder.encode(frame, { keyFrame: isKey });
  }

  #newVideoEncoder(width: number, height: number): VideoEncoder {
    const { picture } = this.#begin;
    const encoder = new VideoEncoder({
      output: (chunk, { decoderConfig } = {}) => {
        if (decoderConfig !== undefined) this.#appendConfig(recordTypes.videoConfig, decoderConfig);
        this.#appendChunk(chunk.type === "key" ? recordTypes.key : recordTypes.video, chunk);
      },
      error: () => this.#encoderFailed(),
    });
    encoder.configure({
      codec: "vp8",
      width,
      height,
      bitrate: picture?.bitsPerSecond ?? 1_000_000,
      framerate: picture?.framesPerSecond ?? 30,
      latencyMode: "realtime",
    });
    return encoder;
  }

  #encodeAudio(data: AudioData): void {
    if (this.#audioEncoder?.state !== "configured") {
      if (this.#audioEncoder !== undefined && !this.#mayRestart()) return;
      this.#audioEncoder = new AudioEncoder({
        output: (chunk, { decoderConfig } = {}) => {
          if (decoderConfig !== undefined) this.#appendConfig(recordTypes.audioConfig, decoderConfig);
          this.#appendChunk(recordTypes.audio, chunk);
        },
        error: () => this.#encoderFailed(),
      });
      const bitrate = audioBitsPerSecond;
      this.#audioEncoder.configure({ codec: "opus", sampleRate: sampleRateHz, numberOfChannels: 1, bitrate });
    }
    this.#audioEncoder.encode(data);
  }

  /** The next frame starts another one; what is in between is missing. */
  #encoderFailed(): void {
    if (this.#ended) return;
    this.note("gap");
    this.#video?.startAnew();
  }

  #mayRestart(): boolean {
    if (this.#ended) return false;
    if (this.#restarts++ < mostRestarts) return true;
    this.#fail("encoder");
    return false;
  }

  #appendConfig(type: RecordType, config: VideoDecoderConfig | AudioDecoderConfig): void {
    const { description, ...rest } = config;
    const bytes = description === undefined ? {} : { description: [...bytesOf(description)] };
    this.#append(jsonRecord(type, this.#lastMs, { ...rest, ...bytes }));
  }

  #appendChunk(type: RecordType, chunk: EncodedVideoChunk | EncodedAudioChunk): void {
    const data = new Uint8Array(chunk.byteLength);
    chunk.copyTo(data);
    const atMs = Math.max(0, chunk.timestamp / 1_000);
    this.#lastMs = Math.max(this.#lastMs, atMs);
    if (type !== recordTypes.audio) this.#pictureMs = atMs;
    this.#append(writeRecord({ type, atMs, data }));
  }

  #append(record: Uint8Array<ArrayBuffer>): void {
    if (this.#failure !== undefined) return;
    try {
      this.#file.append(record);
    } catch (error) {
      this.#fail(failureOf(error));
    }
  }

  #fail(failure: TakeFailure): void {
    this.#failure ??= failure;
    void this.end();
  }
}

function failureOf(error: unknown): TakeFailure {
  return error instanceof DOMException && error.name === "QuotaExceededError" ? "disk-full" : "storage";
}

function bytesOf(source: AllowSharedBufferSource): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}
