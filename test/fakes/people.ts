import { expect, vi } from "vitest";
import { SealedSeatData } from "../../web/data/seat-data.ts";
import { startKernel } from "../../web/kernel/start-kernel.ts";
import { PeerMesh } from "../../web/mesh/mesh.ts";
import type { Sharing } from "../../web/mesh/shared/sharing.ts";
import type { DataKernel } from "../../web/room/data-wire.ts";
import type { ChooseLayers, LevelMeter } from "../../web/room/ports.ts";
import { MeshcallError } from "../../web/room/errors.ts";
import { LocalAudioTrack, LocalVideoTrack } from "../../web/room/local-media-track.ts";
import type { LocalTrack } from "../../web/room/publications.ts";
import type { RemoteParticipant } from "../../web/room/remote-participant.ts";
import type { Room, RoomEvents } from "../../web/room/room.ts";
import { RoomWriter } from "../../web/room/room-writer.ts";
import { mediaSealing } from "../../web/seal-media.ts";
import type { OpenSwarmSocket } from "./open-swarm.ts";
import { HubSocket, SignalingHub, type Place } from "./signaling-hub.ts";
import { ConnectionWatch, type WatchedConnection } from "./watch-connections.ts";

const noMeter: LevelMeter = { follow: () => undefined, close: () => undefined };
const watchedEvents = [
  "participantConnected",
  "participantDisconnected",
  "participantReconnecting",
  "participantReconnected",
  "trackPublished",
  "trackUnpublished",
  "trackSubscribed",
  "trackUnsubscribed",
  "trackEnabled",
  "trackDisabled",
  "trackStarted",
  "trackDimensionsChanged",
  "trackPublishPriorityChanged",
  "reconnecting",
  "reconnected",
  "disconnected",
  "participantChanged",
  "participantKicked",
  "attendeeConnected",
  "attendeeDisconnected",
] as const satisfies (keyof RoomEvents)[];

export interface JoinOptions {
  tracks?: LocalTrack[];
  /** Left out: a socket of the hub. */
  socket?: HubSocket | OpenSwarmSocket;
  sealer?: Promise<DataKernel | undefined>;
  roomSecret?: string;
  /** Default: the browser's own. */
  chooseLayers?: ChooseLayers;
  automaticSubscription?: boolean;
  /** Left out: each link has encoders of its own. */
  sharing?: Sharing | undefined;
  /** Sound and picture too. */
  sealMedia?: boolean;
  /** What the hub makes of them; left out, a publisher. */
  place?: Place;
}

/** People in one page who call each other over real connections; only the signal-worker is in memory. */
export class People {
  readonly hub = new SignalingHub();
  readonly connections = new ConnectionWatch();
  readonly #all: Person[] = [];
  readonly #sources = new AbortController();

  readonly #transferChannels: boolean;

  /** @param transferChannels false: channels stay in the page, as where the browser cannot transfer them */
  constructor({ transferChannels = true } = {}) {
    this.#transferChannels = transferChannels;
    this.hub.onDeliver = (identity) => {
      this.connections.owner = identity;
      setTimeout(() => (this.connections.owner = undefined));
      return true;
    };
  }

