/** When pages clap: all at the same time, by the machine's clock. */
export const clapping = {
  /**
   * A composed recording has a picture each 50 ms: with a period that is no multiple of it the claps fall everywhere between
   * two pictures, and the median of how late they are seen is not one of the pictures' times.
   */
  everyMs: 5_010,
  forMs: 150,
};

/** Whether a clap begins or sounds within a moment of it. */
export function isNearClap(atMs: number): boolean {
  return (atMs + 200) % clapping.everyMs < 500;
}

/** Runs in a page first: its camera flashes, and its microphone beeps over the speech, all pages at the same time. */
export function clap({ everyMs, forMs }: typeof clapping): void {
  const { mediaDevices } = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  const isClap = (): boolean => Date.now() % everyMs < forMs;
  mediaDevices.getUserMedia = async (constraints) => {
    const stream = await open(constraints);
    const made = new MediaStream();
    for (const track of stream.getAudioTracks()) {
      const context = new AudioContext();
      void context.resume();
      const out = context.createMediaStreamDestination();
      context.createMediaStreamSource(new MediaStream([track])).connect(out);
      const gain = new GainNode(context, { gain: 0 });
      const hum = new OscillatorNode(context, { frequency: 3_000 });
      hum.connect(gain).connect(out);
      hum.start();
      setInterval(() => (gain.gain.value = isClap() ? 0.9 : 0), 5);
      const [microphone] = out.stream.getAudioTracks();
      made.addTrack(microphone!);
      window.given = window.hearGiven(microphone!.clone());
    }
    for (const track of stream.getVideoTracks()) {
      const { width = 640, height = 360 } = track.getSettings();
      const canvas = Object.assign(document.createElement("canvas"), { width, height });
      const drawing = canvas.getContext("2d")!;
      let turn = 0;
      setInterval(() => {
        drawing.fillStyle = isClap() ? "#fff" : "#000";
        drawing.fillRect(0, 0, width, height);
        drawing.fillStyle = "#777";
        drawing.fillRect((turn = (turn + 5) % width), 0, 20, 20);
      }, 16);
      made.addTrack(canvas.captureStream(30).getVideoTracks()[0]!);
    }
    return made;
  };
}
