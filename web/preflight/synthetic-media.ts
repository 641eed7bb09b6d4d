/** A hum and a picture that moves: no device is opened, nobody is asked. */
export interface SyntheticMedia {
  stream: MediaStream;
  close(): void;
}

const framesPerSecond = 15;

export function syntheticMedia(): SyntheticMedia {
  const context = new AudioContext();
  const hum = context.createOscillator();
  const out = context.createMediaStreamDestination();
  hum.connect(out);
  hum.start();
  const canvas = document.createElement("canvas");
  const drawing = canvas.getContext("2d");
  const draw = (): void => {
    if (drawing === null) return;
    drawing.fillStyle = `hsl(${performance.now() % 360} 80% 50%)`;
    drawing.fillRect(0, 0, canvas.width, canvas.height);
  };
  draw();
  const timer = setInterval(draw, 1_000 / framesPerSecond);
  const stream = new MediaStream([
    ...out.stream.getAudioTracks(),
    ...canvas.captureStream(framesPerSecond).getVideoTracks(),
  ]);
  const close = (): void => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
    void context.close();
  };
  return { stream, close };
}
