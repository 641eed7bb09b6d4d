import {
  captureLocalTracks,
  createLocalAudioTrack,
  createLocalVideoTrack,
} from "../../web/create-local-tracks.ts";
import type { Act } from "#protocol/act";
import { usualRules, type RoomRules } from "#protocol/room-rules";
import type { CallServices, CancelablePromise, ConnectOptions } from "../../web/room/connect-options.ts";
import { MeshcallError } from "../../web/room/errors.ts";
import { LocalVideoTrack } from "../../web/room/local-media-track.ts";
import type { LevelMeter, Mesh, MeshFact, Publication, Signaling, Wish } from "../../web/room/ports.ts";
import type { Room } from "../../web/room/room.ts";
import type { VerificationEmoji } from "../../web/room/verification.ts";
import { RoomWriter } from "../../web/room/room-writer.ts";
import { FakeNetworkTest } from "./fake-network-test.ts";
import { FakePerson } from "./fake-person.ts";

/**
 * A call without a network: the room and everything in it is real, signaling and links are not. The test
 * plays the others: `await call.person("Bea")`, `person.leave()`.
 */
export class FakeCall {
  /** Name (and message) of the DOMException that opening a device ends with; left out, Chromium's fake device opens. */
  readonly failing: { camera?: string; microphone?: string; screen?: string; message?: string } = {};
  /** Who is told to be in, of a room that is listed; undefined: it is not. */
  present: string[] | undefined;
  /** How many a token's answer says are in. */
  presentCount = 0;
  /** What asking for a token ends with; left out, there is one. */
  refuseAsk: MeshcallError | undefined;
  /** Tests of the network that were started. */
  readonly networkTests: FakeNetworkTest[] = [];
  /** What `connect` ends with; left out, it lets in. `wait` never ends, and `knock` waits for `letIn`. */
  refuse: MeshcallError | Error | "wait" | "knock" | undefined;
  /** The PIN that `connect` wants. */
  pin: string | undefined;
  /** What the page is when it comes in. */
  role: "host" | "publisher" | "attendee" = "publisher";
  /** What the page wanted done; each act is answered with `refuseAct`, or goes well. */
  readonly acts: Act[] = [];
  refuseAct: MeshcallError["code"] | undefined;
  /** Called when somebody begins to join. */
  onConnect: () => void = () => undefined;
  /** What the camera of the nth person shows, from 0 on; left out, nothing. */
  pictureOf: ((person: number) => MediaStream) | undefined;
  /** Settles a `connect` that knocks. */
  letIn: () => void = () => undefined;
  /** Data messages that went out. */
  readonly sent: string[] = [];
  /** What went over links about text messages, as it is on the wire. */
  readonly said: string[] = [];
  /** What `fetchToken` was asked, in order. */
  readonly asked: { server: string | undefined; room: string; identity: string; name: string }[] = [];
  /** Names of what is published now. */
  readonly published = new Map<string, Publication>();
  /** What was last asked of each track's sender, by the track's SID. */
  readonly wishes = new Map<string, Wish>();
  /** Called by the lobby's meter; a test may call the listener. */
  onLevel: ((levelDbov: number, speaking: boolean) => void) | undefined;
  /** What `verify` gives; left out, the other side does not follow the rules. */
  emoji: VerificationEmoji[] | undefined;
  /** What the browser reports of each link, by peer id. */
  readonly reports = new Map<string, RTCStatsReport>();
  sendFails = false;
  canceled = false;
  writer: RoomWriter | undefined;
  onFact: (fact: MeshFact) => void = () => undefined;
  /** How long the first token is good; left out, the server does not say. */
  tokenLifeSeconds: number | undefined;
  /** Tokens that the room was given in mid-call. */
  readonly renewedWith: string[] = [];
  /** What a new token is refused with; left out, it is good for a day. */
  refuseToken: MeshcallError | undefined;
  #people = 0;

