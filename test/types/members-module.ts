/**
 * These files use every public member of every class of `twilio-video` 2.x as an application in TypeScript would. They
 * never run: they compile against Twilio's typings and, with the import aliased (tsconfig.json here), against the SDK's.
 */
import Video from "twilio-video";
import * as All from "twilio-video";
import {
  type AudioCodec,
  type AudioCodecSettings,
  type BandwidthProfileMode,
  type BandwidthProfileOptions,
  connect,
  type ConnectOptions,
  createLocalAudioTrack,
  type CreateLocalAudioTrackOptions,
  type CreateLocalTrackOptions,
  createLocalTracks,
  type CreateLocalTracksOptions,
  createLocalVideoTrack,
  type DefaultDeviceCaptureMode,
  isSupported,
  LocalAudioTrack,
  LocalDataTrack,
  type LocalDataTrackOptions,
  type LocalTrack,
  type LocalTrackOptions,
  LocalVideoTrack,
  type Log,
  Logger,
  type LogLevel,
  type LogLevels,
  type NetworkQualityConfiguration,
  type NetworkQualityVerbosity,
  type NoiseCancellationOptions,
  type NoiseCancellationVendor,
  type OpusCodecSettings,
  type PreflightOptions,
  type PreflightTest,
  type PreflightTestReport,
  type Room,
  runPreflight,
  type TrackSwitchOffMode,
  version,
  type VideoBandwidthProfileOptions,
  type VideoCodec,
  type VideoCodecSettings,
  type VideoRenderDimensions,
  type VP8CodecSettings,
} from "twilio-video";
import { localAudio, localVideo } from "./members-tracks.ts";

declare function use(...values: unknown[]): void;
declare function text(...values: (string | number | boolean | null)[]): void;

export function moduleItself(): void {
  use(Video.connect, All.connect, All.version);
  const supported: boolean = isSupported;
  text(supported, version);
  const room: All.Room | Video.Room | null = null;
  use(room);
}

export async function connecting(token: string, source: MediaStreamTrack): Promise<Room> {
  const audioCodecs: (AudioCodec | AudioCodecSettings | OpusCodecSettings)[] = [
    "opus",
    { codec: "PCMU" },
    { codec: "opus", dtx: false },
  ];
  const videoCodecs: (VideoCodec | VideoCodecSettings | VP8CodecSettings)[] = [
    "H264",
    { codec: "VP9" },
    { codec: "VP8", simulcast: true },
  ];
  const mode: BandwidthProfileMode = "presentation";
  const switchOff: TrackSwitchOffMode = "detected";
  const dimensions: VideoRenderDimensions = {
    high: { width: 1280, height: 720 },
    low: { width: 160, height: 90 },
  };
  const video: VideoBandwidthProfileOptions = {
    mode,
    trackSwitchOffMode: switchOff,
    maxSubscriptionBitrate: 2_400_000,
    dominantSpeakerPriority: "high",
    clientTrackSwitchOffControl: "manual",
    contentPreferencesMode: "auto",
  };
  const older: VideoBandwidthProfileOptions = { maxTracks: 4, renderDimensions: dimensions };
  const profile: BandwidthProfileOptions = { video };
  const verbosity: NetworkQualityVerbosity = 3;
  const quality: NetworkQualityConfiguration = { local: verbosity, remote: 1 };
  const level: LogLevel = "debug";
  const levels: LogLevels = { default: level, media: "off", signaling: "info", webrtc: "error" };
  const options: ConnectOptions = {
    audio: { name: "microphone", echoCancellation: true },
    automaticSubscription: true,
    bandwidthProfile: profile,
    dominantSpeaker: true,
    enableDscp: true,
    iceServers: [{ urls: "stun:stun.example.com" }],
    iceTransportPolicy: "relay",
    insights: false,
    logLevel: levels,
    loggerName: "twilio-video",
    maxAudioBitrate: 16_000,
    maxVideoBitrate: null,
    name: "standup",
    networkQuality: quality,
    notifyWarnings: ["recording-media-lost"],
    preferredAudioCodecs: audioCodecs,
    preferredVideoCodecs: videoCodecs,
    receiveTranscriptions: false,
    region: "de1",
    rtcConfiguration: { bundlePolicy: "max-bundle" },
    video: { width: 640, frameRate: 24, facingMode: "user" },
  };
  const connecting = connect(token, options);
  connecting.cancel();
  await connect(token, {
    bandwidthProfile: { video: older },
    preferredVideoCodecs: "auto",
    dscpTagging: true,
  });
  await connect(token, { tracks: [source, new LocalDataTrack()], networkQuality: true });
  return connecting.then((room: Room) => room).finally(() => undefined);
}

