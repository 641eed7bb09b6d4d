import { describe, expect, it } from "vitest";
import { Reassembly } from "../../web/kernel/fragments.ts";
import { MessageQueue } from "../../web/kernel/message-queue.ts";
import { binaryEntry, type Pack } from "../../web/room/data-wire.ts";
import { seeded } from "./seeded.ts";

interface Message {
  binary: boolean;
  bytes: Uint8Array;
}

function packOf(messages: readonly Message[]): Pack {
  return {
    bytes: Uint8Array.from(messages.flatMap(({ bytes }) => [...bytes])),
    entries: Uint32Array.from(messages, ({ binary, bytes }) => bytes.length + (binary ? binaryEntry : 0)),
  };
}

function messagesOf({ bytes, entries }: Pack): Message[] {
  let offset = 0;
  return Array.from(entries, (entry) => {
    const from = offset;
    offset += entry % binaryEntry;
    return { binary: entry >= binaryEntry, bytes: new Uint8Array(bytes.subarray(from, offset)) };
  });
}

/** Everything that is in the queue, as plaintexts. */
function plaintexts(
  queue: MessageQueue,
  plaintextBytes = 1_000,
): { plaintext: Uint8Array<ArrayBuffer>; below: number }[] {
  const all = [];
  for (let next = queue.next(plaintextBytes); next !== undefined; next = queue.next(plaintextBytes))
    all.push({ plaintext: new Uint8Array([...next.head, ...next.body]), below: next.below });
  return all;
}

function open(reassembly: Reassembly, plaintext: Uint8Array<ArrayBuffer>): Message[] {
  const joined = reassembly.add(plaintext);
  if (joined.status === "batch") return messagesOf(joined.pack);
  if (joined.status === "message") return [{ binary: joined.kind === "binary", bytes: joined.bytes.slice() }];
  expect(joined.status).toBe("fragment");
  return [];
}

const text = (content: string): Message => ({ binary: false, bytes: new TextEncoder().encode(content) });
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

describe("messages that are sealed together", () => {
  it("take the bytes that docs/frame-format.md says", () => {
    const queue = new MessageQueue(1_000);
    queue.add(packOf([text("Hello"), { binary: true, bytes: Uint8Array.of(1, 2) }, text("")]));
    const [only, ...others] = plaintexts(queue);
    expect(others).toEqual([]);
    expect(only?.below).toBe(3);
    expect(hex(only!.plaintext)).toBe("0400030005800200004" + "8656c6c6f0102");
  });

  it("arrive whole and in order, whatever their sizes and however they were handed over", () => {
    const random = seeded("batches");
    for (let round = 0; round < 100; round++) {
      const plaintextBytes = 20 + random.integer(400);
      const queue = new MessageQueue(10 + random.integer(400));
      const reassembly = new Reassembly();
      const sent: Message[] = [];
      const arrived: Message[] = [];
      let complete = 0;
      for (let part = 0; part < 5; part++) {
        const messages = Array.from({ length: random.integer(20) }, () => ({
          binary: random.integer(2) === 1,
          bytes: random.bytes(random.integer(random.integer(4) === 0 ? 2_000 : 30)),
        }));
        sent.push(...messages);
        queue.add(packOf(messages));
        if (random.integer(2) === 0) continue;
        for (const { plaintext, below } of plaintexts(queue, plaintextBytes)) {
          expect(plaintext.length).toBeLessThanOrEqual(plaintextBytes);
          arrived.push(...open(reassembly, plaintext));
          complete = below;
          if (arrived.length !== below) throw new Error(`${arrived.length} of ${below} have arrived`);
        }
      }
      for (const { plaintext, below } of plaintexts(queue, plaintextBytes)) {
        arrived.push(...open(reassembly, plaintext));
        complete = below;
      }
      expect(complete).toBe(sent.length);
      expect(arrived.map(({ binary, bytes }) => `${binary} ${hex(bytes)}`)).toEqual(
        sent.map(({ binary, bytes }) => `${binary} ${hex(bytes)}`),
      );
    }
  });

  it("leave a large one its own frames", () => {
    const queue = new MessageQueue(1_000);
    queue.add(packOf([text("a"), text("b"), text("c".repeat(5_000)), text("d"), text("e")]));
    const flags = plaintexts(queue).map(({ plaintext }) => plaintext[0]);
    expect(flags).toEqual([4, 2, 2, 2, 2, 2, 2, 4]);
  });

  it("are one plaintext of their own when there is one alone", () => {
    const queue = new MessageQueue(1_000);
    queue.add(packOf([text("a")]));
    expect(plaintexts(queue).map(({ plaintext }) => hex(plaintext))).toEqual(["0061"]);
  });

  it.each([
    ["no count", [4]],
    ["half a count", [4, 0]],
    ["none", [4, 0, 0]],
    ["one alone", [4, 0, 1, 0, 1, 9]],
    ["a table that is cut", [4, 0, 2, 0, 0, 0]],
    ["a count far beyond the end", [4, 0xff, 0xff, 0, 0]],
    ["a length beyond the end", [4, 0, 2, 0, 1, 0, 9, 1]],
    ["bytes left over", [4, 0, 2, 0, 0, 0, 1, 7, 7]],
    ["another flag too", [5, 0, 2, 0, 0, 0, 0]],
  ])("are dropped when malformed: %s", (_, bytes) => {
    expect(new Reassembly().add(Uint8Array.from(bytes))).toEqual({ status: "dropped", reason: "malformed" });
  });

  it("never bring more than what was there, whatever the bytes", () => {
    const random = seeded("batches of chance");
    const reassembly = new Reassembly();
    for (let round = 0; round < 20_000; round++) {
      const plaintext = new Uint8Array(random.bytes(random.integer(40)));
      if (plaintext.length > 0 && random.integer(2) === 0) plaintext[0] = 4;
      if (plaintext.length > 2 && random.integer(2) === 0) plaintext.set([0, random.integer(6)], 1);
      const joined = reassembly.add(plaintext);
      if (joined.status !== "batch") continue;
      const bytes = joined.pack.entries.reduce((sum, entry) => sum + (entry % binaryEntry), 0);
      expect(bytes).toBe(joined.pack.bytes.length);
      expect(3 + 2 * joined.pack.entries.length + bytes).toBe(plaintext.length);
    }
  });
});
