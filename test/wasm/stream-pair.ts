import { expect } from "vitest";
import { split } from "../../web/kernel/fragments.ts";
import { frameOverheadBytes } from "../../web/kernel/frames.ts";
import type { MessageKind, Opened, StreamId } from "../../web/kernel/kernel-api.ts";
import type { Streams } from "../../web/kernel/streams.ts";

export const sid = "MT00000000000000000000000000000001";
export const utf8 = new TextEncoder();
export const context = utf8.encode("room, both peers, both fingerprints");

/** Key messages from one end to the other, as over the control channel. */
export function keysInto(streams: Streams, linkId: string): (keys: Uint8Array) => void {
  // the link is gone, or its ends differ
  return (keys) => void streams.takeKeys(linkId, keys).catch(() => undefined);
}

export interface Pair {
  send: StreamId;
  receive: StreamId;
  a: string;
  b: string;
}

/** Two ends of a link, as two pages would be; both in one kernel. */
export async function linkedPair(
  streams: Streams,
  { ordered = true, contexts = [context, context] }: { ordered?: boolean; contexts?: Uint8Array[] } = {},
): Promise<Pair> {
  const name = crypto.randomUUID();
  const [a, b] = [`${name}-a`, `${name}-b`];
  streams.openLink(a, `seat ${a}`, keysInto(streams, b));
  streams.openLink(b, `seat ${b}`, keysInto(streams, a));
  const send = streams.openSending(`seat ${a}`, sid);
  streams.attach(send, a);
  const receive = streams.openReceiving({ linkId: b, trackSid: sid, ordered });
  const [keyA, keyB] = [await streams.offerKey(a), await streams.offerKey(b)];
  await Promise.all([streams.agree(a, keyB, contexts[0]!), streams.agree(b, keyA, contexts[1]!)]);
  return { send, receive, a, b };
}

/** One message, as a track that has the channel to itself sends it. */
export function sealMessage(
  streams: Streams,
  stream: StreamId,
  kind: MessageKind,
  bytes: Uint8Array,
  maxFrameBytes = 16_384,
): Uint8Array<ArrayBuffer>[] {
  const plaintexts = split(kind, bytes, 0, maxFrameBytes - frameOverheadBytes)!;
  return plaintexts.map(({ head, body }) => streams.sealFrame(stream, head, body).slice());
}

export function sealOne(streams: Streams, stream: StreamId, text: string): Uint8Array<ArrayBuffer> {
  const [frame, ...more] = sealMessage(streams, stream, "text", utf8.encode(text));
  expect(more).toEqual([]);
  return frame!;
}

/** Settles at once, but for a frame that has overtaken its key. */
export function open(streams: Streams, stream: StreamId, frame: Uint8Array): Promise<Opened> {
  return new Promise((resolve) => streams.openFrame(stream, frame, resolve));
}

export const kernelFailure = (message: RegExp) =>
  expect.objectContaining({ name: "KernelError", message: expect.stringMatching(message) });
