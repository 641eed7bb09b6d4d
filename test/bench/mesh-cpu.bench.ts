import { build } from "vite";
import { buildWasm } from "../../scripts/build-wasm.ts";
import { signalWorkerBuild, webLibraryBuilds } from "../../scripts/library-builds.ts";
import type { Bench } from "./bench.ts";
import { measureLayers } from "./mesh-cpu-layers.ts";
import { measureQuality } from "./mesh-cpu-quality.ts";
import { measureShared } from "./mesh-cpu-shared.ts";

const rounds = Number(process.env["MESH_CPU_ROUNDS"] ?? 3);
/** One of them alone, or all. */
const cases = process.env["MESH_CPU_CASES"] ?? "layers,shared";

export const bench: Bench = {
  summary:
    "Sender's processor and uplink over a naive mesh, by tiles and by shared encoders (MESH_CPU_CASES=layers|shared, MESH_CPU_ROUNDS; Linux)",
  atMost: {
    cpuVsNaive9: 0.45,
    uplinkVsNaive9: 0.35,
    sharedCpuVsNaive9At720p: 0.4,
    sharedGalleryCpuVsNaive9: 0.4,
    sharedVsPerLink3: 1.05,
  },
  atLeast: { sharedFps9At720p: 29, sharedPsnrVsPerLinkDb: 0 },
  async run() {
    await buildWasm();
    const [sdk] = webLibraryBuilds();
    await build(sdk ?? {});
    await build(signalWorkerBuild());
    const figures: Record<string, number> = {};
    let chromium = "";
    const measures = { layers: [measureLayers], shared: [measureShared, measureQuality] };
    for (const [name, measure] of Object.entries(measures).flatMap(([each, all]) =>
      all.map((one) => [each, one] as const),
    )) {
      if (!cases.split(",").includes(name)) continue;
      const measured = await measure(rounds);
      Object.assign(figures, measured.figures);
      chromium = measured.version;
    }
    return { figures: { ...figures, rounds }, peers: { chromium } };
  },
};
