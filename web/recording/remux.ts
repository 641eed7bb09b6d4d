import {
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  Output,
  StreamTarget,
  WebMOutputFormat,
} from "mediabunny";
import * as v from "valibot";
import { readJson, readRecords, recordTypes, type LogRecord } from "./packet-log.ts";
import type { ExportedFile, Gap } from "./export-wire.ts";
import { logInfo } from "./log-info.ts";

const description = v.optional(
  v.pipe(
    v.array(v.number()),
    v.transform((bytes) => new Uint8Array(bytes)),
  ),
);
const videoConfig = v.object({
  codec: v.string(),
  codedWidth: v.number(),
  codedHeight: v.number(),
  description,
});
const audioConfig = v.object({
  codec: v.string(),
  sampleRate: v.number(),
  numberOfChannels: v.number(),
  description,
});
const logEvent = v.object({ what: v.string() });

/** For the last picture, whose end nobody knows. */
const usualFrameMs = 40;

interface Contents {
  startedAtMs: number;
  video: v.InferOutput<typeof videoConfig> | undefined;
  audio: v.InferOutput<typeof audioConfig> | undefined;
  gaps: Gap[];
  durationMs: number;
}

/**
 * Makes a WebM with an index of a log, whole or cut off; both are read and written piece by piece.
 * @returns undefined where there is nothing in it
 * @throws DOMException (as a rejection) when the disk is full or the target is gone
 */
export async function remux(
  log: Blob,
  target: WritableStream,
  onProgress: (share: number) => void,
): Promise<ExportedFile | undefined> {
  const contents = await look(log);
  const { video, audio } = contents;
  if (video === undefined && audio === undefined) return undefined;
  const output = new Output({
    format: new WebMOutputFormat(),
    target: new StreamTarget(target, { chunked: true }),
  });
  const pictures = video && new EncodedVideoPacketSource("vp8");
  const sound = audio && new EncodedAudioPacketSource("opus");
  if (pictures !== undefined) output.addVideoTrack(pictures);
  if (sound !== undefined) output.addAudioTrack(sound);
  await output.start();
  let isFirstKey = true;
  let isFirstSound = true;
  let lastMs = -1;
  let waiting: LogRecord | undefined;
  const show = async (record: LogRecord, untilMs: number): Promise<void> => {
    const isKey = record.type === recordTypes.key;
    if (isFirstKey && !isKey) return; // nobody could decode it
    const meta = isFirstKey && video !== undefined ? [{ decoderConfig: withDescription(video) }] : [];
    isFirstKey = false;
    const seconds = Math.max(0, untilMs - record.atMs) / 1_000;
    await pictures?.add(
      new EncodedPacket(record.data, isKey ? "key" : "delta", record.atMs / 1_000, seconds),
      ...meta,
    );
  };
  for await (const record of readRecords(log)) {
    switch (record.type) {
      case recordTypes.key:
      case recordTypes.video:
        if (record.atMs <= lastMs) break;
        lastMs = record.atMs;
        if (waiting !== undefined) await show(waiting, record.atMs);
        // the bytes belong to the reader, who goes on
        waiting = { ...record, data: record.data.slice() };
        break;
      case recordTypes.audio: {
        const meta = isFirstSound && audio !== undefined ? [{ decoderConfig: withDescription(audio) }] : [];
        isFirstSound = false;
        await sound?.add(new EncodedPacket(record.data.slice(), "key", record.atMs / 1_000, 0.02), ...meta);
        onProgress(record.atMs / Math.max(1, contents.durationMs));
        break;
      }
      default:
        break;
    }
  }
  if (waiting !== undefined) await show(waiting, waiting.atMs + usualFrameMs);
  await output.finalize();
  const { startedAtMs, gaps, durationMs } = contents;
  return { startedAtMs, gaps, durationMs, hasVideo: video !== undefined };
}

/** What is in a log, without its packets. */
async function look(log: Blob): Promise<Contents> {
  const contents: Contents = {
    startedAtMs: 0,
    video: undefined,
    audio: undefined,
    gaps: [],
    durationMs: 0,
  };
  for await (const record of readRecords(log)) {
    contents.durationMs = Math.max(contents.durationMs, record.atMs);
    if (record.type === recordTypes.info)
      contents.startedAtMs = parsed(logInfo, record)?.startedAtMs ?? contents.startedAtMs;
    else if (record.type === recordTypes.videoConfig) contents.video ??= parsed(videoConfig, record);
    else if (record.type === recordTypes.audioConfig) contents.audio ??= parsed(audioConfig, record);
    else if (record.type === recordTypes.event) {
      const what = parsed(logEvent, record)?.what;
      if (what !== undefined) contents.gaps.push({ atMs: Math.round(record.atMs), what });
    }
  }
  return contents;
}

function parsed<Schema extends v.GenericSchema>(
  schema: Schema,
  record: LogRecord,
): v.InferOutput<Schema> | undefined {
  const result = v.safeParse(schema, readJson(record));
  return result.success ? result.output : undefined;
}

function withDescription<Config extends { description?: Uint8Array<ArrayBuffer> | undefined }>({
  description: bytes,
  ...config
}: Config) {
  return bytes === undefined ? config : { ...config, description: bytes };
}
