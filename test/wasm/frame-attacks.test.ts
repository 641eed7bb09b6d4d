import { describe, expect, it } from "vitest";
import { openFrame, openSlot, sealFrame } from "../../web/kernel/frames.ts";
import { builds } from "./builds.ts";
import { type Seeded, seeded } from "./seeded.ts";

const attacks = 1_000_000;
const genuineFrames = 3_000;

type Attack = (random: Seeded, frames: readonly Uint8Array[], opened: number) => Uint8Array;

const anyOf = (random: Seeded, frames: readonly Uint8Array[]) => frames[random.integer(frames.length)]!;

/** Made of frames that were opened (the first `opened`) and of those that are still to come. */
const made: Record<string, Attack> = {
  tampered(random, frames) {
    const frame = anyOf(random, frames).slice();
    for (let times = 1 + random.integer(3); times > 0; times--) {
      const at = random.integer(frame.length);
      frame[at] = frame[at]! ^ (1 << random.integer(8));
    }
    return frame;
  },
  truncated(random, frames) {
    const frame = anyOf(random, frames);
    return frame.subarray(0, random.integer(frame.length));
  },
  extended: (random, frames) =>
    Uint8Array.of(...anyOf(random, frames), ...random.bytes(1 + random.integer(20))),
  spliced(random, frames) {
    const [head, body] = [anyOf(random, frames), anyOf(random, frames)];
    const cut = 1 + random.integer(Math.min(head.length, body.length) - 1);
    return Uint8Array.of(...head.subarray(0, cut), ...body.subarray(cut));
  },
  noise: (random) => random.bytes(random.integer(80)),
};

/** True frames at the wrong time. */
const untimely: Record<string, Attack> = {
  replayed: (random, frames, opened) => frames[random.integer(opened)]!,
};
/** Only where the order counts. */
const reordered: Attack = (random, frames, opened) =>
  frames[opened + 1 + random.integer(frames.length - opened - 1)] ?? frames[0]!;

const nameOf = (frame: Uint8Array) => Buffer.from(frame).toString("latin1");

describe.each(builds)("a million frames of an attacker, $build", ({ build, wasm }) => {
  it.each([
    { name: "an ordered", ordered: true },
    { name: "an unordered", ordered: false },
  ])("on $name stream: none is opened, and every true one is", ({ ordered }) => {
    const random = seeded(`attacks ${build}, ordered: ${ordered}`);
    const [sender, receiver] = [1, 2];
    const [key, salt] = [random.bytes(32), random.bytes(12)];
    for (const slot of [sender, receiver]) {
      openSlot(wasm, slot, { kid: 5, key: key.slice(), salt: salt.slice() }, ordered);
    }
    const bodies = Array.from({ length: genuineFrames }, () =>
      random.bytes(random.integer(20) ? random.integer(60) : random.integer(700)),
    );
    const frames = bodies.map((body) => sealFrame(wasm, sender, new Uint8Array(), body)!);
    const genuine = new Set(frames.map(nameOf));
    const attempts = Object.entries({ ...made, ...untimely, ...(ordered ? { reordered } : {}) });
    let count = 0;
    for (const [index, frame] of frames.entries()) {
      const opened = openFrame(wasm, receiver, frame);
      if (opened.status !== "plaintext" || Buffer.compare(opened.bytes, bodies[index]!) !== 0) {
        expect.unreachable(`frame ${index} was not opened`);
      }
      for (let round = 0; round < attacks / 2 / genuineFrames; round++) {
        const [kind, make] = attempts[random.integer(attempts.length)]!;
        const attack = make(random, frames, index + 1);
        // Two flips of the same bit are none.
        if (kind in made && genuine.has(nameOf(attack))) continue;
        count++;
        if (openFrame(wasm, receiver, attack).status !== "dropped") {
          expect.unreachable(`${kind} after frame ${index} was opened`);
        }
      }
    }
    expect(count).toBeGreaterThan((attacks / 2) * 0.99);
  });
});