  /** Settles when they are let in; links follow. */
  async join(identity: string, options: JoinOptions = {}): Promise<Person> {
    const socket = options.socket ?? this.hub.socket(identity, options.place);
    const sealer = options.sealer ?? startKernel();
    const dataOptions = { roomSecret: options.roomSecret, transferChannels: this.#transferChannels };
    const sealMedia = options.sealMedia ? await mediaSealing({}) : undefined;
    const mesh = new PeerMesh({
      signaling: socket,
      data: sealMedia?.(sealer, dataOptions) ?? new SealedSeatData(sealer, dataOptions),
      chooseLayers: options.chooseLayers ?? (async () => []),
      rtcConfiguration: {},
      automaticSubscription: options.automaticSubscription,
      sharing: options.sharing,
    });
    const person = await new Promise<Person>((resolve, reject) => {
      let writer: RoomWriter | undefined;
      socket.open((fact) => {
        if (writer !== undefined) return writer.onSignaling(fact);
        if (fact.fact === "refused") return reject(fact.error);
        if (fact.fact !== "joined") return;
        const meter = noMeter;
        const tracks = options.tracks ?? [];
        writer = new RoomWriter(fact.joined, {
          signaling: socket,
          mesh,
          meter,
          tracks,
          automaticSubscription: options.automaticSubscription,
          onEnd: () => undefined,
        });
        resolve(new Person(this, identity, socket, mesh, writer));
      });
    });
    this.#all.push(person);
    return person;
  }

  /** Ana, then Ben, linked. */
  async pair(ana: JoinOptions = {}, ben: JoinOptions = {}): Promise<[Person, Person]> {
    const first = await this.join("ana", ana);
    const second = await this.join("ben", ben);
    await Promise.all([first.linked(), second.linked()]);
    return [first, second];
  }

  /** A picture that moves. */
  video(name = "camera", widthPx = 160, heightPx = 120): LocalVideoTrack {
    const canvas = document.createElement("canvas");
    canvas.width = widthPx;
    canvas.height = heightPx;
    const context = canvas.getContext("2d")!;
    const draw = setInterval(() => {
      context.fillStyle = `hsl(${performance.now() % 360} 90% 50%)`;
      context.fillRect(0, 0, widthPx, heightPx);
    }, 50);
    this.#sources.signal.addEventListener("abort", () => clearInterval(draw));
    return new LocalVideoTrack(canvas.captureStream().getVideoTracks()[0]!, { name });
  }

  /** A picture that is hard to encode: an encoder takes all the bits it is given. */
  noise(name = "noise", widthPx = 640, heightPx = 360): LocalVideoTrack {
    const grain = new OffscreenCanvas(widthPx / 4, heightPx / 4);
    const grainContext = grain.getContext("2d")!;
    const pixels = grainContext.createImageData(grain.width, grain.height);
    const canvas = document.createElement("canvas");
    canvas.width = widthPx;
    canvas.height = heightPx;
    const context = canvas.getContext("2d")!;
    const draw = setInterval(() => {
      for (let at = 0; at < pixels.data.length; at++)
        pixels.data[at] = at % 4 === 3 ? 255 : Math.random() * 256;
      grainContext.putImageData(pixels, 0, 0);
      context.drawImage(grain, 0, 0, widthPx, heightPx);
    }, 50);
    this.#sources.signal.addEventListener("abort", () => clearInterval(draw));
    return new LocalVideoTrack(canvas.captureStream().getVideoTracks()[0]!, { name });
  }

  /** A steady sound. */
  hum(): LocalAudioTrack {
    const context = new AudioContext();
    const oscillator = context.createOscillator();
    const out = context.createMediaStreamDestination();
    oscillator.connect(out);
    oscillator.start();
    this.#sources.signal.addEventListener("abort", () => void context.close());
    return new LocalAudioTrack(out.stream.getAudioTracks()[0]!, { name: "hum" });
  }

  close(): void {
    for (const person of this.#all) person.room.disconnect();
    this.#sources.abort();
    vi.unstubAllGlobals();
    document.body.replaceChildren();
  }
}

export class Person {
  readonly room: Room;
  readonly #socket: HubSocket | OpenSwarmSocket;
  readonly mesh: PeerMesh;
  readonly writer: RoomWriter;
  readonly identity: string;
  /** Room events in order: the event, then whose track it was or who. */
  readonly events: string[] = [];
  readonly messages: (string | ArrayBuffer)[] = [];
  readonly #people: People;

  constructor(
    people: People,
    identity: string,
    socket: HubSocket | OpenSwarmSocket,
    mesh: PeerMesh,
    writer: RoomWriter,
  ) {
    this.#people = people;
    this.identity = identity;
    this.#socket = socket;
    this.mesh = mesh;
    this.writer = writer;
    this.room = writer.room;
    for (const event of watchedEvents) {
      this.room.on(
        event,
        (...args: unknown[]) => void this.events.push(`${event} ${nameOf(args[0])}`.trimEnd()),
      );
    }
    this.room.on("trackMessage", (data) => void this.messages.push(data));
  }

  /** The way to the hub, for who has one. */
  get socket(): HubSocket {
    if (this.#socket instanceof HubSocket) return this.#socket;
    throw new Error(`${this.identity} came by a swarm`);
  }
  get connection(): WatchedConnection {
    return this.#people.connections.of(this.identity);
  }

  other(identity: string): RemoteParticipant {
    const found = [...this.room.participants.values()].find((other) => other.identity === identity);
    if (found === undefined) throw new Error(`${this.identity} does not see ${identity}`);
    return found;
  }

  /** Settles when the control channel of the latest link is open. */
  async linked(): Promise<void> {
    await vi.waitFor(() => expect(this.connection.channels.get("control")?.readyState).toBe("open"), waiting);
  }

  /** Settles when `count` events like this were seen. */
  async saw(event: string, count = 1): Promise<void> {
    await vi.waitFor(() => {
      const seen = this.events.filter((other) => other === event || other.startsWith(`${event} `));
      expect(seen.length, `${this.identity}: ${event} in [${this.events.join(", ")}]`).toBeGreaterThanOrEqual(
        count,
      );
    }, waiting);
  }

  async heard(count: number): Promise<(string | ArrayBuffer)[]> {
    await vi.waitFor(() => expect(this.messages.length).toBeGreaterThanOrEqual(count), waiting);
    return this.messages;
  }
}

export const waiting = { timeout: 8_000, interval: 10 };

function nameOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return "";
  if (value instanceof MeshcallError) return String(value.code);
  for (const key of ["identity", "trackName", "name"]) {
    const name: unknown = Reflect.get(value, key);
    if (typeof name === "string") return name;
  }
  return "";
}
