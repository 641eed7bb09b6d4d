/**
 * Runs in a Web Worker of its own: takes the frames out of each shared encoder, and puts them on every link that is to have
 * them. A link that has its own encoder passes through unchanged.
 */
import { parseCommand, parseTransformOptions, type ThreadReport } from "../wire.ts";
import { Carrier } from "./carrier.ts";
import { SharedLayer } from "./shared-layer.ts";
import { SharedSource } from "./shared-source.ts";

const lookEveryMs = 150;
const figuresEveryLooks = 7;

const carriers = new Map<number, Carrier>();
const layers = new Map<number, SharedLayer>();
const sources = new Map<number, SharedSource>();
let looks = 0;

function report(message: ThreadReport): void {
  postMessage(message);
}

addEventListener("message", ({ data }: MessageEvent<unknown>) => obey(data));
addEventListener("rtctransform", ({ transformer }) => void run(transformer));

function obey(message: unknown): void {
  const command = parseCommand(message);
  switch (command?.do) {
    case "divide":
      sourceOf(command.source).divide(command.encoders, command.links);
      break;
    case "end":
      sources.get(command.source)?.end();
      sources.delete(command.source);
      break;
    case "carry":
      carrierOf(command.link).carry(command.writable);
      break;
    case "release":
      carriers.get(command.link)?.release();
      break;
    case "keyFrame":
      carriers.get(command.link)?.askKeyFrame();
      break;
    case "ping":
      report({ is: "pong", id: command.id });
      break;
  }
}

function sourceOf(source: number): SharedSource {
  const known = sources.get(source);
  if (known !== undefined) return known;
  const made = new SharedSource({
    carrier: (link) => carriers.get(link),
    layer: layerOf,
    onRetired: (encoder) => report({ is: "retired", encoder }),
  });
  sources.set(source, made);
  return made;
}

function layerOf(encoder: number): SharedLayer {
  const known = layers.get(encoder);
  if (known !== undefined) return known;
  const made = new SharedLayer({
    onBegan: () => report({ is: "began", encoder }),
    onKeyFrame: () => report({ is: "keyFrame", encoder }),
    onSilent: () => report({ is: "silent", encoder }),
  });
  layers.set(encoder, made);
  return made;
}

function carrierOf(link: number): Carrier {
  const known = carriers.get(link);
  if (known !== undefined) return known;
  const made = new Carrier(link, (why) => report({ is: "unfit", link, why }));
  carriers.set(link, made);
  return made;
}

async function run({ readable, writable, options }: RTCRtpScriptTransformer): Promise<void> {
  const parsed = parseTransformOptions(options);
  if (parsed === undefined) return void readable.pipeTo(writable).catch(() => undefined);
  const reader: ReadableStreamDefaultReader<RTCEncodedVideoFrame> = readable.getReader();
  await ("link" in parsed ? carry(parsed.link, reader, writable) : take(parsed.encoder, reader)).catch(
    () => undefined, // the connection has closed
  );
}

type FrameReader = ReadableStreamDefaultReader<RTCEncodedVideoFrame>;

/** What a shared encoder makes goes to links; on its own connection nothing is sent. */
async function take(encoder: number, reader: FrameReader): Promise<void> {
  try {
    for (;;) {
      const { value: frame, done } = await reader.read();
      if (done) return;
      layerOf(encoder).take(frame);
    }
  } finally {
    layers.delete(encoder);
  }
}

async function carry(link: number, reader: FrameReader, writable: WritableStream): Promise<void> {
  const carrier = carrierOf(link);
  const writer: WritableStreamDefaultWriter<RTCEncodedVideoFrame> = writable.getWriter();
  let isFlowing = false;
  try {
    for (;;) {
      const { value: frame, done } = await reader.read();
      if (done) return;
      if (!isFlowing) report({ is: "flowing", link });
      isFlowing = true;
      if (!carrier.isCarrier(frame, performance.now()) || carrier.fill(frame))
        writer.write(frame).catch(() => undefined);
    }
  } finally {
    if (carriers.get(link) === carrier) carriers.delete(link);
    carrier.release();
  }
}

setInterval(() => {
  const nowMs = performance.now();
  for (const source of sources.values()) source.look(nowMs);
  const lastOutAtMs = Math.max(...Array.from(carriers.values(), ({ outAtMs }) => outAtMs));
  for (const carrier of carriers.values()) carrier.look(nowMs, lastOutAtMs);
  if (++looks % figuresEveryLooks !== 0 || sources.size === 0) return;
  report({
    is: "figures",
    sources: Array.from(sources, ([source, each]) => ({
      source,
      layers: each.layers.map(({ figures }) => figures),
    })),
    links: Array.from(carriers.values(), ({ figures }) => figures),
  });
}, lookEveryMs);
