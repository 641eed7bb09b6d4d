import { largeCamera } from "./mesh-cpu-camera.ts";
import type { Contender } from "./mesh-cpu-pages.ts";
import { roundedFigures, Samples } from "./mesh-cpu-samples.ts";
import { pause, Stage, warmUpMs } from "./mesh-cpu-stage.ts";

const full = largeCamera.widthPx;
const everybodyFull = Array.from({ length: 9 }, () => full);
/** One full-size tile, three at half of that, five at a quarter. */
const gallery = [1, 2, 2, 2, 4, 4, 4, 4, 4].map((part) => full / part);
const galleryOf3 = [1, 2, 4].map((part) => full / part);
/** Layers follow the tiles within a round of the governor (2 s), and shared ones from the next key frame on. */
const changedMs = 4_000;

/** One encoder for all links, over a naive mesh and over an encoder for each link, with a camera of 720p. */
export async function measureShared(
  rounds: number,
): Promise<{ figures: Record<string, number>; version: string }> {
  const stage = await Stage.open(largeCamera);
  const samples = new Samples();

  async function ofNine(contender: Contender): Promise<void> {
    // left alone, Chromium sends 360 lines where 720 are compared
    await stage.pages.call({ contender, tileWidths: everybodyFull, keepsSize: contender === "naive" });
    await pause(warmUpMs);
    samples.add(`${contender} 9 full`, await stage.sample(9));
    if (contender !== "naive") {
      await stage.pages.resize(gallery);
      await pause(changedMs);
      samples.add(`${contender} 9 gallery`, await stage.sample(9));
    }
    await stage.hangUp();
  }

  async function ofThree(contender: Contender): Promise<void> {
    // both the same codec: what sharing costs is compared, and with VP8 three encoders are given up for smaller ones
    await stage.pages.call({ contender, tileWidths: galleryOf3, videoCodec: "H264" });
    await pause(warmUpMs);
    samples.add(`${contender} 3`, await stage.sample(3));
    await stage.hangUp();
  }

  try {
    const idleCpu = await stage.idleCpu();
    for (let number = 0; number < rounds; number++) {
      const calls = [
        () => ofNine("naive"),
        () => ofNine("shared"),
        () => ofThree("meshcall"),
        () => ofThree("shared"),
      ];
      // who comes first changes from round to round
      for (const call of number % 2 === 0 ? calls : calls.toReversed()) await call();
    }
    const naiveCpu = samples.median("naive 9 full", "cpu");
    const sharedCpu = samples.median("shared 9 full", "cpu");
    const galleryCpu = samples.median("shared 9 gallery", "cpu");
    const [perLinkCpu3, sharedCpu3] = [
      samples.median("meshcall 3", "cpu"),
      samples.median("shared 3", "cpu"),
    ];
    const figures: Record<string, number> = {
      sharedCpuVsNaive9At720p: sharedCpu / naiveCpu,
      sharedFps9At720p: samples.median("shared 9 full", "fps"),
      sharedGalleryCpuVsNaive9: galleryCpu / naiveCpu,
      sharedVsPerLink3: sharedCpu3 / perLinkCpu3,
      naiveCpu9At720p: naiveCpu,
      naiveFps9At720p: samples.median("naive 9 full", "fps"),
      naiveLargeWidthPx9At720p: samples.median("naive 9 full", "largeWidthPx"),
      naiveUplinkKbps9At720p: samples.median("naive 9 full", "uplinkKbps"),
      sharedCpu9At720p: sharedCpu,
      sharedLargeWidthPx9At720p: samples.median("shared 9 full", "largeWidthPx"),
      sharedUplinkKbps9At720p: samples.median("shared 9 full", "uplinkKbps"),
      sharedEncoders9At720p: samples.median("shared 9 full", "sharedEncoders"),
      sharedLinks9At720p: samples.median("shared 9 full", "sharedLinks"),
      sharedFallbacks9At720p: samples.median("shared 9 full", "sharedFallbacks"),
      sharedGalleryCpu9: galleryCpu,
      sharedGalleryFps9: samples.median("shared 9 gallery", "fps"),
      sharedGalleryEncoders9: samples.median("shared 9 gallery", "sharedEncoders"),
      perLinkCpu3At720p: perLinkCpu3,
      sharedCpu3At720p: sharedCpu3,
      sharedEncoders3At720p: samples.median("shared 3", "sharedEncoders"),
      idleCpuAt720p: idleCpu,
    };
    return { figures: roundedFigures(figures), version: stage.chromiumVersion };
  } finally {
    await stage.end();
  }
}
