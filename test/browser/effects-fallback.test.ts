import { afterEach, describe, expect, it, vi } from "vitest";
import { BeautyProcessor, type CameraEffects, GaussianBlurBackgroundProcessor } from "../../web/effects.ts";
import { createLocalVideoTrack } from "../../web/create-local-tracks.ts";
import type { LocalVideoTrack } from "../../web/room/local-media-track.ts";
import type { VideoProcessor } from "../../web/room/video-processor.ts";

const waiting = { timeout: 15_000, interval: 50 };
let camera: LocalVideoTrack | undefined;
const processors: CameraEffects[] = [];

afterEach(() => {
  camera?.stop();
  for (const processor of processors.splice(0)) processor.close();
  document.body.replaceChildren();
  vi.restoreAllMocks();
});

/** A camera that is shown. */
async function shown(): Promise<{ track: LocalVideoTrack; video: HTMLVideoElement; failures: () => number }> {
  const track = await createLocalVideoTrack({ width: 320, height: 180 });
  camera = track;
  const video = document.createElement("video");
  video.muted = true;
  document.body.append(video);
  track.attach(video);
  let failures = 0;
  track.on("processorFailed", () => failures++);
  return { track, video, failures: () => failures };
}

/** Settles when the element shows some frames more that are not black. */
async function pictureGoesOn(video: HTMLVideoElement): Promise<void> {
  for (let frames = 0; frames < 3; frames++) {
    await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
    expect(brightnessOf(video)).toBeGreaterThan(20);
  }
}

function brightnessOf(video: HTMLVideoElement): number {
  const canvas = new OffscreenCanvas(32, 18);
  const pen = canvas.getContext("2d")!;
  pen.drawImage(video, 0, 0, 32, 18);
  const { data } = pen.getImageData(0, 0, 32, 18);
  return data.reduce((sum, value, at) => (at % 4 === 3 ? sum : sum + value), 0) / (32 * 18 * 3);
}

const paint: VideoProcessor["processFrame"] = (_input, output) => {
  const pen = output.getContext("2d")!;
  pen.fillStyle = "rgb(0 255 0)";
  pen.fillRect(0, 0, output.width, output.height);
};

describe("a processor that fails leaves the camera as it is", () => {
  it("when it throws at once", async () => {
    const { track, video, failures } = await shown();
    track.addProcessor({
      processFrame: () => {
        throw new Error("not today");
      },
    });
    await vi.waitFor(() => expect(failures()).toBe(1), waiting);
    expect(track.processedTrack).toBeNull();
    expect(track.processorError).toEqual(new Error("not today"));
    await pictureGoesOn(video);
  });

  it("when it throws later; one frame alone is left out", async () => {
    const { track, video, failures } = await shown();
    let frames = 0;
    track.addProcessor({
      processFrame: (input, output) => {
        frames++;
        if (frames === 3 || frames > 6) throw new Error("enough");
        return paint(input, output);
      },
    });
    await vi.waitFor(() => expect(track.processedTrack).not.toBeNull(), waiting);
    await vi.waitFor(() => expect(failures()).toBe(1), waiting);
    expect(frames).toBe(8);
    expect(track.processedTrack).toBeNull();
    await pictureGoesOn(video);
  });

  it("when a frame never comes out", async () => {
    const { track, video, failures } = await shown();
    let frames = 0;
    track.addProcessor({
      processFrame: (input, output) =>
        ++frames < 4 ? paint(input, output) : new Promise<void>(() => undefined),
    });
    await vi.waitFor(() => expect(failures()).toBe(1), waiting);
    expect(track.processedTrack).toBeNull();
    await pictureGoesOn(video);
  });

  it("when the model is not there", async () => {
    const { track, video, failures } = await shown();
    const blur = new GaussianBlurBackgroundProcessor({ assetsPath: "/nowhere/" });
    processors.push(blur);
    await expect(blur.loadModel()).rejects.toThrow(/load/);
    track.addProcessor(blur);
    await vi.waitFor(() => expect(failures()).toBe(1), waiting);
    expect(blur.state).toBe("failed");
    expect(track.processedTrack).toBeNull();
    await pictureGoesOn(video);
  });

  it("when its thread dies", async () => {
    const threads: Worker[] = [];
    const Original = Worker;
    vi.stubGlobal(
      "Worker",
      class extends Original {
        constructor(url: string | URL, options?: WorkerOptions) {
          super(url, options);
          threads.push(this);
        }
      },
    );
    const { track, video, failures } = await shown();
    const beauty = new BeautyProcessor();
    processors.push(beauty);
    await beauty.loadModel();
    vi.unstubAllGlobals();
    track.addProcessor(beauty);
    await vi.waitFor(() => expect(track.processedTrack).not.toBeNull(), waiting);
    await pictureGoesOn(video);
    for (const thread of threads) thread.terminate();
    await vi.waitFor(() => expect(failures()).toBe(1), waiting);
    expect(track.processedTrack).toBeNull();
    await pictureGoesOn(video);
    // whoever tries again gets a thread that lives
    track.removeProcessor(beauty).addProcessor(beauty);
    await vi.waitFor(() => expect(track.processedTrack).not.toBeNull(), waiting);
    await pictureGoesOn(video);
  });
});

describe("a camera that is changed", () => {
  it("is itself again when the processor is removed, and its light goes out when it is stopped", async () => {
    const { track, video } = await shown();
    const beauty = new BeautyProcessor();
    processors.push(beauty);
    await beauty.loadModel();
    track.addProcessor(beauty);
    await vi.waitFor(() => expect(track.processedTrack).not.toBeNull(), waiting);
    const made = track.processedTrack;
    await pictureGoesOn(video);
    track.removeProcessor(beauty);
    expect([track.processedTrack, made?.readyState]).toEqual([null, "ended"]);
    await pictureGoesOn(video);
    track.addProcessor(beauty);
    await vi.waitFor(() => expect(track.processedTrack).not.toBeNull(), waiting);
    track.stop();
    expect(track.mediaStreamTrack.readyState).toBe("ended");
  });

  it("stays changed when another camera is opened", async () => {
    const { track, video, failures } = await shown();
    const beauty = new BeautyProcessor();
    processors.push(beauty);
    await beauty.loadModel();
    track.addProcessor(beauty);
    await vi.waitFor(() => expect(track.processedTrack).not.toBeNull(), waiting);
    const before = track.processedTrack;
    const shownTracks: (MediaStreamTrack | null)[] = [];
    track.on("restarted", () => shownTracks.push(track.processedTrack));
    await track.restart({ width: 640, height: 360 });
    await vi.waitFor(() => expect(track.processedTrack).not.toBe(before), waiting);
    // never the camera as it is, not even for a moment
    expect(shownTracks.every((each) => each !== null)).toBe(true);
    await vi.waitFor(() => expect(video.videoWidth).toBe(640), waiting);
    await pictureGoesOn(video);
    expect(failures()).toBe(0);
  });
});
