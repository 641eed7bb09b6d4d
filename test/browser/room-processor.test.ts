import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { VideoProcessor } from "../../web/room/video-processor.ts";
import { People, waiting } from "../fakes/people.ts";

let people: People;
beforeEach(() => {
  people = new People();
});
afterEach(() => people.close());

const green: VideoProcessor = {
  processFrame(_input, output) {
    const context = output.getContext("2d")!;
    context.fillStyle = "rgb(0 255 0)";
    context.fillRect(0, 0, output.width, output.height);
  },
};

/** The color in the middle of what an element shows. */
function colorOf(video: HTMLMediaElement): number[] {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d")!;
  context.drawImage(video as HTMLVideoElement, 0, 0, canvas.width, canvas.height);
  return [...context.getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data].slice(0, 3);
}
const isGreen = ([red = 0, greenness = 0, blue = 0]: number[]): boolean =>
  greenness > 200 && red < 60 && blue < 60;

describe("a video processor", () => {
  it("changes what is shown here and there, until it is removed", { timeout: 30_000 }, async () => {
    const camera = people.video("camera");
    const [ana] = await people.pair({}, { tracks: [camera] });
    await ana.saw("trackStarted");
    const [publication] = [...ana.other("ben").videoTracks.values()];
    const [here, there] = [camera.attach(), publication!.track!.attach()];
    document.body.append(here, there);
    for (const element of [here, there]) Object.assign(element, { muted: true, width: 320 });
    expect(camera.addProcessor(green)).toBe(camera);
    expect(camera.processor).toBe(green);
    // before that the camera itself may be green: it takes every colour in turn
    await vi.waitFor(() => expect(camera.processedTrack?.readyState).toBe("live"), waiting);
    await vi.waitFor(() => expect(isGreen(colorOf(here)) && isGreen(colorOf(there))).toBe(true), waiting);
    camera.removeProcessor(green);
    expect([camera.processor, camera.processedTrack]).toEqual([null, null]);
    await vi.waitFor(() => expect(isGreen(colorOf(here)) || isGreen(colorOf(there))).toBe(false), waiting);
    expect(camera.mediaStreamTrack.readyState).toBe("live");
  });

  it.each<[string, "videoframe" | "video" | "canvas" | "offscreencanvas", Function]>([
    ["frames", "videoframe", VideoFrame],
    ["the element", "video", HTMLVideoElement],
    ["a canvas", "canvas", HTMLCanvasElement],
    ["an offscreen canvas", "offscreencanvas", OffscreenCanvas],
  ])("is given %s, as the application asks", async (_what, inputFrameBufferType, type) => {
    const camera = people.video("camera");
    const inputs: unknown[] = [];
    camera.addProcessor({ processFrame: (input) => void inputs.push(input) }, { inputFrameBufferType });
    await vi.waitFor(() => expect(inputs[0]).toBeInstanceOf(type), waiting);
    camera.stop();
  });

  it("says in Twilio's words what it cannot do", () => {
    const camera = people.video("camera");
    expect(() => camera.addProcessor({} as VideoProcessor)).toThrow("invalid VideoProcessor");
    expect(() => camera.removeProcessor(green)).toThrow("No existing VideoProcessor");
    camera.addProcessor(green);
    expect(() => camera.addProcessor(green)).toThrow("already been added");
    expect(() => camera.removeProcessor({ processFrame: () => undefined })).toThrow("different");
  });
});
