/** As often as the kernel reports in a call. */
const intervalMs = 100;
/** Nothing at all: RFC 6464's lowest level. */
const silenceDbov = -127;
/** No sound comes out of it, so no output device is kept open for it. TypeScript's DOM does not know the member. */
const noOutput: AudioContextOptions & { sinkId: { type: "none" } } = { sinkId: { type: "none" } };

/**
 * Measures how loud a microphone is, without the kernel: before a call nobody has to load it.
 * @param onLevel ten times a second: dB below overload, from -127 to 0
 * @returns the call that ends it
 */
export function measureLevel(track: MediaStreamTrack, onLevel: (levelDbov: number) => void): () => void {
  const context = new AudioContext(noOutput);
  const analyser = context.createAnalyser();
  const samples = new Float32Array(analyser.fftSize);
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  // browsers keep a context silent until the person has touched the page
  const resume = (): void => void context.resume().catch(() => undefined);
  for (const gesture of gestures) addEventListener(gesture, resume, true);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    onLevel(power === 0 ? silenceDbov : Math.max(silenceDbov, 10 * Math.log10(power)));
  }, intervalMs);
  return () => {
    clearInterval(timer);
    for (const gesture of gestures) removeEventListener(gesture, resume, true);
    context.close().catch(() => undefined);
    onLevel(silenceDbov);
  };
}

const gestures = ["pointerdown", "keydown"] as const;
