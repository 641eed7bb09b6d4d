import * as v from "valibot";
import { hex, unhex } from "./hashes.ts";
import { mostFileBytes, mostPieces, pieceBytesOf } from "./pieces.ts";

/**
 * What two pages say to each other about files, over a data track between the two alone: JSON texts, and bytes. docs/files.md
 * has the same in prose. What does not parse is dropped.
 */

/** The data tracks that are for files: sealed, ordered and reliable. */
export const lineName = "meshcall.files";

/** The largest text: a list of 64 pieces, or a set of 4,096. */
const mostTextChars = 8 * 1024;
const mostNameChars = 255;
const mostTypeChars = 127;
const mostLabelChars = 64;
const setChars = Math.ceil((Math.ceil(mostPieces / 8) * 4) / 3);
/** Asked for in one message, and under way to one peer. */
export const mostAsked = 64;

/** JSON may say -0, which is 0. */
const uint = (max: number) =>
  v.pipe(
    v.number(),
    v.integer(),
    v.minValue(0),
    v.maxValue(max),
    v.transform((number) => number + 0),
  );
const id = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));
const root = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const pieces = v.pipe(v.array(uint(mostPieces - 1)), v.minLength(1), v.maxLength(mostAsked));

const messages = [
  /** Tell me everything anew: I have just opened my end, or have missed some of what you said. */
  v.object({ is: v.literal("hello") }),
  v.object({
    is: v.literal("offer"),
    id,
    root,
    sizeBytes: uint(mostFileBytes),
    /** As the sender has them: not to be trusted. */
    name: v.pipe(v.string(), v.maxLength(mostNameChars)),
    type: v.pipe(v.string(), v.maxLength(mostTypeChars)),
    /** Everybody is offered it, so everybody may be asked for pieces. */
    toAll: v.boolean(),
    /** What it is for, by the word of a program. */
    label: v.exactOptional(v.pipe(v.string(), v.maxLength(mostLabelChars))),
    /** Who shared it, where that is another who is not here any more. */
    from: v.exactOptional(
      v.object({
        sid: v.pipe(v.string(), v.regex(/^PA[0-9a-f]{32}$/)),
        name: v.pipe(v.string(), v.maxLength(mostNameChars)),
      }),
    ),
  }),
  v.object({ is: v.literal("withdrawn"), id }),
  /** All the pieces that the sender has, base64url. */
  v.object({ is: v.literal("have"), id, pieces: v.pipe(v.string(), v.maxLength(setChars)) }),
  /** Some more. */
  v.object({ is: v.literal("has"), id, pieces }),
  v.object({ is: v.literal("wantLeaves"), id }),
  v.object({ is: v.literal("want"), id, pieces }),
  /** So many pieces, whichever of those that the receiver of this has not given away yet. */
  v.object({ is: v.literal("wantAny"), id, count: uint(mostAsked) }),
  /** There are none that nobody else has: ask the others. */
  v.object({ is: v.literal("dry"), id }),
  /** These were asked for and will not come. */
  v.object({ is: v.literal("lacks"), id, pieces }),
  /** Nothing more of what was asked for. */
  v.object({ is: v.literal("stop"), id }),
] as const;

const message = v.variant("is", messages);
export type FileMessage = v.InferOutput<typeof message>;
export type FileOffer = Extract<FileMessage, { is: "offer" }>;

/** @returns undefined for what is none */
export function parseFileMessage(text: string): FileMessage | undefined {
  if (text.length > mostTextChars) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = v.safeParse(message, json);
  return parsed.success ? parsed.output : undefined;
}

export function writeFileMessage(said: FileMessage): string {
  return JSON.stringify(said);
}

export function offerCut({ sizeBytes }: Pick<FileOffer, "sizeBytes">) {
  return { sizeBytes, pieceBytes: pieceBytesOf(sizeBytes) };
}

/* ---------- bytes: kind, id, index, then the piece or the list of hashes ---------- */

const kinds = { leaves: 1, piece: 2 } as const;
const headBytes = 1 + 16 + 4;

export interface FileBytes {
  is: keyof typeof kinds;
  id: string;
  /** 0 for leaves. */
  index: number;
  /** A view of what came. */
  bytes: Uint8Array<ArrayBuffer>;
}

export function writeFileBytes({ is, id: fileId, index, bytes }: FileBytes): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(headBytes + bytes.length);
  all[0] = kinds[is];
  all.set(unhex(fileId), 1);
  new DataView(all.buffer).setUint32(17, index);
  all.set(bytes, headBytes);
  return all;
}

/** @returns undefined for what is none */
export function parseFileBytes(data: ArrayBuffer): FileBytes | undefined {
  if (data.byteLength < headBytes) return undefined;
  const all = new Uint8Array(data);
  const is = all[0] === kinds.leaves ? "leaves" : all[0] === kinds.piece ? "piece" : undefined;
  if (is === undefined) return undefined;
  const index = new DataView(data).getUint32(17);
  return { is, id: hex(all.subarray(1, 17)), index, bytes: all.subarray(headBytes) };
}

export function writeSet(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** @returns nothing for what is no base64url */
export function parseSet(text: string): Uint8Array<ArrayBuffer> {
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(binary, (char) => char.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}
