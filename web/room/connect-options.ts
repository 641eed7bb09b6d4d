import type { Role } from "#protocol/role";
import type { LocalTrack } from "./publications.ts";
import type { Room } from "./room.ts";
import type { LocalAudioTrack, LocalVideoTrack } from "./local-media-track.ts";
import type {
  AudioCodec,
  AudioCodecSettings,
  BandwidthProfileOptions,
  DefaultDeviceCaptureMode,
  EncodingParameters,
  LogLevel,
  LogLevels,
  MediaImplementationOptions,
  NetworkQualityConfiguration,
  NoiseCancellationOptions,
  OpusCodecSettings,
  VideoCodec,
  VideoCodecSettings,
  VP8CodecSettings,
} from "./twilio-options.ts";

/** Constraints of a capture, and the name of the track it gives. What Twilio has besides is in docs/coming-from-twilio.md. */
export interface CaptureOptions extends MediaTrackConstraints, MediaImplementationOptions {
  name?: string;
  logLevel?: LogLevel | LogLevels;
  workaroundWebKitBug180748?: boolean;
  workaroundWebKitBug1208516?: boolean;
}
export interface AudioCaptureOptions extends CaptureOptions {
  defaultDeviceCaptureMode?: DefaultDeviceCaptureMode;
  noiseCancellationOptions?: NoiseCancellationOptions;
}

export interface CreateLocalTracksOptions extends MediaImplementationOptions {
  /** Neither of the two: both. Only one of the two: that one. */
  audio?: boolean | AudioCaptureOptions;
  video?: boolean | CaptureOptions;
  /** Given, they are what comes back. */
  tracks?: LocalTrack[];
  logLevel?: LogLevel | LogLevels;
  loggerName?: string;
}

/** What the room's door may ask for. docs/hosts.md has it all. */
export interface EntryOptions {
  /** Of a room that has one: 54030 without it, 54031 for a wrong one. Whoever makes a room may give it one. */
  pin?: string;
  /** Of a room that asks for one: 54041. */
  invitation?: string;
  /**
   * What to come in as. Left out: what the token says, else publisher while there is a place, else attendee where the
   * room takes some. As `attendee` no device is opened, and nothing is sent.
   */
  role?: Role;
  /** Of somebody who is in (`localParticipant.privateId`), where the room takes attendees only on their behalf: 54042. */
  privateId?: string;
  /**
   * `false`: comes in without publishing, and takes no publisher's place until `localParticipant.startPublishing()`. No
   * device is opened. Default: true.
   */
  publish?: boolean;
  /** One has to knock: `connect` settles when a host lets one in, or turns one away (54033). Called with each knock. */
  onWaiting?: () => void;
}

export interface ConnectOptions
  extends Omit<CreateLocalTracksOptions, "tracks">, TwilioConnectOptions, EntryOptions {
  /** The room; left out, the token's room. */
  name?: string | null;
  /** What to publish. Given, they stay the caller's; left out, Meshcall captures and later stops its own. */
  tracks?: (LocalTrack | MediaStreamTrack)[];
  /**
   * Where the signal-worker is, for instance `https://signal.example`. Left out:
   * `<meta name="meshcall-server">`, then the page's own origin.
   */
  server?: string;
  /** Public WebTorrent trackers in place of a signal-worker. `token` is then null, and `name` has to be given. */
  trackers?: TrackerOptions;
  /**
   * Used besides the ICE servers that the signal-worker hands out. With `trackers` they are all there are; left out
   * there, Cloudflare's STUN server is asked.
   */
  iceServers?: RTCIceServer[];
  /** `relay` hides this device's addresses and needs a TURN server. */
  iceTransportPolicy?: RTCIceTransportPolicy;
  /**
   * `none`: no video is received, and the others send none here; sound is. Tracks that the page switches on with
   * `switchOn` are received all the same. Default: `all`.
   */
  receive?: "all" | "none";
  /**
   * From five people on, video is received of this many latest speakers, besides pinned tracks (high priority) and
   * shared screens. Default: 4.
   */
  maxVideoTracks?: number;
  /**
   * `auto`: from three people on, each size of a camera is encoded once for all who see it, where the browser can and it
   * saves work (docs/shared-video.md). Default: `never`.
   */
  sharedVideo?: "auto" | "never";
  /** `false`: no network quality levels. Default: on. Twilio's object of verbosities counts as on. */
  networkQuality?: boolean | NetworkQualityConfiguration;
  /**
   * Events with the names and arguments of Twilio Video 1.x: `trackAdded` and `trackRemoved`, tracks in place of
   * publications, and maps of tracks.
   */
  legacyEvents?: boolean;
  /**
   * 16 characters or more, random, and the same for everybody in the room: a part of the link that no server gets, such as
   * its fragment. Data tracks open for nobody without it: 54013. Left out with `trackers`: their secret.
   */
  roomSecret?: string;
  /**
   * Sound and picture are sealed as data tracks are, end to end between those who have this, and go to nobody else: 54077.
   * With `roomSecret` also from whoever sits in the middle. VP8 alone. A browser that cannot: 54076. Default: false.
   */
  sealMedia?: boolean;
  /**
   * Where the kernel's file lies, with `level-tap.js` beside it, for pages whose Content-Security-Policy forbids `blob:`.
   */
  kernelUrl?: string;
  /** `false`: not even tried, for pages whose policy forbids WASM and that report violations. Data tracks reject with 54004. */
  kernel?: false;
}

