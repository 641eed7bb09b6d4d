import { describe, expect, it } from "vitest";
import { PictureEffects } from "../../web/effects/engine/picture-effects.ts";
import { plainLook, type Look } from "../../web/effects/look.ts";
import { PersonNetwork } from "../../web/effects/person/network.ts";
import { readTflite } from "../../web/effects/person/tflite.ts";
import { drawnPerson, effectsWasm, isPerson, model } from "./effects-picture.ts";
import { runNetwork } from "./reference/network.ts";

const [width, height] = [640, 360];
const blur: Look = { ...plainLook, background: { is: "blur", radiusPx: 24 } };

/** The brightness of the picture after the look, by place. */
async function changed(look: Look, size: readonly [number, number] = [width, height]) {
  const wasm = await effectsWasm();
  const effects = new PictureEffects(wasm, model("selfie_segmentation_landscape"), ...size);
  const { planes } = effects;
  const draw = (): void => planes.draw({ data: drawnPerson(...size) } as ImageData);
  const light = (): Uint8Array => wasm.bytes(planes.y, planes.stride * planes.rows).slice();
  draw();
  const before = light();
  for (let frame = 0; frame < 3; frame++) {
    draw();
    effects.change(look, true);
  }
  return { before, after: light(), stride: planes.stride };
}

/** How much of a row's ups and downs is left, where somebody is and where not. */
function contrasts(light: Uint8Array, stride: number): { person: number; behind: number } {
  const sums = { person: 0, behind: 0 };
  for (let y = 90; y < 350; y += 5)
    for (let x = 20; x < width - 20; x++) {
      const at = (offset: number) => isPerson((x + offset) / width, y / height);
      const step = Math.abs(light[y * stride + x]! - light[y * stride + x - 1]!);
      if (at(0) && at(-14) && at(14)) sums.person += step;
      else if (!at(0) && !at(-24) && !at(24) && !at(-12) && !at(12)) sums.behind += step;
    }
  return sums;
}

describe("the network that finds a person", () => {
  it.each(["selfie_segmentation_landscape", "selfie_segmentation"] as const)(
    "%s gives what a slow one by the book gives",
    { timeout: 120_000 },
    async (name) => {
      const byteStep = 1 / 255;
      const wasm = await effectsWasm();
      const network = new PersonNetwork(wasm, model(name));
      const picture = drawnPerson(network.width, network.height);
      const input = [...picture].filter((_, at) => at % 4 !== 3).map((value) => value / 255);
      wasm.floats(network.input, input.length).set(input);
      network.run();
      const output = [...wasm.floats(network.output, network.width * network.height)];
      const wanted = runNetwork(readTflite(model(name)), input);
      const worst = output.reduce((most, value, at) => Math.max(most, Math.abs(value - wanted[at]!)), 0);
      expect(worst).toBeLessThan(byteStep);
    },
  );

  it("says of another file that it is no model", async () => {
    const wasm = await effectsWasm();
    expect(() => new PersonNetwork(wasm, new Uint8Array(64))).toThrow(RangeError);
    expect(() => new PersonNetwork(wasm, model("selfie_segmentation").slice(0, 20_000))).toThrow(RangeError);
  });
});

describe("a picture that is changed", () => {
  it("is blurred behind the person, and the person is not", async () => {
    const { before, after, stride } = await changed(blur);
    const [was, is] = [contrasts(before, stride), contrasts(after, stride)];
    expect(is.behind / was.behind).toBeLessThan(0.12);
    expect(is.person / was.person).toBeGreaterThan(0.85);
  });

  it("has smoother and lighter skin, and all else as it was", async () => {
    const { before, after, stride } = await changed({ ...plainLook, smoothing: 9, whitening: 9 });
    const face = 200 * stride + 320;
    expect(after[face]! - before[face]!).toBeGreaterThan(8);
    const shirt = 320 * stride + 320;
    expect(Math.abs(after[shirt]! - before[shirt]!)).toBeLessThanOrEqual(2);
    const wall = 40 * stride + 40;
    expect(Math.abs(after[wall]! - before[wall]!)).toBeLessThanOrEqual(2);
  });

  it.each([
    [641, 359],
    [1280, 720],
    [176, 144],
  ] as const)("is changed at %i x %i, to its very edges", async (...size) => {
    const { before, after, stride } = await changed(blur, size);
    const [columns, rows] = size;
    // the stripes of the wall are gone in the last rows and columns too
    for (const y of [1, rows - 1]) {
      const row = (light: Uint8Array) => light.slice(y * stride, y * stride + Math.floor(columns * 0.15));
      const spread = (light: Uint8Array) => Math.max(...row(light)) - Math.min(...row(light));
      expect(spread(after)).toBeLessThan(spread(before) / 2);
    }
  });
});
