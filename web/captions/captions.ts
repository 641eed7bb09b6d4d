import { Emitter } from "../room/emitter.ts";
import type { LocalDataTrack } from "../room/local-data-track.ts";
import { log } from "../room/log.ts";
import { Pace } from "../room/messages/pace.ts";
import type { RemoteDataTrack } from "../room/remote-data-track.ts";
import type { RemoteParticipant } from "../room/remote-participant.ts";
import type { Room } from "../room/room.ts";
import { isScreenName } from "../room/track-info.ts";
import {
  lineChars,
  parseCaption,
  writeCaption,
  type CaptionKind,
  type CaptionMessage,
} from "./caption-wire.ts";
import { cutText, plainText } from "./edit.ts";
import { LineReader, type ReadLine } from "./line-reader.ts";
import { LineWriter } from "./line-writer.ts";
import { Recognition, type RecognitionOptions, type RecognitionState } from "./recognition.ts";
import { speechApi } from "./speech-api.ts";
import { captionTrackName } from "./track-name.ts";
import { Transcript, type CaptionLine, type CaptionSpeaker } from "./transcript.ts";

/** Why the others do not get one's own lines: somebody's page cannot seal them, one only watches, or another reason. */
export type CaptionTrouble = "unsealed" | "watching" | "unsent";

export interface CaptionsEvents {
  /** A line is there, reads differently, is done, or (without a word) is gone. */
  lineChanged: [line: CaptionLine];
  recognitionChanged: [state: RecognitionState];
  troubleChanged: [trouble: CaptionTrouble | undefined];
  /** The transcript was emptied. */
  cleared: [];
}

/** What one sender's messages may come to: what has waited through half a minute without a path, then thrice the usual pace. */
const floodBurst = 400;
const floodPerSecond = 30;

/** A pasted text longer than this is cut: it would push all else out of sight. */
const linesAtOnce = 20;

/** Done lines that are told again to who was away. */
const retoldLines = 8;

