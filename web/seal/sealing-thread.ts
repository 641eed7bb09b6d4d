/** Runs in a Web Worker of its own: seals and opens the sound and picture of one participant. */
import type { MediaKeyAsk, MediaKeyTold } from "../room/media-keys.ts";
import { MediaSealer } from "./media-sealer.ts";
import { PeerMediaKeys } from "./peer-media-keys.ts";
import { openFrames, sealFrames, type FrameLink } from "./sealed-frames.ts";
import type { SealCommand, SealReport, TransformOptions, UnopenedFrames } from "./thread-wire.ts";

/** So many in a row are no accident. */
const toldFrames = 50;

class ThreadLink implements FrameLink {
  sealsToo = false;
  readonly keys: PeerMediaKeys;
  readonly #linkId: string;
  readonly #frames: UnopenedFrames = { malformed: 0, replayed: 0, forged: 0, keyless: 0 };
  #inRow = 0;

  constructor(linkId: string) {
    this.#linkId = linkId;
    this.keys = new PeerMediaKeys((kid) => ask({ linkId, kid }));
  }

  unopened(why: keyof UnopenedFrames): void {
    this.#frames[why] += 1;
    if (why !== "replayed" && ++this.#inRow === toldFrames)
      report({ is: "unopened", linkId: this.#linkId, frames: this.#frames });
  }

  opened(): void {
    if (this.#inRow >= toldFrames) report({ is: "opened", linkId: this.#linkId });
    this.#inRow = 0;
  }
}

const sealer = new MediaSealer();
const links = new Map<string, ThreadLink>();
let kernel: MessagePort | undefined;

function linkOf(linkId: string): ThreadLink {
  const known = links.get(linkId) ?? new ThreadLink(linkId);
  links.set(linkId, known);
  return known;
}

function ask(wanted: MediaKeyAsk): void {
  kernel?.postMessage(wanted);
}

function report(message: SealReport): void {
  postMessage(message);
}

function takeKeys(told: MediaKeyTold): void {
  if (told.is === "own") void sealer.rekey(told.kid, told.base);
  else if (told.is === "peer") void links.get(told.linkId)?.keys.told(told.kid, told.base);
  else links.get(told.linkId)?.keys.askAgain();
}

// what it is told comes from this package's own page and kernel, by the types of the wires
addEventListener("message", ({ data: command }: MessageEvent<SealCommand>) => {
  switch (command.do) {
    case "begin":
      kernel = command.keys;
      kernel.onmessage = ({ data }: MessageEvent<MediaKeyTold>) => takeKeys(data);
      break;
    case "sealTo":
      linkOf(command.linkId).sealsToo = true;
      break;
    case "drop":
      links.delete(command.linkId);
      break;
    case "stop":
      sealer.stop();
      break;
  }
});

addEventListener("rtctransform", ({ transformer }) => {
  const { linkId, side }: TransformOptions = transformer.options;
  const link = linkOf(linkId);
  if (side === "send") sealFrames(transformer, link, sealer);
  else openFrames(transformer, link);
});
