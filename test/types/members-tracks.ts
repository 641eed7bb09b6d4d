/** See members-module.ts. */
import {
  type LocalAudioTrack,
  type LocalDataTrack,
  type LocalVideoTrack,
  type AddProcessorOptions,
  type AudioTrack,
  type NoiseCancellation,
  type Track,
  type VideoProcessor,
  type VideoTrack,
} from "twilio-video";

declare function use(...values: unknown[]): void;
declare function text(...values: (string | number | boolean | null)[]): void;

export function localAudio(track: LocalAudioTrack): void {
  const noise: NoiseCancellation | undefined = track.noiseCancellation;
  if (noise !== undefined) {
    text(noise.vendor, noise.isEnabled, noise.sourceTrack.id);
    use(noise.enable(), noise.disable());
  }
  const kind: "audio" = track.kind;
  text(kind, track.id, track.name, track.isEnabled, track.isMuted, track.isStarted, track.isStopped);
  use(track.mediaStreamTrack.readyState, track.restart({ echoCancellation: false }));
  track.enable().disable().enable(false).stop();
  track.on("enabled", (same) => use(same.isMuted)).on("disabled", (same) => use(same.isMuted));
  track.on("muted", (same) => use(same.isMuted)).on("unmuted", (same) => use(same.isMuted));
  track.on("started", (same) => use(same.isMuted)).on("stopped", (same: LocalAudioTrack) => use(same));
  track.on("of a later version", () => undefined);
  playing(track);
}

export function localVideo(track: LocalVideoTrack): void {
  const kind: "video" = track.kind;
  text(kind, track.id, track.name, track.isEnabled, track.isMuted, track.isStarted, track.isStopped);
  use(track.mediaStreamTrack, track.restart({ facingMode: "environment" }));
  track.enable().disable().enable(false).stop();
  track.on("dimensionsChanged", (same) => use(same.dimensions.width));
  track.on("enabled", (same) => use(same.isMuted)).on("disabled", (same) => use(same.isMuted));
  track.on("muted", (same) => use(same.isMuted)).on("unmuted", (same) => use(same.isMuted));
  track.on("started", (same) => use(same.isMuted)).on("stopped", (same: LocalVideoTrack) => use(same));
  processing(track);
  playing(track);
}

export function processing(track: VideoTrack): void {
  const gray: VideoProcessor = {
    processFrame(input, output) {
      const context = output.getContext("2d");
      if (context !== null && input instanceof HTMLCanvasElement) context.drawImage(input, 0, 0);
    },
  };
  const options: AddProcessorOptions = { inputFrameBufferType: "canvas", outputFrameBufferContextType: "2d" };
  track.addProcessor(gray, options).removeProcessor(gray);
  const { width, height }: VideoTrack.Dimensions = track.dimensions;
  text(width, height, track.kind, track.processedTrack === null, track.processor === gray);
}

export function playing(track: AudioTrack | VideoTrack): void {
  const made: HTMLMediaElement = track.attach();
  const found: HTMLMediaElement = track.attach("#tile");
  track.detach(made).remove();
  track.detach("#tile").remove();
  track.detach().forEach((element) => element.remove());
  text(found.muted, track.kind, track.name, track.isEnabled, track.isStarted, track.mediaStreamTrack.id);
  const plain: Track = track;
  emitting(plain);
}

export function emitting(track: Track): void {
  const listener = (): void => undefined;
  track.once("started", listener).addListener("enabled", listener).removeListener("enabled", listener);
  track.off("started", listener).removeAllListeners("started");
}

export function sending(track: LocalDataTrack): void {
  const kind: "data" = track.kind;
  text(
    kind,
    track.id,
    track.name,
    track.ordered,
    track.reliable,
    track.maxPacketLifeTime,
    track.maxRetransmits,
  );
  track.send("text");
  track.send(new Blob([]));
  track.send(new ArrayBuffer(8));
  const view: Uint8Array = new Uint8Array(8);
  track.send(view);
}