export async function capturing(source: MediaStreamTrack): Promise<void> {
  const noise: NoiseCancellationOptions = {
    vendor: "krisp" satisfies NoiseCancellationVendor,
    sdkAssetsPath: "/noise",
  };
  const device: DefaultDeviceCaptureMode = "manual";
  const audio: CreateLocalAudioTrackOptions = {
    defaultDeviceCaptureMode: device,
    noiseCancellationOptions: noise,
  };
  const video: CreateLocalTrackOptions = { name: "camera", width: { ideal: 1280 }, logLevel: "warn" };
  const both: CreateLocalTracksOptions = { audio, video, logLevel: "off", loggerName: "app" };
  const tracks: LocalTrack[] = await createLocalTracks(both);
  const microphone: LocalAudioTrack = await createLocalAudioTrack(audio);
  const camera: LocalVideoTrack = await createLocalVideoTrack(video);
  const named: LocalTrackOptions = { name: "mine", logLevel: "info", workaroundWebKitBug1208516: true };
  const dataOptions: LocalDataTrackOptions = { name: "chat", ordered: false, maxRetransmits: 2 };
  use(
    tracks,
    new LocalAudioTrack(source, named),
    new LocalVideoTrack(source),
    new LocalDataTrack(dataOptions),
  );
  localAudio(microphone);
  localVideo(camera);
}

export function testing(token: string): void {
  const options: PreflightOptions = { duration: 5_000, region: "de1" };
  const preflight: PreflightTest = runPreflight(token, options);
  preflight.on("progress", (progress: string) => text(progress));
  preflight.on("failed", (error: Error, report: PreflightTestReport) => use(error.message, report));
  preflight.on(
    "completed",
    ({ testTiming, networkTiming, stats: measured, ...rest }: PreflightTestReport) => {
      text(testTiming.start, testTiming.duration ?? null, networkTiming.connect?.duration ?? null);
      text(
        networkTiming.ice?.start ?? null,
        networkTiming.dtls?.end ?? null,
        networkTiming.media?.start ?? null,
      );
      text(networkTiming.peerConnection?.duration ?? null, measured.rtt?.average ?? null);
      text(measured.jitter?.max ?? null, measured.packetLoss?.min ?? null);
      for (const candidate of rest.iceCandidateStats) text(candidate.address ?? null, candidate.port ?? null);
      text(rest.selectedIceCandidatePairStats?.localCandidate.candidateType ?? null);
      for (const event of rest.progressEvents) text(event.name, event.duration);
    },
  );
  preflight.stop();
}

export function logging(): void {
  const logger: Log.Logger = Logger.getLogger("twilio-video");
  const before: Log.MethodFactory = logger.methodFactory;
  logger.methodFactory = (methodName, level, name) => {
    const method = before(methodName, level, name);
    return (at, weight, component, message, data) => {
      method(at, weight, component, message, data);
      if (message === "event" && data.group === "signaling") use(data.name);
    };
  };
  logger.setLevel("debug");
  const level: Log.LogLevelNumbers = logger.getLevel();
  const words: Log.LogLevelDesc[] = ["trace", "WARN", logger.levels.ERROR];
  for (const word of words) logger.setDefaultLevel(word);
  logger.trace("a", level);
  logger.debug("b");
  logger.log("c");
  logger.info("d");
  logger.warn("e");
  logger.error("f");
  logger.enableAll(false);
  logger.disableAll();
  Logger.setLevel("warn", false);
  use(Logger.getLoggers()["twilio-video"], Logger.noConflict(), Logger.default);
}
