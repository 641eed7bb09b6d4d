import { captureLocalTracks } from "./create-local-tracks.ts";
import { SealedSeatData } from "./data/seat-data.ts";
import { LastingKernel, tileLayers } from "./kernel-parts.ts";
import { MicrophoneMeter } from "./media/microphone-meter.ts";
import { PeerMesh } from "./mesh/mesh.ts";
import type { CancelablePromise, ConnectOptions } from "./room/connect-options.ts";
import { asLocalTrack } from "./room/local-participant.ts";
import type { LocalTrack } from "./room/publications.ts";
import type { Signaling, SignalingFact } from "./room/ports.ts";
import type { Room } from "./room/room.ts";
import { RoomWriter } from "./room/room-writer.ts";
import { AnnounceSocket } from "./signaling/announce-socket.ts";
import { announceUrl, serverUrl } from "./signaling/server-url.ts";
import { signalingReport } from "./signaling-report.ts";

/**
 * Joins a room.
 * @param token an access token in Twilio's format, from one's own server or the signal-worker's `POST /token`; null with
 * `options.trackers`
 * @returns the room once the signal-worker has let us in; links to the others follow. Cancelling rejects
 * with `Error("Canceled")` and leaves nothing open
 * @throws TypeError (as a rejection) for arguments of the wrong type, or a room secret that is too short
 * @throws MeshcallError (as a rejection) 20101 to 20107 for the token, 53105 when the room is full, 53000
 * when the signal-worker cannot be reached, 54020 when no tracker can, 54030 to 54048 for what the room's door asks, 54076
 * when sound and picture cannot be sealed
 * @throws the browser's DOMException (as a rejection) when `tracks` is left out and a device cannot be opened
 */
export function connect(token: string | null, options: ConnectOptions = {}): CancelablePromise<Room> {
  const canceling = new AbortController();
  const promise = new Cancelable<Room>((resolve) => resolve(join(token, options, canceling.signal)));
  promise.cancel = () => canceling.abort(new Error("Canceled"));
  return promise;
}

/** What follows from it can be called off too, as with Twilio's: `catch` and `finally` go over `then`. */
class Cancelable<Value> extends Promise<Value> {
  cancel = (): void => undefined;

  // oxlint-disable-next-line unicorn/no-thenable -- it is a promise
  override then<Result = Value, Caught = never>(
    onValue?: ((value: Value) => Result | PromiseLike<Result>) | null,
    onError?: ((reason: unknown) => Caught | PromiseLike<Caught>) | null,
  ): Promise<Result | Caught> {
    return Object.assign(super.then(onValue, onError), { cancel: this.cancel });
  }
}

async function join(token: string | null, options: ConnectOptions, signal: AbortSignal): Promise<Room> {
  const given = checkArguments(token, options);
  const legacy = options.legacyEvents ? await import("./room/legacy-events.ts") : undefined;
  const report = signalingReport(options.eventListener);
  const read = hasAny(options, twilioOptions)
    ? (await import("./read-options.ts")).readOptions(options)
    : undefined;
  const roomSecret = checkRoomSecret(options);
  const signaling: Signaling =
    options.trackers === undefined
      ? new AnnounceSocket(
          announceUrl(serverUrl(options.server), options.name ?? undefined),
          token ?? "",
          hasAny(options, entryOptions) ? (await import("./signaling/entry.ts")).entryProtocols(options) : [],
        )
      : await (await import("./signaling/trackers/from-options.ts")).trackerSignaling(options);
  const sealMedia = options.sealMedia && (await (await import("./seal-media.ts")).mediaSealing(options));
  const ending = new AbortController();
  let restartMeter = (): void => undefined;
  const kernel = new LastingKernel(options.kernel === false ? null : options.kernelUrl, {
    onRestart: () => restartMeter(),
    signal: ending.signal,
  });
  if (given === undefined) kernel.start(); // while the devices open; beside the first links it would hold them up
  const noDevices = (error: unknown): never => {
    ending.abort();
    throw error;
  };
  const sends = options.role !== "attendee" && options.publish !== false;
  const captured =
    given === undefined && sends
      ? await unlessAborted(captureLocalTracks(options), signal).catch(noDevices)
      : [];
  const stopCaptured = (): void => {
    for (const track of captured) track.stop();
  };
  const { promise: room, resolve, reject } = Promise.withResolvers<Room>();
  const mesh = new PeerMesh({
    signaling,
    data: sealMedia
      ? sealMedia(kernel.current, { roomSecret })
      : new SealedSeatData(kernel.current, { roomSecret }),
    chooseLayers: async (requests, limits) => {
      const choosing = (await kernel.current)?.chooseLayers(requests, limits);
      // It dies in this moment: the next choice is the new one's.
      return (await choosing?.catch(() => undefined)) ?? tileLayers(requests);
    },
    rtcConfiguration: configurationOf(options),
    encoding: read?.encoding,
    automaticSubscription: options.automaticSubscription,
    sharing: await read?.openSharing?.(),
    onFirstLinks: () => kernel.start(),
  });
  let writer: RoomWriter | undefined;
  const meter = new MicrophoneMeter(
    () => kernel.current,
    (level) => writer?.setLevel(level),
    () => writer?.mutedSpeech(),
    options.kernelUrl,
  );
  restartMeter = () => meter.restart();
  const leave = (): void => writer?.end();
  const release = (): void => {
    removeEventListener("pagehide", leave);
    ending.abort();
    meter.close();
    stopCaptured();
  };
  const giveUp = (error: unknown): void => {
    if (writer !== undefined) return; // joined already: `disconnect` is the way out
    signaling.close();
    mesh.close();
    release();
    reject(error);
  };
  signal.addEventListener("abort", () => giveUp(signal.reason), { once: true });
  if (signal.aborted) {
    giveUp(signal.reason); // called off in the moment in which the devices had opened
    return room;
  }

  report("connecting");
  signaling.open((fact) => {
    const name = told[fact.fact];
    if (name !== undefined) report(name, fact.fact === "refused" ? fact.error : undefined);
    if (writer !== undefined) return writer.onSignaling(fact);
    if (fact.fact === "refused") return giveUp(fact.error);
    if (fact.fact === "waiting") return options.onWaiting?.();
    if (fact.fact !== "joined" || signal.aborted) return;
    addEventListener("pagehide", leave);
    const isAttendee = fact.joined.self.role === "attendee";
    if (isAttendee) stopCaptured(); // no light is on for what nobody gets
    writer = new RoomWriter(fact.joined, {
      signaling,
      mesh,
      meter,
      encoding: read?.encoding,
      tracks: given ?? (isAttendee ? [] : captured),
      receive: options.receive,
      automaticSubscription: options.automaticSubscription,
      networkQuality: options.networkQuality,
      maxVideoTracks: options.maxVideoTracks ?? read?.maxVideoTracks,
      profile: read?.profile,
      onEnd: release,
    });
    legacy?.legacyEvents(writer.room);
    resolve(writer.room);
  });
  return room;
}