  readonly services: CallServices = {
    load: async () => undefined,
    connect: (_token, options) => {
      this.onConnect();
      let cancel = (): void => undefined;
      const room = new Promise<Room>((resolve, reject) => {
        cancel = () => {
          this.canceled = true;
          reject(new Error("Canceled"));
        };
        if (this.refuse === "wait") return;
        const wrongPin = this.pin === undefined || this.pin === options?.pin ? undefined : options?.pin;
        if (this.refuse === "knock") {
          this.letIn = () => resolve(this.#join(options ?? {}));
          options?.onWaiting?.();
        } else if (this.refuse !== undefined) reject(this.refuse);
        else if (this.pin !== undefined && options?.pin === undefined) reject(new MeshcallError(54030));
        else if (wrongPin !== undefined) reject(new MeshcallError(54031));
        else resolve(this.#join(options ?? {}));
      });
      return Object.assign(room, { cancel: () => cancel() }) satisfies CancelablePromise<Room>;
    },
    createLocalTracks: async (options) => {
      this.#fail("microphone");
      this.#fail("camera");
      return captureLocalTracks(options ?? {});
    },
    createLocalAudioTrack: async (options) => {
      this.#fail("microphone");
      return createLocalAudioTrack(options);
    },
    createLocalVideoTrack: async (options) => {
      this.#fail("camera");
      return createLocalVideoTrack(options);
    },
    createScreenTracks: async () => {
      this.#fail("screen");
      const [source] = document.createElement("canvas").captureStream().getVideoTracks();
      return [new LocalVideoTrack(source!, { name: "screen" })];
    },
    fetchToken: async (server, request) => {
      this.asked.push({ server, ...request });
      if (this.refuseAsk !== undefined) throw this.refuseAsk;
      const participants = this.presentCount;
      return { token: `token ${this.asked.length}`, identity: request.identity, participants };
    },
    runPreflight: async () => {
      const test = new FakeNetworkTest();
      this.networkTests.push(test);
      return test;
    },
    lookIn: async (server, { room, as }) => {
      const names = Promise.resolve(this.present);
      if (as === undefined || this.refuseAsk !== undefined)
        return { names, token: Promise.resolve(undefined) };
      return { names, token: this.services.fetchToken(server, { room, ...as }) };
    },
    meterMicrophone: (_track, onLevel) => {
      this.onLevel = onLevel;
      return () => {
        this.onLevel = undefined;
      };
    },
  };

  get room(): Room {
    return this.writer!.room;
  }

  /** What is published of microphone, camera and screen. */
  get media(): MediaStreamTrack[] {
    return [...this.published.values()].flatMap(({ mediaStreamTrack }) => mediaStreamTrack ?? []);
  }

  /** Somebody comes in, with camera and microphone on. */
  person(name: string): FakePerson {
    const number = ++this.#people;
    const peerId = `peer${number}`.padEnd(20, "_");
    const from = {
      peerId,
      sid: `PA${String(number).padStart(32, "0")}`,
      identity: `identity${number}`,
      name,
    };
    this.writer!.onSignaling({ fact: "offered", from, offerId: "offer", description: { sdp: "" } });
    this.onFact({ fact: "linkState", peerId, state: "open" });
    return new FakePerson(this, peerId, this.pictureOf?.(number - 1));
  }

  /** The signal-worker is lost (`away`) or back. */
  signaling(state: "away" | "open"): void {
    if (state === "away") this.writer!.onSignaling({ fact: "away" });
    else this.writer!.onSignaling({ fact: "joined", joined: this.#joined("") });
  }

  /** The server lets nobody in again with this token. */
  tokenRefused(): void {
    this.signaling("away");
    this.writer!.onSignaling({ fact: "tokenExpired" });
  }

  /** News of the signal-worker's, as they come over the socket. */
  news(news: object): void {
    this.writer!.onSignaling({ fact: "news", news });
  }

  /** What oneself or a person is from now on. @param peerId left out: oneself */
  standing(
    change: Partial<{ role: string; isPublishing: boolean; silenced: { audio: boolean; video: boolean } }>,
    peerId = selfPeerId,
  ): void {
    const name = peerId === selfPeerId ? "Anna" : "Bea";
    const usual = { role: "publisher", isPublishing: true, silenced: { audio: false, video: false } };
    this.news({ is: "member", peerId, name, ...usual, ...change });
  }

  /** Who knocks, as a host is told. */
  knocks(...names: string[]): void {
    const knocks = names.map((name, index) => ({
      sid: `KN${String(index).padStart(32, "0")}`,
      identity: name,
      name,
    }));
    this.news({ is: "knocks", knocks });
  }

  rules(rules: Partial<RoomRules>, isPinRequired = false): void {
    this.news({ is: "room", rules: { ...usualRules, ...rules }, isPinRequired });
  }

  /** Put out of the room by the server. */
  putOut(code: MeshcallError["code"]): void {
    this.writer!.onSignaling({ fact: "refused", error: new MeshcallError(code) });
  }

  #join({ tracks = [], name, receive, maxVideoTracks, networkQuality }: ConnectOptions): Room {
    this.writer = new RoomWriter(this.#joined(name ?? ""), {
      signaling: this.#signaling,
      mesh: this.#mesh,
      meter: quietMeter,
      tracks: tracks as never,
      receive,
      maxVideoTracks,
      networkQuality,
      onEnd: () => undefined,
    });
    return this.writer.room;
  }

  #joined(name: string) {
    return {
      self: { peerId: selfPeerId, sid: `PA${"f".repeat(32)}`, identity: "me", name: "Anna", role: this.role },
      room: { sid: "RM0", name, type: "go" as const, maxParticipants: 2 },
      peers: [],
      ice: [],
      tokenLifeSeconds: this.tokenLifeSeconds,
    };
  }

  readonly #signaling: Signaling = {
    open: () => undefined,
    announce: () => undefined,
    answer: () => undefined,
    candidates: () => undefined,
    parcel: () => undefined,
    act: (id, act) => {
      this.acts.push(act);
      const code = this.refuseAct;
      queueMicrotask(() => this.news({ is: "acted", id, ...(code === undefined ? {} : { code }) }));
    },
    updateToken: async (token) => {
      if (this.room.state === "disconnected") throw new MeshcallError(53204);
      if (this.refuseToken !== undefined) throw this.refuseToken;
      this.renewedWith.push(token);
      return 86_400;
    },
    close: () => undefined,
  };

