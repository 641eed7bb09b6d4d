import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { acknowledgement } from "../../web/kernel/credit.ts";
import type { Outlet } from "../../web/kernel/outlet.ts";
import { SendingTrack } from "../../web/kernel/sending-track.ts";
import { binaryEntry, type Pack } from "../../web/room/data-wire.ts";
import { FakeChannel } from "../fakes/fake-channel.ts";

const windowBytes = 512 * 1024;
const kib = 1024;
const mib = 1024 * 1024;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A track whose frames are not sealed, so that a test can look into them. */
class Track {
  readonly taken: number[] = [];
  readonly lost: string[] = [];
  readonly attached: string[] = [];
  readonly sending: SendingTrack;
  /** Overwritten by each, as the kernel's. */
  readonly #sealed = new Uint8Array(64 * kib + 1);
  frames = 0;

  constructor({ reliable = true } = {}) {
    this.sending = new SendingTrack(
      { ordered: true, reliable },
      {
        seal: (head, body) => {
          this.frames += 1;
          this.#sealed.set(head);
          this.#sealed.set(body, head.length);
          return this.#sealed.subarray(0, head.length + body.length);
        },
        attach: (linkId) => void this.attached.push(linkId),
      },
      {
        onTaken: (below) => void this.taken.push(below),
        onLost: (linkId, from, below, code) => void this.lost.push(`${linkId} ${from}..${below} ${code}`),
      },
    );
  }

  /** A link to somebody who listens. */
  link(linkId: string, channel = new FakeChannel(), largestBytes = 0): FakeChannel {
    this.publish(linkId, channel).ready(largestBytes);
    this.sending.attach(linkId);
    return channel;
  }

  publish(linkId: string, channel: FakeChannel): Outlet {
    return this.sending.publish(linkId, channel);
  }

  send(...sizesBytes: number[]): void {
    const bytes = new Uint8Array(sizesBytes.reduce((sum, size) => sum + size, 0));
    const pack: Pack = { bytes, entries: Uint32Array.from(sizesBytes, (size) => size + binaryEntry) };
    this.sending.send([pack]);
  }
}

const acknowledge = (channel: FakeChannel, bytes = channel.sentBytes): void =>
  channel.receive(acknowledgement(bytes).buffer);

describe("an own track", () => {
  it("sends the first message at once, and what is sent in one go in few frames", () => {
    const track = new Track();
    const channel = track.link("ana");
    track.send(64);
    expect(channel.sent.map(({ length }) => length)).toEqual([65]);
    track.send(...Array.from({ length: 1_000 }, () => 64));
    expect(channel.sent.length).toBeLessThan(8);
    expect(track.taken).toEqual([1, 1_001]);
  });

  it("gathers what comes while the channel is busy", () => {
    const track = new Track();
    const channel = track.link("ana", new FakeChannel({ fast: false }));
    track.send(400 * kib);
    const before = channel.sent.length;
    for (let at = 0; at < 100; at++) track.send(50);
    expect(channel.sent.length).toBe(before);
    channel.drain();
    channel.drain();
    expect(track.taken.at(-1)).toBe(101);
    expect(channel.sent.filter((frame) => frame[0] === 4).length).toBe(1);
  });

  it("seals a message once, however many links there are", () => {
    const track = new Track();
    const channels = ["ana", "ben", "cem"].map((name) => track.link(name));
    track.send(1_000);
    expect(track.frames).toBe(1);
    expect(channels.map(({ sent }) => sent.length)).toEqual([1, 1, 1]);
  });

  it("makes frames as large as every way there carries", () => {
    const track = new Track();
    const ana = track.link("ana", new FakeChannel(), 256 * kib);
    track.send(64 * kib);
    expect(ana.sent.map(({ length }) => length)).toEqual([64 * kib + 1]);
    const ben = track.link("ben", new FakeChannel(), 30 * kib);
    track.send(64 * kib);
    for (const { sent } of [ana, ben])
      expect(Math.max(...sent.slice(-3).map(({ length }) => length))).toBeLessThanOrEqual(30 * kib);
    track.sending.close("ben", 54005);
    track.send(64 * kib);
    expect(ana.sent.at(-1)?.length).toBe(64 * kib + 1);
  });

  it("keeps its order for all when a link fails while what waits is sealed for a newcomer", () => {
    const track = new Track();
    const ana = track.link("ana", new FakeChannel({ fast: false }));
    const ben = track.link("ben", new FakeChannel({ fast: false }));
    track.send(300 * kib);
    for (const size of [1_000, 20_000, 1_001]) track.send(size);
    // what was in the channels has left, which nobody knows yet; and the one is closing
    ana.bufferedAmount = 0;
    ben.bufferedAmount = 0;
    ana.send = () => {
      throw new DOMException("The channel is closing", "InvalidStateError");
    };
    const before = ben.sent.length;
    track.publish("cem", new FakeChannel());
    track.sending.attach("cem");
    const sizes = ben.sent.slice(before).map(({ length }) => length);
    expect(sizes.slice(-4)).toEqual([1_001, 16_356, 3_662, 1_002]);
  });

  it("has no more under way than its window, and goes on as it is acknowledged", () => {
    const track = new Track();
    const channel = track.link("ana");
    track.send(4 * mib);
    expect(channel.sentBytes).toBeLessThanOrEqual(windowBytes);
    expect(channel.sentBytes).toBeGreaterThan(windowBytes - 17 * kib);
    expect(track.taken).toEqual([]);
    acknowledge(channel, 100 * kib);
    expect(channel.sentBytes).toBeLessThanOrEqual(windowBytes + 100 * kib);
    expect(channel.sentBytes).toBeGreaterThan(windowBytes + 83 * kib);
    for (let round = 0; round < 20; round++) acknowledge(channel);
    expect(channel.sentBytes).toBeGreaterThan(4 * mib);
    expect(track.taken).toEqual([1]);
  });

  it("is not led on by who acknowledges what was never sent, or says nothing sensible", () => {
    const track = new Track();
    const channel = track.link("ana");
    track.send(4 * mib);
    const before = channel.sentBytes;
    acknowledge(channel, before + 1);
    acknowledge(channel, 2 ** 32 - 1);
    for (const data of ["65536", new ArrayBuffer(3), new ArrayBuffer(4), new ArrayBuffer(500), null, 7])
      channel.receive(data);
    expect(channel.sentBytes).toBe(before);
  });

  it("waits for the peer to listen and the channel to open", () => {
    const track = new Track();
    const channel = new FakeChannel({ open: false });
    const outlet = track.publish("ana", channel);
    track.sending.attach("ana");
    track.send(10);
    outlet.ready();
    expect(channel.sent).toEqual([]);
    channel.open();
    expect(channel.sent).toHaveLength(1);
    expect(track.taken).toEqual([1]);
  });

  it("gives a newcomer nothing of what was sent before", () => {
    const track = new Track();
    const ana = track.link("ana");
    track.send(4 * mib);
    const ben = track.link("ben");
    track.send(10);
    for (let round = 0; round < 20; round++) acknowledge(ana);
    expect(track.attached).toEqual(["ana", "ben"]);
    expect(ben.sent.map(({ length }) => length)).toEqual([11]);
    expect(track.taken.at(-1)).toBe(2);
  });

  it("counts as taken what nobody is there for", () => {
    const track = new Track();
    track.publish("ana", new FakeChannel());
    track.send(10, 10);
    expect(track.taken).toEqual([2]);
    expect(track.frames).toBe(0);
  });
});