/** Twilio's names of what happens on the way to the signal-worker. */
const told: Partial<Record<SignalingFact["fact"], string>> = {
  joined: "open",
  away: "waiting",
  refused: "closed",
};

/** Options whose reading is loaded when one is there. */
const twilioOptions = [
  "logLevel",
  "bandwidthProfile",
  "preferredAudioCodecs",
  "preferredVideoCodecs",
  "maxAudioBitrate",
  "maxVideoBitrate",
  "enableDscp",
  "dscpTagging",
  "sharedVideo",
];

const entryOptions = ["pin", "invitation", "role", "privateId", "publish"];

function hasAny(options: ConnectOptions, names: readonly string[]): boolean {
  return names.some((name) => name in options);
}

function configurationOf({
  rtcConfiguration,
  iceServers = [],
  iceTransportPolicy,
}: ConnectOptions): RTCConfiguration {
  const configuration = { ...rtcConfiguration };
  configuration.iceServers = [...(rtcConfiguration?.iceServers ?? []), ...iceServers];
  if (iceTransportPolicy !== undefined) configuration.iceTransportPolicy = iceTransportPolicy;
  return configuration;
}

/** Rejects at once when it is called off; tracks that come after that are stopped. */
async function unlessAborted<Track extends { stop(): unknown }>(
  capturing: Promise<Track[]>,
  signal: AbortSignal,
): Promise<Track[]> {
  const called = Promise.withResolvers<never>();
  const onAbort = (): void => {
    called.reject(signal.reason);
    capturing.then((tracks) => tracks.forEach((track) => track.stop())).catch(() => undefined); // nothing opened
  };
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([capturing, called.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** Shorter ones can be guessed by whoever sits in the middle. */
const roomSecretCharsAtLeast = 16;

function checkRoomSecret({ roomSecret, trackers }: ConnectOptions): string | undefined {
  if (roomSecret === undefined) return trackers?.secret; // looked at with the rest of `trackers`
  const secret: unknown = roomSecret;
  if (typeof secret === "string" && secret.length >= roomSecretCharsAtLeast) return secret;
  throw new TypeError("Expected `roomSecret` to be a string of 16 characters or more");
}

/** @returns the tracks to publish, or undefined when they are to be captured */
function checkArguments(token: unknown, options: unknown): LocalTrack[] | undefined {
  if (typeof options !== "object" || options === null)
    throw new TypeError("Expected the options to be an object");
  if (typeof token !== "string" && !("trackers" in options))
    throw new TypeError("Expected the access token to be a string");
  const tracks: unknown = Reflect.get(options, "tracks");
  if (tracks === undefined) return undefined;
  if (!Array.isArray(tracks)) throw new TypeError("Expected `tracks` to be an array of tracks");
  return tracks.map((track) => asLocalTrack(track));
}
