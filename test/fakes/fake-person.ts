import { writeCaption, type CaptionKind, type CaptionMessage } from "../../web/captions/caption-wire.ts";
import type { LinkQuality } from "../../web/room/network-quality.ts";
import type { Wish } from "../../web/room/ports.ts";
import type { TrackInfo } from "../../web/room/track-info.ts";
import type { FakeCall } from "./fake-call.ts";

/** One for everybody: a device is behind each. */
let silence: AudioContext | undefined;

/** Somebody else in a {@link FakeCall}. */
export class FakePerson {
  readonly #call: FakeCall;
  readonly #peerId: string;
  readonly #canvas = document.createElement("canvas");
  readonly #tracks: TrackInfo[];
  #messages = 0;

  /** @param picture what their camera shows; left out, what {@link paint} makes of it */
  constructor(call: FakeCall, peerId: string, picture?: MediaStream) {
    this.#call = call;
    this.#peerId = peerId;
    this.#canvas.getContext("2d");
    this.#tracks = [
      { sid: `MTa${peerId}`, kind: "audio", name: "microphone", enabled: true },
      { sid: `MTv${peerId}`, kind: "video", name: "camera", enabled: true },
      {
        sid: `MTd${peerId}`,
        kind: "data",
        name: "chat",
        enabled: true,
        ordered: true,
        maxPacketLifeTime: null,
        maxRetransmits: null,
      },
    ];
    this.#tell();
    silence ??= new AudioContext();
    this.#media(`MTa${peerId}`, silence.createMediaStreamDestination().stream);
    this.#media(`MTv${peerId}`, picture ?? this.#canvas.captureStream());
  }

  get peerId(): string {
    return this.#peerId;
  }
  get identity(): string {
    return this.#peerId.replace("peer", "identity").replaceAll("_", "");
  }

  /** @param data what arrives on the chat's track, whether it is lawful or not */
  write(data: string | ArrayBuffer): void {
    this.#call.onFact({ fact: "message", peerId: this.#peerId, sid: `MTd${this.#peerId}`, data });
  }

  /** What arrives on the captions' track, which this person has from then on. */
  caption(message: CaptionMessage): void {
    const sid = `MTc${this.#peerId}`;
    if (!this.#tracks.some((track) => track.sid === sid)) {
      const lasting = { maxPacketLifeTime: null, maxRetransmits: null };
      this.#tracks.unshift({
        sid,
        kind: "data",
        name: "captions",
        enabled: true,
        ordered: false,
        ...lasting,
      });
      this.#tell();
    }
    this.#call.onFact({ fact: "message", peerId: this.#peerId, sid, data: writeCaption(message) });
  }

  /** A whole line, done or not. */
  captionLine(
    text: string,
    { line = 1, version = 1, kind = "typed" as CaptionKind, isDone = true } = {},
  ): void {
    this.caption({ is: "text", kind, line, version, text, isDone });
  }

  say(text: string): void {
    this.write(JSON.stringify({ text, at: Date.now() }));
  }

  /** A message of this person's page, whether it is lawful or not. */
  sendMessage(command: string, body: unknown, alone = false): void {
    const n = ++this.#messages;
    const text = JSON.stringify({ n, base: n, ...(alone ? { alone } : {}), command, body });
    this.#call.onFact({ fact: "said", peerId: this.#peerId, text });
  }

  /** Speaks on, loud enough, ten reports a second. @returns the call that ends it */
  talk(): () => void {
    const talking = setInterval(() => this.speaks(true), 100);
    return () => {
      clearInterval(talking);
      this.speaks(false);
    };
  }

  /** What the room asks of this person's camera. */
  get wish(): Wish | undefined {
    return this.#call.wishes.get(`MTv${this.#peerId}`);
  }
  get screenWish(): Wish | undefined {
    return this.#call.wishes.get(`MTs${this.#peerId}`);
  }

  speaks(speaking: boolean): void {
    const level = { levelDbov: speaking ? -20 : -90, speaking };
    this.#call.onFact({ fact: "level", peerId: this.#peerId, level });
  }

  switch(device: "camera" | "microphone", enabled: boolean): void {
    const sid = `${device === "camera" ? "MTv" : "MTa"}${this.#peerId}`;
    this.#call.onFact({ fact: "enabled", peerId: this.#peerId, sid, enabled });
  }

  /** @param picture left out, nothing is on it */
  shareScreen(picture = this.#canvas.captureStream()): void {
    const sid = `MTs${this.#peerId}`;
    this.#tracks.push({ sid, kind: "video", name: "screen", enabled: true });
    this.#tell();
    this.#media(sid, picture);
  }

  stopScreen(): void {
    this.#tracks.pop();
    this.#tell();
  }

  link(state: "recovering" | "open"): void {
    this.#call.onFact({ fact: "linkState", peerId: this.#peerId, state });
  }

  /** The link was made anew: other media for the same tracks. */
  comeAnew(): void {
    this.#media(`MTv${this.#peerId}`, this.#canvas.captureStream());
  }

  /** The camera gives a new frame, in this colour. */
  paint(colour = "teal"): void {
    const context = this.#canvas.getContext("2d");
    if (context === null) return;
    context.fillStyle = colour;
    context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
  }

  /** The link was measured: as good as can be, save for what is given. */
  async measure(change: Partial<LinkQuality> = {}): Promise<void> {
    const flow = { bitsPerSecond: 40_000, fractionLost: 0, jitterMs: 2, share: 1 };
    const flows = { send: flow, recv: flow };
    const quality = {
      roundTripMs: 20,
      relayed: false,
      availableBps: null,
      audio: flows,
      video: flows,
      ...change,
    };
    this.#call.onFact({ fact: "quality", peerId: this.#peerId, quality });
    await import("../../web/room/network-quality.ts"); // as the room does, and it goes on first
    await Promise.resolve();
  }

  leave(): void {
    this.#call.onFact({ fact: "gone", peerId: this.#peerId, why: "bye" });
  }

  #tell(): void {
    this.#call.onFact({ fact: "tracks", peerId: this.#peerId, tracks: [...this.#tracks] });
  }

  #media(sid: string, stream: MediaStream): void {
    const [mediaStreamTrack] = stream.getTracks();
    this.#call.onFact({ fact: "media", peerId: this.#peerId, sid, mediaStreamTrack: mediaStreamTrack! });
  }
}