  readonly #mesh: Mesh = {
    configure: () => undefined,
    silence: () => undefined,
    retell: () => undefined,
    refuse: () => undefined,
    keyFrame: () => undefined,
    start: (onFact) => {
      this.onFact = onFact;
    },
    joined: () => undefined,
    offered: () => undefined,
    answered: () => undefined,
    candidates: () => undefined,
    parcel: () => undefined,
    probe: () => undefined,
    drop: () => undefined,
    publish: (publication) => void this.published.set(publication.info.sid, publication),
    unpublish: (sid) => void this.published.delete(sid),
    replaceMedia: (sid, mediaStreamTrack) => {
      const known = this.published.get(sid);
      if (known !== undefined) Object.assign(known, { mediaStreamTrack });
    },
    setEnabled: (sid, enabled) => {
      const known = this.published.get(sid);
      if (known !== undefined) known.info.enabled = enabled;
    },
    setPriority: () => undefined,
    withhold: () => undefined,
    setLevel: () => undefined,
    takes: () => undefined,
    wish: (_peerId, sid, wish) => void this.wishes.set(sid, wish),
    say: (_peerId, text) => this.said.push(text) > 0,
    send: async (_sid, data) => {
      if (this.sendFails) throw new Error("no way out");
      if (typeof data === "string") this.sent.push(data);
    },
    verify: async (peerId) => {
      const { emoji } = this;
      if (emoji === undefined) throw new MeshcallError(54015);
      this.onFact({ fact: "verification", peerId, emoji });
      return emoji;
    },
    statsReports: async () => this.reports,
    close: () => undefined,
  };

  #fail(device: "camera" | "microphone" | "screen"): void {
    const name = this.failing[device];
    if (name !== undefined) throw new DOMException(this.failing.message ?? `${device} fails`, name);
  }
}

const selfPeerId = "self".padEnd(20, "_");

const quietMeter: LevelMeter = { follow: () => undefined, close: () => undefined };
