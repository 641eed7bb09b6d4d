/**
 * Runs in a Web Worker of its own: encodes each wanted layer of a camera or screen once, and puts its frames on every link
 * that is to have them. A link that has its own encoder passes through unchanged.
 */
import { parseCommand, parseTransformOptions, type ThreadReport } from "../wire.ts";
import { Carrier, carrierSizePx } from "./carrier.ts";
import { SharedSource } from "./shared-source.ts";

const lookEveryMs = 150;
const figuresEveryLooks = 7;

const carriers = new Map<number, Carrier>();
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
    case "frames":
      sourceOf(command.source).read(command.readable);
      break;
    case "divide":
      sourceOf(command.source).divide(command.codec, command.layers, command.links);
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
    onReady: () => report({ is: "ready", source }),
    onFailed: (why, text) => {
      sources.delete(source);
      report({ is: "failed", source, why, text });
    },
  });
  sources.set(source, made);
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
  const link = parseTransformOptions(options);
  if (link === undefined) return void readable.pipeTo(writable).catch(() => undefined);
  const carrier = carrierOf(link);
  const reader: ReadableStreamDefaultReader<RTCEncodedVideoFrame> = readable.getReader();
  const writer: WritableStreamDefaultWriter<RTCEncodedVideoFrame> = writable.getWriter();
  let isFlowing = false;
  try {
    for (;;) {
      const { value: frame, done } = await reader.read();
      if (done) break;
      if (!isFlowing) report({ is: "flowing", link });
      isFlowing = true;
      if (!carrier.mayCarry(performance.now()) || !isCarrier(frame) || carrier.fill(frame))
        writer.write(frame).catch(() => undefined);
    }
  } catch {
    // the connection has closed
  }
  if (carriers.get(link) === carrier) carriers.delete(link);
  carrier.release();
}

function isCarrier(frame: RTCEncodedVideoFrame): boolean {
  return (frame.getMetadata().width ?? 0) <= carrierSizePx;
}

setInterval(() => {
  const nowMs = performance.now();
  for (const source of sources.values()) source.look(nowMs);
  for (const carrier of carriers.values()) carrier.look(nowMs);
  if (++looks % figuresEveryLooks !== 0 || sources.size === 0) return;
  report({
    is: "figures",
    sources: Array.from(sources, ([source, each]) => ({ source, layers: each.figures() })),
    links: Array.from(carriers.values(), ({ figures }) => figures),
  });
}, lookEveryMs);
