/** When a page had each flash and each beep of the clip, by the machine's clock, which all pages have; ms. */
export interface Noted {
  flashesMs: number[];
  beepsMs: number[];
}

declare global {
  interface Window {
    noted: Noted;
  }
}

const periodMs = 1_000;

/**
 * By how much a page hears a beep later than it sees the flash, more than they were apart where they were made.
 * @returns ms, the median over the flashes; undefined where fewer than three came whole
 */
export function skewMs(source: Noted, received: Noted): number | undefined {
  const skews: number[] = [];
  for (const flashMs of received.flashesMs) {
    const madeMs = source.flashesMs.findLast((atMs) => atMs <= flashMs);
    const beepMs = nearest(received.beepsMs, flashMs);
    const madeBeepMs = madeMs === undefined ? undefined : nearest(source.beepsMs, madeMs);
    if (madeMs === undefined || beepMs === undefined || madeBeepMs === undefined) continue;
    skews.push(beepMs - flashMs - (madeBeepMs - madeMs));
  }
  return skews.length < 3 ? undefined : skews.toSorted((a, b) => a - b)[skews.length >> 1];
}

/** Of the same second: nearer than half a period. */
function nearest(times: readonly number[], wantedMs: number): number | undefined {
  return times.find((atMs) => Math.abs(atMs - wantedMs) < periodMs / 2);
}

/** Runs in a page: a picture that flashes once a second while a beep sounds. */
export function openClip(camera: {
  widthPx: number;
  heightPx: number;
  framesPerSecond: number;
}): MediaStreamTrack[] {
  const { widthPx: width, heightPx: height, framesPerSecond } = camera;
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const picture = canvas.getContext("2d");
  const context = new AudioContext();
  const [tone, gain, out] = [
    context.createOscillator(),
    context.createGain(),
    context.createMediaStreamDestination(),
  ];
  gain.gain.value = 0;
  tone.frequency.value = 880;
  tone.connect(gain).connect(out);
  tone.start();
  let wasBright = false;
  let turn = 0;
  setInterval(() => {
    const isBright = Date.now() % 1_000 < 200;
    if (isBright !== wasBright) gain.gain.value = isBright ? 0.5 : 0;
    wasBright = isBright;
    if (picture === null) return;
    picture.fillStyle = isBright ? "#eee" : "#222";
    picture.fillRect(0, 0, width, height);
    picture.fillStyle = "#888"; // something moves, so that there is always something to send
    picture.fillRect((turn++ * 8) % width, height - 40, 40, 40);
  }, 1_000 / framesPerSecond);
  return [...canvas.captureStream(framesPerSecond).getTracks(), ...out.stream.getTracks()];
}

/** Runs in a page: notes when the clip's flashes and beeps come out of these tracks, until they end. */
export function noteClip(tracks: readonly MediaStreamTrack[]): void {
  const noted: Noted = { flashesMs: [], beepsMs: [] };
  window.noted = noted;
  const see = async (track: MediaStreamVideoTrack): Promise<void> => {
    const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
    for (let wasBright = true; ;) {
      const { value: frame } = await reader.read();
      if (frame === undefined) return;
      const atMs = performance.timeOrigin + performance.now();
      const rect = { x: 0, y: 0, width: 16, height: 16 };
      const bytes = new Uint8Array(frame.allocationSize({ rect }));
      await frame.copyTo(bytes, { rect });
      frame.close();
      // of all that a picture is stored as, brightness comes first, or all is brightness
      const isBright = (bytes[0] ?? 0) > 128;
      if (isBright && !wasBright) noted.flashesMs.push(atMs);
      wasBright = isBright;
    }
  };
  const hear = async (track: MediaStreamAudioTrack): Promise<void> => {
    const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
    for (let quietMs = 0; ;) {
      const { value: sound } = await reader.read();
      if (sound === undefined) return;
      const atMs = performance.timeOrigin + performance.now();
      const samples = new Float32Array(sound.numberOfFrames);
      sound.copyTo(samples, { planeIndex: 0, format: "f32-planar" });
      const lastsMs = (sound.duration ?? 0) / 1_000;
      sound.close();
      if (Math.max(...samples) < 0.1) quietMs += lastsMs;
      else {
        if (quietMs > 300) noted.beepsMs.push(atMs);
        quietMs = 0;
      }
    }
  };
  const isVideo = (track: MediaStreamTrack): track is MediaStreamVideoTrack => track.kind === "video";
  const isAudio = (track: MediaStreamTrack): track is MediaStreamAudioTrack => track.kind === "audio";
  for (const track of tracks) {
    if (isVideo(track)) void see(track);
    else if (isAudio(track)) void hear(track);
  }
}
