import { describe, expect, it } from "vitest";
import { loadWasm } from "../../web/kernel/kernel-wasm.ts";
import { Streams } from "../../web/kernel/streams.ts";
import { fromHex } from "./hex.ts";
import {
  context,
  kernelFailure,
  keysInto,
  linkedPair,
  open,
  sealMessage,
  sealOne,
  sid,
  utf8,
} from "./stream-pair.ts";

const startStreams = async () => new Streams(await loadWasm());

describe("sealed streams", () => {
  it("carry a message from one link to the other", async () => {
    const streams = await startStreams();
    const { send, receive } = await linkedPair(streams);
    const frame = sealOne(streams, send, "grüezi");
    expect(new TextDecoder("latin1").decode(frame)).not.toContain("ezi");
    const opened = await open(streams, receive, frame);
    expect(opened).toEqual({ status: "message", kind: "text", bytes: utf8.encode("grüezi") });
  });

  it("leave nothing of a message in the kernel's memory", async () => {
    const wasm = await loadWasm();
    const streams = new Streams(wasm);
    const { send, receive } = await linkedPair(streams);
    const holds = (text: string) => Buffer.from(wasm.bytes.buffer).includes(text);
    const secret = `the secret ${crypto.randomUUID()}`;
    for (const text of [secret, secret.repeat(300)]) {
      for (const frame of sealMessage(streams, send, "text", utf8.encode(text))) {
        expect(holds(secret), "sealed").toBe(false);
        expect((await open(streams, receive, frame)).status).not.toBe("dropped");
        expect(holds(secret), "opened").toBe(false);
      }
    }
  });

  it("seal a message once for all links", async () => {
    const streams = await startStreams();
    const { send, receive, a } = await linkedPair(streams);
    const [seat, cy] = [`seat ${a}`, `${a} to cy`];
    streams.openLink(cy, seat, keysInto(streams, "cy"));
    streams.openLink("cy", "cy's seat", keysInto(streams, cy));
    streams.attach(send, cy);
    const receiveToo = streams.openReceiving({ linkId: "cy", trackSid: sid, ordered: true });
    const keys = [await streams.offerKey(cy), await streams.offerKey("cy")];
    await Promise.all([streams.agree(cy, keys[1]!, context), streams.agree("cy", keys[0]!, context)]);
    const frame = sealOne(streams, send, "to both");
    const message = { status: "message", kind: "text", bytes: utf8.encode("to both") };
    expect(await open(streams, receive, frame)).toEqual(message);
    expect(await open(streams, receiveToo, frame)).toEqual(message);
  });

  it("open nothing when the two sides saw different fingerprints", async () => {
    const streams = await startStreams();
    const contexts = [utf8.encode("fingerprint 1"), utf8.encode("fingerprint 2")];
    const { send, receive } = await linkedPair(streams, { contexts });
    expect(await open(streams, receive, sealOne(streams, send, "hello"))).toMatchObject({
      status: "dropped",
    });
  });

  it("cut a large message into frames and put it together again", async () => {
    const streams = await startStreams();
    const { send, receive } = await linkedPair(streams, { ordered: false });
    const message = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 31) & 0xff);
    const frames = sealMessage(streams, send, "binary", message);
    expect(frames.length).toBeGreaterThan(10);
    expect(Math.max(...frames.map(({ length }) => length))).toBeLessThanOrEqual(16_384);
    const answers = [];
    for (const frame of frames.toReversed()) answers.push(await open(streams, receive, frame));
    expect(answers.pop()).toEqual({ status: "message", kind: "binary", bytes: message });
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(["fragment"]));
  });

  it("drop what was changed, repeated or is no frame", async () => {
    const streams = await startStreams();
    const { send, receive } = await linkedPair(streams);
    const frame = sealOne(streams, send, "once");
    const changed = frame.with(3, frame[3]! ^ 1);
    expect(await open(streams, receive, changed)).toEqual({ status: "dropped", reason: "forged" });
    expect(await open(streams, receive, frame)).toMatchObject({ status: "message" });
    expect(await open(streams, receive, frame)).toEqual({ status: "dropped", reason: "replayed" });
    const malformed = { status: "dropped", reason: "malformed" };
    expect(await open(streams, receive, new Uint8Array(5))).toEqual(malformed);
    const tooLarge = { status: "dropped", reason: "tooLarge" };
    expect(await open(streams, receive, new Uint8Array(70_000))).toEqual(tooLarge);
  });

  it("forget a closed stream, and refuse to start its key again", async () => {
    const streams = await startStreams();
    const { send, a } = await linkedPair(streams);
    streams.close(send);
    streams.close(send);
    expect(() => sealOne(streams, send, "x")).toThrow(kernelFailure(/stream/));
    expect(() => streams.openSending(`seat ${a}`, sid)).toThrow(kernelFailure(/before/));
  });

  it("are forgotten with a dropped link, and only those", async () => {
    const streams = await startStreams();
    const { send, receive, a, b } = await linkedPair(streams);
    const frame = sealOne(streams, send, "before");
    streams.dropLink(a);
    streams.dropLink(a);
    expect(await open(streams, receive, frame)).toMatchObject({ status: "message" });
    streams.dropLink(b);
    await expect(open(streams, receive, frame)).rejects.toEqual(kernelFailure(/stream/));
    expect(sealOne(streams, send, "after").length).toBeGreaterThan(5);
  });

  it("are forgotten with a seat", async () => {
    const streams = await startStreams();
    const { send, a } = await linkedPair(streams);
    streams.closeSeat(`seat ${a}`);
    streams.closeSeat(`seat ${a}`);
    expect(() => sealOne(streams, send, "x")).toThrow(kernelFailure(/stream/));
    expect(() => streams.offerKey(a)).toThrow(kernelFailure(/link/));
  });

  it("are 64 of one seat at most, and 255 in all", async () => {
    const streams = await startStreams();
    const trackSid = (index: number) => `MT${index.toString(16).padStart(32, "0")}`;
    let opened = 0;
    const refused: unknown[] = [];
    for (const seat of ["full 1", "full 2", "full 3", "full 4", "full 5"]) {
      for (let index = 0; index < 65; index++) {
        try {
          streams.openSending(seat, trackSid(index));
          opened += 1;
        } catch (error) {
          refused.push(error);
        }
      }
    }
    expect(refused[0]).toEqual(kernelFailure(/64 tracks/));
    expect(refused.at(-1)).toEqual(kernelFailure(/255/));
    expect(opened).toBe(255);
  });

  it("refuse public keys of low order, of a wrong length, and one's own", async () => {
    const streams = await startStreams();
    streams.openLink("weak", "weak", () => undefined);
    await expect(streams.agree("weak", new Uint8Array(32), context)).rejects.toEqual(
      kernelFailure(/offered/),
    );
    const own = await streams.offerKey("weak");
    const one = new Uint8Array(32).with(0, 1);
    const order8 = fromHex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800");
    for (const key of [new Uint8Array(32), one, order8]) {
      await expect(streams.agree("weak", key, context)).rejects.toEqual(kernelFailure(/low order/));
    }
    await expect(streams.agree("weak", own.slice(1), context)).rejects.toEqual(kernelFailure(/32/));
    await expect(streams.agree("weak", own, context)).rejects.toEqual(kernelFailure(/own/));
    streams.dropLink("weak");
    await expect(streams.agree("weak", own, context)).rejects.toEqual(kernelFailure(/No such link/));
  });

  it("refuse to seal on one that receives", async () => {
    const streams = await startStreams();
    const { receive } = await linkedPair(streams);
    expect(() => sealOne(streams, receive, "x")).toThrow(kernelFailure(/receive/));
  });
});
