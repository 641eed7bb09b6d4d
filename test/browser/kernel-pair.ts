import { expect } from "vitest";
import type { KernelApi } from "../../web/kernel/kernel-api.ts";

export const sid = "MT00000000000000000000000000000001";
export const utf8 = new TextEncoder();
export const context = utf8.encode("room, both peers, both fingerprints");

/** The way of key messages from one end to the other, as the control channel is. */
export function keysInto(kernel: KernelApi, linkId: string): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener("message", ({ data }: MessageEvent<Uint8Array>) => {
    kernel.takeKeys(linkId, data).catch(() => undefined); // the link is gone, or its ends differ
  });
  port1.start();
  return port2;
}

export interface Pair {
  send: number;
  receive: number;
  a: string;
  b: string;
}

/** Two ends of a link, as two pages would be; both live in the page's one kernel. */
export async function linkedPair(
  kernel: KernelApi,
  { ordered = true, contexts = [context, context] }: { ordered?: boolean; contexts?: Uint8Array[] } = {},
): Promise<Pair> {
  const name = crypto.randomUUID();
  const [a, b] = [`${name}-a`, `${name}-b`];
  await Promise.all([
    kernel.openLink(a, `seat ${a}`, keysInto(kernel, b)),
    kernel.openLink(b, `seat ${b}`, keysInto(kernel, a)),
  ]);
  const send = await kernel.openSending(`seat ${a}`, sid);
  await kernel.attach(send, a);
  const receive = await kernel.openReceiving({ linkId: b, trackSid: sid, ordered });
  const [keyA, keyB] = [await kernel.offerKey(a), await kernel.offerKey(b)];
  await Promise.all([
    kernel.agree(a, keyB, contexts[0]!.slice()),
    kernel.agree(b, keyA, contexts[1]!.slice()),
  ]);
  return { send, receive, a, b };
}

export async function sealOne(
  kernel: KernelApi,
  stream: number,
  text: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const [frame, ...more] = await kernel.seal(stream, "text", utf8.encode(text), 16_384);
  expect(more).toEqual([]);
  return frame!;
}

export const kernelFailure = (message: RegExp) =>
  expect.objectContaining({ name: "KernelError", message: expect.stringMatching(message) });
