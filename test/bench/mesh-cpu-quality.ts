import { cameraLuma, framesIn, smallCamera } from "./mesh-cpu-camera.ts";
import { receivedQuality, type Quality } from "./mesh-cpu-received.ts";
import { roundedFigures } from "./mesh-cpu-samples.ts";
import { measuredMs, pause, Stage, warmUpMs } from "./mesh-cpu-stage.ts";

/** As many as make sharing pay, all at full size. */
const tileWidths = Array.from({ length: 5 }, () => smallCamera.widthPx);
const sharedBps = 300_000;
/** Around it: what an encoder of one's own gives at the very rate at which the shared one came is between the two. */
const perLinkBps = [220_000, 380_000] as const;
/** An encoder takes a new rate at once, the estimate a moment later. */
const changedMs = 3_000;

/** PSNR of the received picture against its source, from a shared encoder and from one of the link's own. */
export async function measureQuality(): Promise<{ figures: Record<string, number>; version: string }> {
  const stage = await Stage.open(smallCamera);
  const { pages } = stage;
  const look = async (name: string): Promise<Quality> => {
    const quality = await receivedQuality(pages.receivers, measuredMs);
    console.error(name, JSON.stringify(quality));
    return quality;
  };
  try {
    const source = { camera: smallCamera, frames: framesIn(smallCamera) };
    await pages.receivers.evaluate(`window.drawSource = ${cameraLuma.toString()}`);
    await pages.receivers.evaluate(({ camera, frames }) => {
      const draw = window.drawSource(camera, frames);
      window.sourceFrames = Array.from({ length: frames }, (_, index) => draw(index).slice());
    }, source);
    await pages.call({ contender: "meshcall", tileWidths, videoBps: perLinkBps[0] });
    await pause(warmUpMs);
    const lower = await look("per link, lower");
    await pages.limit(perLinkBps[1]);
    await pause(changedMs);
    const higher = await look("per link, higher");
    await stage.hangUp();
    await pages.call({ contender: "shared", tileWidths, videoBps: sharedBps });
    await pause(warmUpMs);
    const shared = await look("shared");
    const { sharedEncoders } = await pages.traffic();
    await stage.hangUp();
    const figures: Record<string, number> = {
      sharedPsnrVsPerLinkDb: shared.psnrDb - atRate(shared.kbps, lower, higher),
      sharedPsnrDb: shared.psnrDb,
      sharedPsnrKbps: shared.kbps,
      sharedPsnrEncoders: sharedEncoders,
      perLinkLowerPsnrDb: lower.psnrDb,
      perLinkLowerPsnrKbps: lower.kbps,
      perLinkHigherPsnrDb: higher.psnrDb,
      perLinkHigherPsnrKbps: higher.kbps,
    };
    return { figures: roundedFigures(figures), version: stage.chromiumVersion };
  } finally {
    await stage.end();
  }
}

/**
 * PSNR grows with the logarithm of the rate.
 * @returns NaN where the two rates are no bracket around the third: a machine without time for them measures nothing
 */
function atRate(kbps: number, lower: Quality, higher: Quality): number {
  if (kbps < lower.kbps || kbps > higher.kbps) return NaN;
  const share = Math.log(kbps / lower.kbps) / Math.log(higher.kbps / lower.kbps);
  return lower.psnrDb + share * (higher.psnrDb - lower.psnrDb);
}
