import * as v from "valibot";
import type { Captions } from "../captions/captions.ts";
import type { CaptionLine } from "../captions/transcript.ts";
import { Emitter } from "../room/emitter.ts";
import type { AnyParticipant, Room, RoomEvents } from "../room/room.ts";
import { isScreenName } from "../room/track-info.ts";
import type { momentKinds, NewEvent, TimelineEvent, TimelinePerson } from "./timeline-event.ts";
import { type Utterance, Utterances } from "./utterances.ts";

export interface TimelineEvents {
  /** Something was added, it was emptied, or what is being said has gone on for a second more. */
  changed: [];
}

/** Of each person: somebody who talks all the time has some 300 utterances an hour. */
const keptOfEach = 3_000;
/** So many people may come and go in a day; of those who went first the notes are dropped. */
const keptPeople = 200;
/** A note is a line, not an archive. */
export const noteChars = 1_000;

/** What the elements in other pages say about hands (`meshcall.hand`). */
const handCommand = "meshcall.hand";
const handMessage = v.variant("do", [
  v.object({ do: v.picklist(["raise", "lower"]) }),
  v.object({ do: v.literal("put-down"), sid: v.string() }),
]);

type Listened = { participant: AnyParticipant; utterances: Utterances; end(): void };

/** What happens in one room, from when it is made. In memory alone, on this page. */
export class Timeline extends Emitter<TimelineEvents> {
  /** Milliseconds since 1970. */
  readonly sinceMs = Date.now();
  readonly #room: Room;
  #events: readonly TimelineEvent[] = [];
  #nextId = 1;
  #endMs: number | undefined;
  readonly #voices = new Map<string, Listened>();
  readonly #counts = new Map<string, number>();
  readonly #hands = new Set<string>();
  readonly #followed = new WeakSet<Captions>();