/** Real-time text and captions of one room. */
export class Captions extends Emitter<CaptionsEvents> {
  /** When this page began to keep them: milliseconds since 1970. */
  readonly sinceMs = Date.now();
  readonly #room: Room;
  readonly #transcript = new Transcript();
  readonly #writers = { typed: new LineWriter("typed"), spoken: new LineWriter("spoken") } as const;
  readonly #senders = new Map<string, Sender>();
  readonly #recognition: Recognition;
  #track: Promise<LocalDataTrack> | undefined;
  #ownText = "";
  #trouble: CaptionTrouble | undefined;
  #told: readonly CaptionMessage[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(room: Room) {
    super();
    this.#room = room;
    this.#recognition = new Recognition({
      api: speechApi(),
      microphone: () => this.#microphone(),
      onHeard: (text, isFinal) => this.#heard(text, isFinal),
      onState: (state) => this.emit("recognitionChanged", state),
    });
    const review = (): void => this.#recognition.review();
    const own = room.localParticipant;
    for (const event of ["trackEnabled", "trackDisabled", "trackPublished", "trackUnpublished"] as const)
      own.on(event, review);
    for (const event of ["trackStarted", "trackStopped", "changed"] as const) own.on(event, review);
    room.on("trackMessage", this.receive);
    room.on("participantConnected", this.#tellWhole);
    room.on("participantReconnected", this.#tellAgain);
    room.on("participantDisconnected", this.#gone);
    room.on("disconnected", () => this.#close());
  }

  /** Every line there is, in the order in which they began; those that are not done as they stand. */
  get lines(): readonly CaptionLine[] {
    return this.#transcript.lines;
  }
  get recognition(): RecognitionState {
    return this.#recognition.state;
  }
  get trouble(): CaptionTrouble | undefined {
    return this.#trouble;
  }
  /** What stands in the line that one types, as it was given. */
  get ownText(): string {
    return this.#ownText;
  }

  /**
   * Recognises what one says and shows it to everybody, as long as one's microphone is on. Settles when it listens, waits, asks
   * for leave or has failed: see `recognition`. Never rejects.
   */
  start(options: RecognitionOptions): Promise<void> {
    return this.#recognition.start(options);
  }
  stop(): void {
    this.#recognition.stop();
  }

  /**
   * The line that one types reads so now: everybody sees it, letter by letter. A line break in it ends a line; what is longer
   * than a line goes on in the next.
   * @returns what stands in the line that goes on
   */
  typed(text: string): string {
    const [last = "", ...before] = linesOf(text).toReversed();
    for (const line of before.toReversed()) {
      this.#write("typed", line);
      this.endLine();
    }
    this.#ownText = last;
    this.#write("typed", last);
    this.#schedule();
    return last;
  }

  /** What one has typed is done. */
  endLine(): void {
    this.#ownText = "";
    this.#finish("typed");
  }

  /** Forgets the lines that are done, on this page alone. */
  clear(): void {
    this.#transcript.clear();
    this.emit("cleared");
  }

  /** @internal What came over somebody's track; what was taken already is not taken again. */
  readonly receive = (
    data: string | ArrayBuffer,
    { name, sid }: Pick<RemoteDataTrack, "name" | "sid">,
    from: RemoteParticipant,
  ): void => {
    if (name !== captionTrackName) return;
    const sender = this.#senders.get(sid) ?? new Sender(from.sid, performance.now());
    this.#senders.set(sid, sender);
    const read = sender.take(data, performance.now());
    if (read === undefined) return;
    const { kind, ...line } = read;
    this.#show(sid, kind, line, { sid: from.sid, name: from.displayName, isOwn: false });
  };

  #show(
    track: string,
    kind: CaptionKind,
    { line, text, caret, isDone }: ReadLine,
    speaker: CaptionSpeaker,
  ): void {
    const id = `${track}/${kind}/${line}`;
    const endMs = Date.now();
    const startMs = this.#transcript.find(id)?.startMs ?? endMs;
    const shown = { id, kind, speaker, text: plainText(text), caret, isDone, startMs, endMs };
    this.#transcript.put(shown);
    this.emit("lineChanged", shown);
  }

  #heard(text: string, isFinal: boolean): void {
    if (text !== "") this.#write("spoken", text.trim());
    if (isFinal) this.#finish("spoken");
    this.#schedule();
  }

  #write(kind: CaptionKind, given: string): void {
    const writer = this.#writers[kind];
    const text = plainText(given.replace(/[\ud800-\udbff]$/, "")); // some keyboards give a character in two halves
    if (text === writer.text) return;
    writer.write(text);
    const { line, caret } = writer;
    this.#show("own", kind, { line, caret, text: writer.text, isDone: false }, this.#self);
  }

  #finish(kind: CaptionKind): void {
    const message = this.#writers[kind].finish();
    if (message === undefined || message.is !== "text") return;
    const { line, text } = message;
    this.#show("own", kind, { line, text, caret: undefined, isDone: true }, this.#self);
    this.#told = [...this.#told, message].slice(-retoldLines);
    this.#say(message);
  }

  get #self(): CaptionSpeaker {
    const { sid, displayName: name } = this.#room.localParticipant;
    return { sid, name, isOwn: true };
  }

  readonly #tellWhole = (): void => {
    for (const writer of Object.values(this.#writers)) {
      const message = writer.text === "" ? undefined : writer.whole(performance.now());
      if (message !== undefined) this.#say(message);
    }
    this.#schedule();
  };

  /** What was said while there was no path may be lost with the link. */
  readonly #tellAgain = (): void => {
    for (const message of this.#told) this.#say(message);
    this.#tellWhole();
  };

  /** Says what is due, and sets the clock for what is due next. */
  #schedule(): void {
    clearTimeout(this.#timer);
    const nowMs = performance.now();
    const writers = Object.values(this.#writers);
    for (const writer of writers) {
      const message = writer.take(nowMs);
      if (message !== undefined) this.#say(message);
    }
    const waits = writers.flatMap((writer) => writer.waitMs(nowMs) ?? []);
    if (waits.length === 0 || this.#room.state === "disconnected") return;
    this.#timer = setTimeout(() => this.#schedule(), Math.max(1, Math.min(...waits)));
  }

  #say(message: CaptionMessage): void {
    if (this.#room.state === "disconnected") return;
    if (this.#room.localParticipant.role === "attendee") return this.#setTrouble("watching");
    const track = (this.#track ??= this.#publish());
    track
      .then((open) => open.send(writeCaption(message)))
      .then(
        () => this.#setTrouble(undefined),
        (error: unknown) => {
          log("info", "somebody does not get one's captions", error);
          this.#setTrouble(codeOf(error) === 54004 ? "unsealed" : "unsent");
        },
      );
  }

  /** In no order: a lost message holds nothing up, since the next one makes it good. */
  #publish(): Promise<LocalDataTrack> {
    const publishing = this.#room.localParticipant.publishData({ name: captionTrackName, ordered: false });
    publishing.catch(() => (this.#track = undefined)); // the next line tries again
    return publishing;
  }

  #setTrouble(trouble: CaptionTrouble | undefined): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.emit("troubleChanged", trouble);
  }

  /** The one that the others hear now. */
  #microphone(): MediaStreamTrack | undefined {
    const { audioTracks, silenced, role } = this.#room.localParticipant;
    if (silenced.audio || role === "attendee") return undefined;
    for (const publication of audioTracks.values()) {
      if (isScreenName(publication.trackName) || !publication.isTrackEnabled || publication.isSilenced)
        continue;
      const { mediaStreamTrack } = publication.track;
      if (mediaStreamTrack.readyState === "live") return mediaStreamTrack;
    }
    return undefined;
  }

  readonly #gone = ({ sid }: RemoteParticipant): void => {
    for (const [track, sender] of this.#senders) if (sender.participant === sid) this.#senders.delete(track);
    const open = this.lines.filter(({ speaker, isDone }) => speaker.sid === sid && !isDone);
    this.#transcript.finish(sid);
    for (const { id } of open) {
      const line = this.#transcript.find(id);
      if (line !== undefined) this.emit("lineChanged", line);
    }
  };

  #close(): void {
    this.#recognition.stop();
    clearTimeout(this.#timer);
    for (const { speaker } of this.lines) this.#transcript.finish(speaker.sid);
  }
}

/** What one data track of somebody else's says. */
class Sender {
  readonly participant: string;
  readonly #pace: Pace;
  readonly #readers = { typed: new LineReader(), spoken: new LineReader() } as const;

  constructor(participant: string, nowMs: number) {
    this.participant = participant;
    this.#pace = new Pace(floodBurst, floodPerSecond, nowMs);
  }

  take(data: string | ArrayBuffer, nowMs: number): (ReadLine & { kind: CaptionKind }) | undefined {
    if (this.#pace.readyMs(nowMs) > nowMs) return undefined;
    this.#pace.spend(nowMs);
    const message = parseCaption(data);
    const read = message && this.#readers[message.kind].take(message);
    return message && read && { kind: message.kind, ...read };
  }
}

/** Parted at line breaks (Unicode's, too), and where a line would be too long. */
function linesOf(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/)) {
    let rest = line;
    for (; rest.length > lineChars && lines.length < linesAtOnce;) {
      const part = cutText(rest, lineChars);
      lines.push(part);
      rest = rest.slice(part.length);
    }
    if (lines.length >= linesAtOnce) break;
    lines.push(rest);
  }
  return lines.slice(0, linesAtOnce);
}

function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}

const all = new WeakMap<Room, Captions>();

/** The captions of a room: one for each, from when it is first asked for. */
export function captionsOf(room: Room): Captions {
  const known = all.get(room) ?? new Captions(room);
  all.set(room, known);
  return known;
}
