import { describe, expect, it } from "vitest";
import {
  maxMessageBytes,
  maxPartialMessages,
  type Plaintext,
  Reassembly,
  split,
} from "../../web/kernel/fragments.ts";
import { seeded } from "./seeded.ts";

const joinPlaintext = ({ head, body }: Plaintext) => new Uint8Array([...head, ...body]);
const fragments = (bytes: Uint8Array, id = 1, maxPlaintextBytes = 100) =>
  split("binary", bytes, id, maxPlaintextBytes)!.map(joinPlaintext);

/** A fragment by hand: flags, id, index, count, one byte of body. */
function fragment(flags: number, id: number, index: number, count: number, body = Uint8Array.of(7)) {
  const bytes = new Uint8Array(9 + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, flags);
  view.setUint32(1, id);
  view.setUint16(5, index);
  view.setUint16(7, count);
  bytes.set(body, 9);
  return bytes;
}

describe("fragments", () => {
  it("bring messages of any length back, in any order, several at a time", () => {
    const random = seeded("fragments");
    for (let round = 0; round < 200; round++) {
      const messages = Array.from({ length: maxPartialMessages }, () => random.bytes(random.integer(2_000)));
      const mixed = messages
        .flatMap((message, id) => fragments(message, id, 10 + random.integer(300)))
        .map((bytes) => ({ bytes, at: random.fraction() }))
        .sort((a, b) => a.at - b.at);
      const reassembly = new Reassembly();
      const arrived = mixed
        .map(({ bytes }) => reassembly.add(bytes))
        .filter((joined) => joined.status === "message")
        .map(({ bytes }) => Buffer.from(bytes).toString("hex"));
      expect(arrived.toSorted()).toEqual(
        messages.map((bytes) => Buffer.from(bytes).toString("hex")).toSorted(),
      );
    }
  });

  it("are not used for what fits, also not for an empty message", () => {
    expect(split("text", new Uint8Array(99), 1, 100)).toHaveLength(1);
    expect(split("text", new Uint8Array(100), 1, 100)).toHaveLength(2);
    const empty = joinPlaintext(split("text", new Uint8Array(), 1, 100)![0]!);
    expect(new Reassembly().add(empty)).toEqual({ status: "message", kind: "text", bytes: new Uint8Array() });
  });

  it("of more than 65,535 pieces are refused by the sender", () => {
    expect(split("binary", new Uint8Array(65_535), 1, 10)).toHaveLength(65_535);
    expect(split("binary", new Uint8Array(65_536), 1, 10)).toBeUndefined();
  });

  it.each([
    ["nothing at all", new Uint8Array()],
    ["an unknown flag", Uint8Array.of(4, 1)],
    ["a fragment without a body", fragment(3, 1, 0, 2, new Uint8Array())],
    ["a fragment without a head", Uint8Array.of(2, 0, 0)],
    ["one fragment of one", fragment(2, 1, 0, 1)],
    ["a fragment beyond the last", fragment(2, 1, 2, 2)],
  ])("that are malformed are dropped: %s", (_, plaintext) => {
    expect(new Reassembly().add(plaintext)).toEqual({ status: "dropped", reason: "malformed" });
  });

  it.each([
    ["comes twice", fragment(2, 1, 0, 3)],
    ["has another count", fragment(2, 1, 1, 4)],
    ["has another kind", fragment(3, 1, 1, 3)],
  ])("a fragment that %s is dropped and the message still arrives", (_, bad) => {
    const reassembly = new Reassembly();
    reassembly.add(fragment(2, 1, 0, 3));
    expect(reassembly.add(bad)).toEqual({ status: "dropped", reason: "malformed" });
    reassembly.add(fragment(2, 1, 1, 3));
    expect(reassembly.add(fragment(2, 1, 2, 3))).toMatchObject({ status: "message", kind: "text" });
  });

  it("of a message above 16 MiB are dropped", () => {
    const reassembly = new Reassembly();
    const body = new Uint8Array(60_000);
    const needed = Math.ceil((maxMessageBytes + 1) / body.length);
    const answers = Array.from({ length: needed }, (_, index) =>
      reassembly.add(fragment(2, 1, index, 60_000, body)),
    );
    expect(answers.slice(0, -1).every(({ status }) => status === "fragment")).toBe(true);
    expect(answers.at(-1)).toEqual({ status: "dropped", reason: "tooLarge" });
  });

  it("that never become whole make room: the oldest message goes", () => {
    const reassembly = new Reassembly();
    for (let id = 0; id <= maxPartialMessages; id++) reassembly.add(fragment(2, id, 0, 2));
    for (let id = 1; id <= maxPartialMessages; id++) {
      expect(reassembly.add(fragment(2, id, 1, 2)), `message ${id}`).toMatchObject({ status: "message" });
    }
    expect(reassembly.add(fragment(2, 0, 1, 2))).toEqual({ status: "fragment" });
  });
});
