import { createCipheriv, hkdfSync, randomInt } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { clearBytes, parseSealedMedia, sealMedia } from "../../web/seal/media-frame.ts";
import { MediaOpener } from "../../web/seal/media-opener.ts";
import { MediaSealer } from "../../web/seal/media-sealer.ts";
import { PeerMediaKeys } from "../../web/seal/peer-media-keys.ts";
import { encodeHeader, parseHeader } from "../../web/seal/sframe-header.ts";
import { openFrame, sealFrame, sframeKey } from "../../web/seal/sframe.ts";

const seed = Number(process.env["FUZZ_SEED"] ?? randomInt(2 ** 31));

/** Mulberry32: 0 .. 1 */
function randomOf(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
function fromHex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(text, "hex"));
}
function base(fill: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(32).fill(fill);
}

/** RFC 9605, appendix C.1: 0, 1, and what is the last and the first number of each length. */
const edges = [0n, 1n];
for (let bits = 8n; bits <= 64n; bits += 8n) edges.push((1n << bits) - 1n, 1n << bits);
edges.pop();

/** Section 4.3 once more, by text. */
function expectedHeader(kid: bigint, counter: bigint): string {
  const half = (value: bigint): [number, string] => {
    if (value < 8n) return [Number(value), ""];
    const digits = value.toString(16);
    const bytes = digits.padStart(digits.length + (digits.length % 2), "0");
    return [8 + bytes.length / 2 - 1, bytes];
  };
  const [[kidHalf, kidBytes], [counterHalf, counterBytes]] = [half(kid), half(counter)];
  return kidHalf.toString(16) + counterHalf.toString(16) + kidBytes + counterBytes;
}

describe("an SFrame's header", () => {
  it("is as the RFC's 289 vectors have it, both ways", () => {
    expect(edges.length ** 2).toBe(289);
    for (const kid of edges) {
      for (const counter of edges) {
        const header = encodeHeader(kid, counter);
        expect(hex(header), `${kid} ${counter}`).toBe(expectedHeader(kid, counter));
        expect(parseHeader(header)).toEqual({ kid, counter, lengthBytes: header.length });
      }
    }
    // as printed there
    expect(hex(encodeHeader(0xffn, 0xffffffn))).toBe("8affffffff");
    expect(hex(encodeHeader(2n ** 64n - 1n, 2n ** 56n))).toBe("ffffffffffffffffff0100000000000000");
  });

  it("is read from any bytes, or refused: whatever is read is written the same again", () => {
    console.info(`FUZZ_SEED=${seed}`);
    const random = randomOf(seed);
    let read = 0;
    for (let round = 0; round < 50_000; round++) {
      const bytes = Uint8Array.from({ length: Math.floor(random() * 20) }, () =>
        random() < 0.3 ? 0 : Math.floor(random() * 256),
      );
      const header = parseHeader(bytes);
      if (header === undefined) continue;
      read++;
      const again = encodeHeader(header.kid, header.counter);
      expect(hex(again), hex(bytes)).toBe(hex(bytes.subarray(0, header.lengthBytes)));
    }
    expect(read).toBeGreaterThan(1_000);
  });

  it("is refused where a number is longer than it has to be, or cut off", () => {
    for (const text of ["", "0807", "8007", "090001", "08", "90ff", "ff00"])
      expect(parseHeader(fromHex(text)), text).toBeUndefined();
    expect(() => encodeHeader(1n << 64n, 0n)).toThrow(RangeError);
  });
});