  constructor(room: Room) {
    super();
    this.#room = room;
    const own = room.localParticipant;
    for (const participant of [own, ...room.participants.values()]) {
      this.#moment("present", participant);
      this.#listen(participant);
      for (const { trackName, kind } of participant.tracks.values())
        if (kind === "video" && isScreenName(trackName)) this.#moment("shared", participant);
    }
    room.on("participantConnected", (participant) => {
      this.#moment("joined", participant);
      this.#listen(participant);
    });
    room.on("participantDisconnected", (participant) => {
      this.#hush(participant.sid);
      this.#hands.delete(participant.sid);
      this.#moment("left", participant);
    });
    const isScreen = (publication: { trackName: string; kind: string }): boolean =>
      publication.kind === "video" && isScreenName(publication.trackName);
    room.on("trackPublished", (publication, participant) => {
      if (isScreen(publication)) this.#moment("shared", participant);
    });
    room.on("trackUnpublished", (publication, participant) => {
      if (isScreen(publication)) this.#moment("stopped-sharing", participant);
    });
    own.on("trackPublished", (publication) => {
      if (isScreen(publication)) this.#moment("shared", own);
    });
    own.on("trackUnpublished", (publication) => {
      if (isScreen(publication)) this.#moment("stopped-sharing", own);
    });
    room.on("recordingStarted", () => this.#add({ what: "recording-started", who: null, ...now() }));
    room.on("recordingStopped", () => this.#add({ what: "recording-stopped", who: null, ...now() }));
    room.on("messageReceived", this.#onMessage);
    room.on("disconnected", () => {
      for (const sid of this.#voices.keys()) this.#hush(sid);
      this.#endMs = Date.now();
      this.emit("changed");
    });
  }

  get roomName(): string {
    return this.#room.name;
  }
  /** When the call was over; undefined while it goes on. */
  get endMs(): number | undefined {
    return this.#endMs;
  }

  /** By the time at which they began; what is being said just now as far as it has come. */
  get events(): readonly TimelineEvent[] {
    const current = [...this.#voices.values()].flatMap(({ participant, utterances }, index) => {
      const said = utterances.current;
      const id = this.#nextId + index;
      return said === undefined ? [] : [{ id, what: "spoke" as const, who: personOf(participant), ...said }];
    });
    return [...this.#events, ...current].toSorted((one, other) => one.startMs - other.startMs);
  }

  /** Lines of captions and real-time text are noted as well, when they are done: those since the notes began. */
  follow(captions: Captions): void {
    if (this.#followed.has(captions)) return;
    this.#followed.add(captions);
    for (const line of captions.lines) if (line.startMs >= this.sinceMs) this.#say(line);
    captions.on("lineChanged", (line) => this.#say(line));
  }

  #say({ isDone, text, kind, startMs, endMs, speaker }: CaptionLine): void {
    if (!isDone || text === "") return;
    const { localParticipant, participants } = this.#room;
    const participant = speaker.isOwn ? localParticipant : participants.get(speaker.sid);
    if (participant !== undefined)
      this.#add({ what: "said", who: personOf(participant), text, kind, startMs, endMs });
  }

  /** Puts down something of one's own. */
  note(text: string): void {
    const who = personOf(this.#room.localParticipant);
    const cut = text.trim().slice(0, noteChars).toWellFormed();
    if (cut !== "") this.#add({ what: "note", who, text: cut, ...now() });
  }

  /** A hand of one's own; those of others are heard. */
  raiseOwnHand(isUp: boolean): void {
    this.#hand(this.#room.localParticipant, isUp);
  }

  /** Forgets everything so far. */
  clear(): void {
    this.#events = [];
    this.#counts.clear();
    for (const { utterances } of this.#voices.values()) utterances.finish();
    this.emit("changed");
  }

  #listen(participant: AnyParticipant): void {
    const utterances = new Utterances();
    const end = participant.audioLevel.subscribe(({ speaking }) => {
      const shownSeconds = secondsOf(utterances.current);
      const over = utterances.hear(speaking, Date.now());
      if (over !== undefined) this.#add({ what: "spoke", who: personOf(participant), ...over });
      else if (secondsOf(utterances.current) !== shownSeconds) this.emit("changed");
    });
    this.#voices.set(participant.sid, { participant, utterances, end });
  }

  #hush(sid: string): void {
    const voice = this.#voices.get(sid);
    if (voice === undefined) return;
    voice.end();
    this.#voices.delete(sid);
    const over = voice.utterances.finish();
    if (over !== undefined) this.#add({ what: "spoke", who: personOf(voice.participant), ...over });
  }

  readonly #onMessage = (...[command, body, { sid }]: RoomEvents["messageReceived"]): void => {
    const participant = this.#room.participants.get(sid);
    if (command !== handCommand || participant === undefined) return;
    const parsed = v.safeParse(handMessage, body);
    if (!parsed.success) return;
    const { output } = parsed;
    if (output.do !== "put-down") return this.#hand(participant, output.do === "raise");
    const whose = this.#room.participants.get(output.sid);
    if (participant.role === "host" && whose !== undefined) this.#hand(whose, false);
  };

  /** Told again, as to a newcomer, it is the same hand. */
  #hand(participant: AnyParticipant, isUp: boolean): void {
    const { sid } = participant;
    if (this.#hands.has(sid) === isUp) return;
    if (isUp) this.#hands.add(sid);
    else this.#hands.delete(sid);
    this.#moment(isUp ? "raised-hand" : "lowered-hand", participant);
  }

  #moment(what: (typeof momentKinds)[number], participant: AnyParticipant): void {
    this.#add({ what, who: personOf(participant), ...now() });
  }

  /** Nobody's events take the place of another's. */
  #add(event: NewEvent): void {
    const sid = event.who?.sid ?? "";
    this.#events = [...this.#events, { id: this.#nextId++, ...event }];
    const count = (this.#counts.get(sid) ?? 0) + 1;
    this.#counts.set(sid, count);
    if (count > keptOfEach) this.#drop(sid, 1);
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > keptPeople && oldest !== undefined) this.#drop(oldest, Infinity);
    this.emit("changed");
  }

  #drop(sid: string, most: number): void {
    let left = most;
    this.#events = this.#events.filter(({ who }) => (who?.sid ?? "") !== sid || left-- <= 0);
    const count = (this.#counts.get(sid) ?? 0) - most;
    if (count > 0) this.#counts.set(sid, count);
    else this.#counts.delete(sid);
  }
}

function now(): { startMs: number; endMs: number } {
  const atMs = Date.now();
  return { startMs: atMs, endMs: atMs };
}

/** Whole ones, of what is being said. */
function secondsOf(said: Utterance | undefined): number | undefined {
  return said && Math.floor((said.endMs - said.startMs) / 1_000);
}

function personOf({ sid, identity, displayName: name }: AnyParticipant): TimelinePerson {
  return { sid, identity, name };
}

const all = new WeakMap<Room, Timeline>();

/** The notes of a room: one for each, from when they are first asked for. */
export function timelineOf(room: Room): Timeline {
  const known = all.get(room) ?? new Timeline(room);
  all.set(room, known);
  return known;
}