/** Twilio Video 2.x's options beyond those above. docs/coming-from-twilio.md says what each does here. */
export interface TwilioConnectOptions extends EncodingParameters {
  /** Each connection's configuration; its ICE servers come after those of the signal-worker. */
  rtcConfiguration?: RTCConfiguration;
  /** `false`: nothing is received but what subscribe rules give, which the REST API sets. Default: true. */
  automaticSubscription?: boolean;
  bandwidthProfile?: BandwidthProfileOptions;
  /** On in any case. */
  dominantSpeaker?: boolean;
  preferredAudioCodecs?: (AudioCodec | AudioCodecSettings | OpusCodecSettings)[];
  preferredVideoCodecs?: (VideoCodec | VideoCodecSettings | VP8CodecSettings)[] | "auto";
  /** Packets ask routers for precedence (DSCP), where the browser does that. */
  enableDscp?: boolean;
  dscpTagging?: boolean;
  /** Hears of the way to the signal-worker. An emitter, whatever the type says: it is Twilio's. Its event is `event`. */
  eventListener?: EventListener;
  /* Without effect: there is no region, nothing is sent to anybody's insights, no server records or listens. */
  region?: string;
  insights?: boolean;
  notifyWarnings?: "recording-media-lost"[];
  receiveTranscriptions?: boolean;
  RTCPeerConnection?: unknown;
}

/** How people meet without a server of one's own. docs/trackers.md says what it is worth. */
export interface TrackerOptions {
  /** One to four `wss:` addresses. People meet who have one in common; give everybody the same. */
  urls: string[];
  /**
   * 16 characters or more, random, and the same for everybody in the room: a part of the link that no server gets, such
   * as its fragment. Whoever has it and knows the room's name can come in.
   */
  secret: string;
  /** Who this is, unique in the room. */
  identity: string;
  /** What the others see; left out, the identity. */
  displayName?: string;
}

/** A promise that can be called off: it then rejects with `Error("Canceled")`. */
export interface CancelablePromise<Value> extends Promise<Value> {
  cancel: () => void;
}

export type Connect = (token: string | null, options?: ConnectOptions) => CancelablePromise<Room>;

export interface TokenAnswer {
  token: string;
  identity: string;
  /** How many are in the room now. */
  participants: number;
}

/** What a lobby asks. Neither answer rejects. */
export interface Looked {
  /** Undefined where the room tells no names. */
  names: Promise<readonly string[] | undefined>;
  /** What joining takes; undefined where there is none. A room with a door says that nobody is in. */
  token: Promise<TokenAnswer | undefined>;
}

/** Some figure while a test of the network ran. */
export interface NetworkSpread {
  average: number;
  min: number;
  max: number;
}

/** What the elements read of a preflight report. */
export interface NetworkReport {
  stats: {
    /** Milliseconds. */
    rtt: NetworkSpread | null;
    /** Seconds. */
    jitter: NetworkSpread | null;
    /** Percent. */
    packetLoss: NetworkSpread | null;
    /** Bits per second that the browser thinks the way out has; null where it does not say. */
    availableOutgoingBitrate?: NetworkSpread | null;
  };
}

/** A test of the network before a call, as `runPreflight` starts one. */
export interface NetworkTest {
  on(event: "progress", listener: (name: string) => void): unknown;
  on(event: "completed", listener: (report: NetworkReport) => void): unknown;
  on(event: "failed", listener: (error: Error, report?: NetworkReport) => void): unknown;
  /** Safe to call twice. */
  stop(): void;
}

/**
 * What the elements need besides a room. They see room/ and nothing below it; elements.ts, which does
 * see the rest, hands these in.
 */
export interface CallServices {
  /**
   * Loads what `connect` and `fetchToken` need; they do it themselves where nobody has.
   * @throws TypeError (as a rejection) when it cannot be loaded; the next call tries again
   */
  load(): Promise<unknown>;
  connect: Connect;
  createLocalTracks(options?: CreateLocalTracksOptions): Promise<(LocalAudioTrack | LocalVideoTrack)[]>;
  createLocalAudioTrack(options?: AudioCaptureOptions): Promise<LocalAudioTrack>;
  createLocalVideoTrack(options?: CaptureOptions): Promise<LocalVideoTrack>;
  /** Asks the person what to share. Rejects with NotAllowedError when they choose nothing. */
  createScreenTracks(): Promise<(LocalAudioTrack | LocalVideoTrack)[]>;
  /** @throws MeshcallError (as a rejection) */
  fetchToken(
    server: string | undefined,
    request: { room: string; identity: string; name: string },
  ): Promise<TokenAnswer>;
  /** Tries the way to a call, through server and relay. No device is opened and no room joined. */
  runPreflight(
    token: string,
    options: { server?: string; iceServers?: RTCIceServer[]; duration?: number },
  ): Promise<NetworkTest>;
  /** Who is in, as far as the room tells those who stand before it. */
  lookIn(
    server: string | undefined,
    question: { room: string; as: { identity: string; name: string } | undefined },
  ): Promise<Looked>;
  /** Follows how loud a microphone is. @returns the call that ends it */
  meterMicrophone(track: LocalAudioTrack, onLevel: (levelDbov: number) => void): () => void;
}