describe("a sealed frame", () => {
  it("is as the RFC's vector of AES_128_GCM_SHA256_128 has it (appendix C.3)", async () => {
    const key = await sframeKey(fromHex("000102030405060708090a0b0c0d0e0f"), 0x123);
    expect(hex(key.salt)).toBe("75234edefe07819026751816");
    const metadata = new TextEncoder().encode("IETF SFrame WG");
    const frame = await sealFrame(key, 0x4567, new TextEncoder().encode("draft-ietf-sframe-enc"), metadata);
    expect(hex(frame)).toBe(
      "9901234567b7412c2513a1b66dbb48841bbaf17f598751176ad847681a69c6d0b091c07018ce4adb34eb",
    );
    const header = parseHeader(frame);
    const opened = header && (await openFrame(key, header, frame, metadata));
    expect(new TextDecoder().decode(opened)).toBe("draft-ietf-sframe-enc");
    expect(header && (await openFrame(key, header, frame, new Uint8Array()))).toBeUndefined();
  });

  it("of a picture is what another library makes of docs/frame-format.md", async () => {
    const [kid, counter] = [17, 300];
    const frame = Uint8Array.from({ length: 60 }, (_, at) => (at * 7) & 0xfe);
    const clear = frame.subarray(0, 10);
    const derive = (what: string, bytes: number): Buffer => {
      const numbers = Buffer.alloc(10);
      numbers.writeBigUInt64BE(BigInt(kid));
      numbers.writeUInt16BE(4, 8);
      const info = Buffer.concat([Buffer.from(`SFrame 1.0 Secret ${what} `), numbers]);
      return Buffer.from(hkdfSync("sha256", base(5), "", info, bytes));
    };
    const nonce = derive("salt", 12);
    nonce.writeBigUInt64BE(nonce.readBigUInt64BE(4) ^ BigInt(counter), 4);
    const header = Buffer.from("8911012c", "hex");
    expect(hex(header)).toBe(expectedHeader(17n, 300n));
    const cipher = createCipheriv("aes-128-gcm", derive("key", 16), nonce);
    cipher.setAAD(Buffer.concat([header, Buffer.of(1), clear]));
    const text = Buffer.concat([cipher.update(frame.subarray(10)), cipher.final(), cipher.getAuthTag()]);
    const sealed = await sealMedia(await sframeKey(base(5), kid), counter, "video", frame);
    expect(hex(sealed)).toBe(hex(Buffer.concat([clear, header, text])));
  });

  it("leaves readable what browsers read of VP8, and nothing of sound", () => {
    expect(clearBytes("video", Uint8Array.of(0x10, ...new Uint8Array(40)))).toBe(10);
    expect(clearBytes("video", Uint8Array.of(0x11, ...new Uint8Array(40)))).toBe(3);
    expect(clearBytes("video", Uint8Array.of(0x11))).toBe(1);
    expect(clearBytes("video", new Uint8Array())).toBe(0);
    expect(clearBytes("audio", new Uint8Array(40))).toBe(0);
  });

  it("of any bytes opens as nothing, and never throws", async () => {
    console.info(`FUZZ_SEED=${seed}`);
    const random = randomOf(seed);
    const key = await sframeKey(base(1), 0);
    const opener = new MediaOpener("video", { get: () => key });
    for (let round = 0; round < 2_000; round++) {
      const bytes = Uint8Array.from({ length: Math.floor(random() * 64) }, () => Math.floor(random() * 256));
      expect(await opener.open(bytes)).toBeTypeOf("string");
    }
  });
});

/** Two ends: what one seals, the other opens with what it is told of keys. */
function ends() {
  const sealer = new MediaSealer();
  const asked: number[] = [];
  const keys = new PeerMediaKeys((kid) => asked.push(kid));
  return {
    sealer,
    asked,
    keys,
    sound: new MediaOpener("audio", keys),
    picture: new MediaOpener("video", keys),
  };
}