describe("a link that does not keep up", () => {
  it("is waited for, as long as it moves at all", () => {
    const track = new Track();
    const [fast, slow] = [track.link("fast"), track.link("slow")];
    track.send(mib);
    track.send(10);
    for (let round = 0; round < 5; round++) acknowledge(fast);
    expect(track.taken).toEqual([]);
    for (let acked = 0; track.taken.length === 0; acked += 16 * kib) {
      vi.advanceTimersByTime(2_900);
      acknowledge(slow, Math.min(acked, slow.sentBytes));
    }
    expect(track.lost).toEqual([]);
  });

  it("is not waited for after 3 s, and still gets everything when it goes on", () => {
    const track = new Track();
    const [fast, stalled] = [track.link("fast"), track.link("stalled")];
    track.send(mib);
    track.send(10);
    for (let round = 0; round < 5; round++) acknowledge(fast);
    vi.advanceTimersByTime(3_000);
    expect(track.taken.at(-1)).toBe(2);
    for (let round = 0; round < 5; round++) acknowledge(stalled);
    expect(stalled.sentBytes).toBe(fast.sentBytes);
    expect(track.lost).toEqual([]);
  });

  it("loses the track when it is too far behind, which is told; the others go on", () => {
    const track = new Track();
    const [fast, stalled] = [track.link("fast"), track.link("stalled")];
    for (let message = 0; message < 40; message++) {
      track.send(mib);
      for (let round = 0; round < 5; round++) acknowledge(fast);
    }
    expect(stalled.readyState).toBe("closed");
    expect(track.lost[0]).toMatch(/^stalled 0\.\.3\d 54014$/);
    expect(track.taken.at(-1)).toBe(40);
    expect(fast.sentBytes).toBeGreaterThan(40 * mib);
    track.send(10);
    expect(track.lost.at(-1)).toBe("stalled 40..41 54014");
  });

  it("loses messages of a lossy track instead, which is told, and keeps the track", () => {
    const track = new Track({ reliable: false });
    const [fast, slow] = [track.link("fast"), track.link("slow", new FakeChannel({ fast: false }))];
    for (let message = 0; message < 1_000; message++) track.send(1_000);
    expect(fast.sent).toHaveLength(1_000);
    expect(slow.readyState).toBe("open");
    expect(track.lost[0]).toMatch(/^slow \d+\.\.\d+ 54014$/);
    const behind = slow.sent.length;
    slow.drain();
    expect(slow.sent.length).toBeGreaterThan(behind);
  });

  it("does not share a large frame's fate on a lossy track: few messages go together", () => {
    const track = new Track({ reliable: false });
    const channel = track.link("ana");
    track.send(...Array.from({ length: 100 }, () => 100));
    expect(Math.max(...channel.sent.map(({ length }) => length))).toBeLessThanOrEqual(1_100);
  });
});

describe("a link that ends", () => {
  it("tells what it will not have; messages go on to the others", () => {
    const track = new Track();
    const [ana, ben] = [track.link("ana"), track.link("ben")];
    track.send(10);
    ana.close();
    track.send(10);
    expect(track.lost).toEqual(["ana 1..2 54005"]);
    track.sending.close("ana", 54005);
    track.send(10);
    expect(track.lost).toEqual(["ana 1..2 54005"]);
    expect(ben.sent).toHaveLength(3);
  });

  it("tells of messages that were not sealed yet, when it was the only one", () => {
    const track = new Track();
    track.link("ana");
    track.send(2 * mib, 10, 10);
    track.sending.close("ana", 54005);
    expect(track.lost).toEqual(["ana 0..3 54005"]);
    expect(track.taken).toEqual([3]);
  });
});
