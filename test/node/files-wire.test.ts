import { describe, expect, it } from "vitest";
import { pictureSize } from "../../web/files/picture-size.ts";
import {
  mostFileBytes,
  mostPieces,
  pieceBytesOf,
  pieceCount,
  pieceRange,
  PieceSet,
} from "../../web/files/pieces.ts";
import {
  parseFileBytes,
  parseFileMessage,
  parseSet,
  writeFileBytes,
  writeFileMessage,
  writeSet,
  type FileMessage,
} from "../../web/files/wire.ts";
import { seeded } from "../wasm/seeded.ts";

const id = "0123456789abcdef".repeat(2);
const offer: FileMessage = {
  is: "offer",
  id,
  root: id + id,
  sizeBytes: 12,
  name: "a.txt",
  type: "text/plain",
  toAll: true,
};
const lawful: FileMessage[] = [
  { is: "hello" },
  offer,
  { ...offer, label: "recording", from: { sid: `PA${id}`, name: "Ana" } },
  { is: "withdrawn", id },
  { is: "have", id, pieces: writeSet(PieceSet.all(4_096).bytes) },
  { is: "has", id, pieces: [0, 4_095] },
  { is: "wantLeaves", id },
  { is: "want", id, pieces: [3] },
  { is: "wantAny", id, count: 4 },
  { is: "dry", id },
  { is: "lacks", id, pieces: [3] },
  { is: "stop", id },
];

describe("messages about files", () => {
  it.each(lawful)("$is is read as it was written", (message) => {
    expect(parseFileMessage(writeFileMessage(message))).toEqual(message);
  });

  it.each([
    { ...offer, id: "../../x" },
    { ...offer, sizeBytes: -1 },
    { ...offer, sizeBytes: 1.5 },
    { ...offer, sizeBytes: mostFileBytes + 1 },
    { ...offer, name: "n".repeat(256) },
    { ...offer, root: "" },
    { is: "want", id, pieces: [mostPieces] },
    { is: "want", id, pieces: [] },
    { is: "want", id, pieces: Array.from({ length: 65 }, (_, at) => at) },
    { is: "wantAny", id, count: 65 },
    { is: "have", id, pieces: "A".repeat(700) },
    { is: "rm", id },
    null,
    [],
  ])("%j is dropped", (message) => expect(parseFileMessage(JSON.stringify(message))).toBeUndefined());

  it("whatever chance makes of them is dropped or lawful", () => {
    const { fraction } = seeded("file messages");
    for (let round = 0; round < 5_000; round++) {
      const text = writeFileMessage(lawful[Math.floor(fraction() * lawful.length)]!);
      const at = Math.floor(fraction() * text.length);
      const broken =
        text.slice(0, at) + String.fromCharCode(fraction() * 256) + text.slice(at + fraction() * 3);
      const parsed = parseFileMessage(broken);
      if (parsed !== undefined) expect(parseFileMessage(writeFileMessage(parsed))).toEqual(parsed);
    }
  });

  it("pieces keep their file and number; what is too short is dropped", () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const written = writeFileBytes({ is: "piece", id, index: 7, bytes });
    expect(parseFileBytes(written.buffer)).toEqual({ is: "piece", id, index: 7, bytes });
    expect(parseFileBytes(written.slice(0, 20).buffer)).toBeUndefined();
    written[0] = 9;
    expect(parseFileBytes(written.buffer)).toBeUndefined();
  });
});

describe("pieces", () => {
  it.each([0, 1, 65_536, 16_777_216, 16_777_217, 150_000_000, 5_000_000_000, mostFileBytes])(
    "cover %i bytes once, and are at most 4,096",
    (sizeBytes) => {
      const cut = { sizeBytes, pieceBytes: pieceBytesOf(sizeBytes) };
      const count = pieceCount(cut);
      expect(count).toBeLessThanOrEqual(mostPieces);
      let at = 0;
      for (let index = 0; index < count; index++) {
        const { from, to } = pieceRange(cut, index);
        expect(from).toBe(at);
        expect(to).toBeGreaterThan(from);
        at = to;
      }
      expect(at).toBe(sizeBytes);
    },
  );

  it("a set is what was put in, also over the wire, whatever else the bits say", () => {
    const set = new PieceSet(13);
    for (const index of [0, 7, 8, 12, 12, 13, -1, 1.5]) set.add(index);
    expect([set.size, set.has(12), set.has(11)]).toEqual([4, true, false]);
    const read = new PieceSet(13, parseSet(writeSet(set.bytes)));
    expect(read.bytes).toEqual(set.bytes);
    expect(new PieceSet(13, new Uint8Array(500).fill(255)).size).toBe(13);
    expect(new PieceSet(13, parseSet("!!")).size).toBe(0);
  });
});

describe("pictures", () => {
  const bytes = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
  it.each([
    ["PNG", "89504e470d0a1a0a 0000000d49484452 00000640 00000320", "image/png", 1600, 800],
    ["GIF", "474946383961 0a00 1400", "image/gif", 10, 20],
    ["JPEG", "ffd8 ffe0 0004 0000 ffc4 0003 00 ffff c0 0011 08 0064 00c8", "image/jpeg", 200, 100],
    [
      "WebP, lossy",
      "52494646 00000000 57454250 56503820 00000000 000000 9d012a 4001 f000",
      "image/webp",
      320,
      240,
    ],
    ["WebP, lossless", "52494646 00000000 57454250 5650384c 00000000 2f 3fc13b00", "image/webp", 320, 240],
    [
      "WebP, extended",
      "52494646 00000000 57454250 56503858 0a000000 00000000 3f0100 ef0000",
      "image/webp",
      320,
      240,
    ],
  ])("%s says how large it is", (_, hex, type, widthPx, heightPx) => {
    expect(pictureSize(bytes(hex))).toEqual({ type, widthPx, heightPx });
  });

  it("SVG, what is cut off and what has no size are none; chance crashes nothing", () => {
    for (const hex of ["3c737667", "89504e47", "ffd8 ffda 0004", "474946383961 0000 1400", ""])
      expect(pictureSize(bytes(hex))).toBeUndefined();
    const { fraction } = seeded("pictures");
    for (let round = 0; round < 2_000; round++) {
      const noise = Uint8Array.from({ length: fraction() * 64 }, () => fraction() * 256);
      noise.set([0xff, 0xd8, 0xff].slice(0, noise.length));
      expect(() => pictureSize(noise)).not.toThrow();
    }
  });
});
