import { smallCamera } from "./mesh-cpu-camera.ts";
import { rounded, Samples } from "./mesh-cpu-samples.ts";
import { pause, Stage, warmUpMs, type Sample } from "./mesh-cpu-stage.ts";
import type { Contender } from "./mesh-cpu-pages.ts";

/** CSS pixels; one shows the sender as large as the camera, some at half of that, the others at a quarter. */
const tileWidths: Readonly<Record<number, readonly number[]>> = {
  3: [640, 320, 160],
  5: [640, 320, 320, 160, 160],
  9: [640, 320, 320, 320, 160, 160, 160, 160, 160],
};
const sizes = [3, 5, 9] as const;
/** The goals are those of nine; the smaller ones are looked at in every other round. */
const everyRound = 9;

/** An encoder for each link, which makes what its receiver's tile can use, and a naive mesh. */
export async function measureLayers(
  rounds: number,
): Promise<{ figures: Record<string, number>; version: string }> {
  const stage = await Stage.open(smallCamera);
  const samples = new Samples();
  const figures: Record<string, number> = {};
  try {
    const idleCpu = await stage.idleCpu();
    for (let number = 0; number < rounds; number++) {
      // who comes first changes from round to round
      const order: Contender[] = number % 2 === 0 ? ["meshcall", "naive"] : ["naive", "meshcall"];
      for (const size of sizes) {
        if (size !== everyRound && number % 2 === 1) continue;
        for (const contender of order) {
          await stage.pages.call({ contender, tileWidths: tileWidths[size] ?? [] });
          await pause(warmUpMs);
          samples.add(`${contender} ${size}`, await stage.sample(size));
          await stage.hangUp();
        }
      }
    }
    const of = (contender: Contender, size: number, field: keyof Sample): number =>
      samples.median(`${contender} ${size}`, field);
    for (const [name, field] of [
      ["cpu", "cpu"],
      ["uplink", "uplinkKbps"],
      ["fps", "fps"],
    ] as const)
      for (const size of sizes)
        figures[`${name}VsNaive${size}`] = rounded(of("meshcall", size, field) / of("naive", size, field));
    for (const size of sizes)
      for (const contender of ["meshcall", "naive"] as const)
        for (const [name, field] of [
          ["Cpu", "cpu"],
          ["UplinkKbps", "uplinkKbps"],
          ["Fps", "fps"],
          ["AudioPacketsPerSecond", "audioPacketsPerSecond"],
          ["LargeWidthPx", "largeWidthPx"],
        ] as const)
          figures[`${contender}${name}${size}`] = rounded(of(contender, size, field));
    figures["idleCpu"] = rounded(idleCpu);
    return { figures, version: stage.chromiumVersion };
  } finally {
    await stage.end();
  }
}