describe("sound and picture between two ends", () => {
  const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);

  it("nothing is sealed, and so nothing leaves, before there is a key and after the kernel is gone", async () => {
    const { sealer } = ends();
    expect(sealer.seal("audio", bytes)).toBeUndefined();
    await sealer.rekey(0, base(1));
    expect(await sealer.seal("audio", bytes)).toBeDefined();
    sealer.stop();
    await sealer.rekey(1, base(2));
    expect(sealer.seal("audio", bytes)).toBeUndefined();
  });

  it("a frame waits for its key, is opened once, and not as another kind or changed", async () => {
    const { sealer, asked, keys, sound, picture } = ends();
    await sealer.rekey(3, base(1));
    const frame = await sealer.seal("audio", bytes)!;
    const opening = sound.open(frame);
    expect(asked).toEqual([3]);
    await keys.told(3, "later");
    keys.askAgain();
    expect(asked).toEqual([3, 3]);
    await keys.told(3, base(1));
    expect(await opening).toEqual(bytes);
    expect(await sound.open(frame)).toBe("replayed");
    expect(await picture.open(frame)).not.toBeInstanceOf(Uint8Array);
    const next = await sealer.seal("video", bytes)!;
    for (const at of next.keys()) {
      const changed = next.slice();
      changed[at]! ^= 2;
      expect(await picture.open(changed), `byte ${at}`).toBeTypeOf("string");
    }
    expect(await picture.open(next)).toEqual(bytes);
  });

  it("a change of key loses nothing, in whichever order frames come; later the old key is gone", async () => {
    vi.useFakeTimers();
    try {
      const { sealer, asked, keys, sound } = ends();
      await sealer.rekey(0, base(1));
      const before = [await sealer.seal("audio", bytes)!, await sealer.seal("audio", bytes)!];
      const late = await sealer.seal("audio", bytes)!;
      await sealer.rekey(16, base(2));
      const after = await sealer.seal("audio", bytes)!;
      await keys.told(0, base(1));
      expect(await sound.open(before[0]!)).toEqual(bytes);
      const opening = sound.open(after);
      expect(asked).toEqual([16]);
      await keys.told(16, base(2));
      expect(await opening).toEqual(bytes);
      expect(await sound.open(before[1]!)).toEqual(bytes);
      vi.advanceTimersByTime(2_000);
      expect(await sound.open(late)).toBe("keyless");
    } finally {
      vi.useRealTimers();
    }
  });

  it("a key that does not come holds up one frame, not all", async () => {
    vi.useFakeTimers();
    try {
      const { sealer, sound } = ends();
      await sealer.rekey(7, base(1));
      const first = sound.open(await sealer.seal("audio", bytes)!);
      vi.advanceTimersByTime(1_500);
      expect(await first).toBe("keyless");
      expect(await sound.open(await sealer.seal("audio", bytes)!)).toBe("keyless");
    } finally {
      vi.useRealTimers();
    }
  });

  it("no two frames have the same counter, whatever is sealed at once and under whichever key", async () => {
    const { sealer } = ends();
    await sealer.rekey(0, base(1));
    const frames = Array.from({ length: 40 }, (_, at) => sealer.seal(at % 2 ? "audio" : "video", bytes)!);
    await sealer.rekey(1, base(2));
    frames.push(...Array.from({ length: 40 }, () => sealer.seal("audio", bytes)!));
    const counters = (await Promise.all(frames)).map(
      (frame, at) => parseSealedMedia(at < 40 && at % 2 === 0 ? "video" : "audio", frame)!.counter,
    );
    expect(new Set(counters).size).toBe(80);
  });

  it("replays are refused across a window of thousands, in any order", async () => {
    console.info(`FUZZ_SEED=${seed}`);
    const random = randomOf(seed);
    const key = await sframeKey(base(1), 0);
    const opener = new MediaOpener("audio", { get: () => key });
    const seal = (counter: number) => sealMedia(key, counter, "audio", bytes);
    const counters = Array.from({ length: 300 }, (_, at) => at * 13);
    counters.sort(() => random() - 0.5);
    for (const counter of counters) expect(await opener.open(await seal(counter))).toEqual(bytes);
    for (const counter of counters) expect(await opener.open(await seal(counter))).toBe("replayed");
    expect(await opener.open(await seal(1_000_000))).toEqual(bytes);
    expect(await opener.open(await seal(1_000_000 - 4_096))).toBe("replayed");
    expect(await opener.open(await seal(1_000_000 - 4_095))).toEqual(bytes);
  });
});
