import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { tapLevel, type LevelTap } from "../../web/media/level-tap.ts";
import { waiting } from "../fakes/people.ts";

const contexts: AudioContext[] = [];
let sources: AudioContext;

beforeEach(() => {
  sources = new AudioContext();
  const Real = AudioContext;
  vi.stubGlobal(
    "AudioContext",
    class extends Real {
      constructor(options?: AudioContextOptions) {
        super(options);
        contexts.push(this);
      }
    },
  );
});
afterEach(async () => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  await sources.close();
});

/** A microphone that hums. */
function hum(): MediaStreamTrack {
  const out = sources.createMediaStreamDestination();
  const oscillator = sources.createOscillator();
  oscillator.connect(out);
  oscillator.start();
  return out.stream.getAudioTracks()[0]!;
}

/** The next block that is not silent. */
function nextSound({ samples }: LevelTap): Promise<Float32Array> {
  return new Promise((resolve) => {
    samples.onmessage = ({ data }: MessageEvent<Float32Array>) => {
      if (data.some((sample) => Math.abs(sample) > 0.5)) resolve(data);
    };
  });
}

describe("the level tap", () => {
  it("gives blocks of 480 samples at 48 kHz; two taps share one context, which rests when both are closed", async () => {
    const taps = [await tapLevel(hum()), await tapLevel(hum())];
    for (const tap of taps) {
      expect(await nextSound(tap)).toHaveLength(480);
      expect(tap.sampleRateHz).toBe(48_000);
    }
    expect(contexts).toHaveLength(1);
    const [context] = contexts;
    taps[0]!.close();
    taps[0]!.close();
    expect(await nextSound(taps[1]!)).toHaveLength(480);
    taps[1]!.close();
    await vi.waitFor(() => expect(context!.state).toBe("suspended"), waiting);

    const again = await tapLevel(hum());
    expect(await nextSound(again)).toHaveLength(480);
    expect(contexts).toHaveLength(1);
    again.close();
  });

  it("works where a microphone goes only into a context of the machine's own rate", async () => {
    const [first] = contexts;
    vi.spyOn(first!, "createMediaStreamSource").mockImplementation(() => {
      throw new DOMException("different sample-rate", "NotSupportedError"); // Firefox
    });
    const tap = await tapLevel(hum());
    expect(await nextSound(tap)).toHaveLength(480);
    expect(contexts).toHaveLength(2);
    expect(first!.state).toBe("closed");
    expect(tap.sampleRateHz).toBe(contexts[1]!.sampleRate);
    tap.close();
  });

  it("says why a track cannot be tapped, and the next can", async () => {
    const [picture] = document.createElement("canvas").captureStream().getVideoTracks();
    await expect(tapLevel(picture!)).rejects.toMatchObject({ name: "InvalidStateError" });
    const tap = await tapLevel(hum());
    expect(await nextSound(tap)).toHaveLength(480);
    tap.close();
  });
});
