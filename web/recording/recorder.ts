import { log } from "../room/log.ts";
import type { Correspondent } from "../room/messages/delivery.ts";
import type { RemoteParticipant } from "../room/remote-participant.ts";
import type { Room } from "../room/room.ts";
import { cannotRecord, type Missing } from "./can-record.ts";
import { Collection, type CollectionProgress } from "./collection.ts";
import { steadyNowMs } from "./common-clock.ts";
import { KeptRecording } from "./kept-recording.ts";
import type { RecordedPerson, RecordingSheet } from "./log-info.ts";
import { Mix } from "./mix.ts";
import { OwnTracks } from "./own-tracks.ts";
import type { RecordingMessage } from "./recording-message.ts";
import { hold, keptEvent, writeSheet } from "./store.ts";
import { say, type Changes } from "./telling.ts";
import type { TakeFailure } from "./thread-wire.ts";

export interface RecordOptions {
  /** Nobody is recorded before they agree. Default: true. */
  asks?: boolean | undefined;
  /** Everybody records their own tracks, clean, and gives them when it is over. Default: true. */
  collects?: boolean | undefined;
}

export type RecorderState =
  | { is: "idle" }
  | { is: "starting" }
  | { is: "recording" }
  /** The last bytes are written. */
  | { is: "stopping" }
  /** Tracks of others come in. `stopCollecting` goes on with those that are here. */
  | { is: "collecting"; progress: readonly CollectionProgress[] }
  /** `failure`: it ended by itself. */
  | { is: "done"; kept: KeptRecording; failure: TakeFailure | undefined };

export interface Recorded {
  id: string;
  /** By `Date.now()`. */
  sinceMs: number;
  bytes: number;
  people: readonly RecordedPerson[];
  /** Why it records no more, though nobody has stopped it: what was good is kept. */
  failure: TakeFailure | undefined;
}

/** Said again for attendees, whom nobody sees come, and for whoever has missed it. */
const tellAgainMs = 15_000;

/** A recording that cannot begin. */
export class CannotRecordError extends Error {
  readonly missing: Missing | "policy" | "attendee" | "disk-full";

  constructor(missing: CannotRecordError["missing"], options?: ErrorOptions) {
    super(`This page cannot record: ${missing}`, options);
    this.missing = missing;
  }
}

/** The recording that this page makes in one room, from its start to its files. */
export class Recorder {
  readonly #room: Room;
  readonly #changes: Changes;
  #state: RecorderState = { is: "idle" };
  #sheet: RecordingSheet | undefined;
  #asks = true;
  #startedMs = 0;
  #own: OwnTracks | undefined;
  #mix: Mix | undefined;
  #collection: Collection | undefined;
  #release: (() => Promise<void>) | undefined;
  #again: ReturnType<typeof setInterval> | undefined;
  #failure: TakeFailure | undefined;
  #stopping: Promise<void> | undefined;

  constructor(room: Room, changes: Changes) {
    this.#room = room;
    this.#changes = changes;
    room.on("participantConnected", (participant) => {
      if (this.#state.is === "recording") this.#meet(participant);
    });
    room.on("attendeeConnected", ({ sid }) => this.#tell(sid));
    room.on("disconnected", () => {
      void this.stop();
      this.stopCollecting();
    });
  }

  get state(): RecorderState {
    return this.#state;
  }

  /** What is under way; undefined where nothing is. */
  get recorded(): Recorded | undefined {
    const sheet = this.#sheet;
    if (sheet === undefined || this.#state.is !== "recording") return undefined;
    const bytes = (this.#own?.bytes ?? 0) + (this.#mix?.bytes ?? 0);
    return { id: sheet.id, sinceMs: this.#startedMs, bytes, people: sheet.people, failure: this.#failure };
  }

  /**
   * Begins, and tells everybody. Call it from a press.
   * @throws CannotRecordError (as a rejection) where this browser, or the page's policy, does not let it
   */
  async start({ asks = true, collects = true }: RecordOptions = {}): Promise<void> {
    if (this.#state.is !== "idle" && this.#state.is !== "done") return;
    const missing = this.#room.localParticipant.role === "attendee" ? "attendee" : cannotRecord();
    if (missing !== undefined) throw new CannotRecordError(missing);
    this.#set({ is: "starting" });
    const { sid, identity, displayName: name } = this.#room.localParticipant;
    const self = { sid, identity, name };
    const id = crypto.randomUUID();
    this.#asks = asks;
    this.#failure = undefined;
    this.#stopping = undefined;
    this.#sheet = {
      version: 1,
      id,
      room: this.#room.name,
      role: "recorder",
      startedAtMs: steadyNowMs(),
      endedAtMs: null,
      by: { identity, name },
      self,
      people: [],
      collects,
      collected: [],
      clock: null,
    };
    try {
      this.#release = hold(id);
      await writeSheet(this.#sheet);
      const parts = {
        room: this.#room,
        folder: id,
        onProgress: () => this.#changes.tell(),
        onFailure: this.#failed,
      };
      this.#mix = new Mix({ ...parts, isIn: ({ sid: theirs }) => this.#isIn(theirs) });
      this.#own = new OwnTracks(parts);
      this.#sheet.startedAtMs = await this.#mix.begun;
    } catch (cause) {
      await this.#abandon();
      const isFull = cause instanceof DOMException && cause.name === "QuotaExceededError";
      throw new CannotRecordError(isFull ? "disk-full" : "policy", { cause });
    }
    this.#startedMs = Date.now();
    this.#set({ is: "recording" });
    for (const participant of this.#room.participants.values()) this.#enlist(participant);
    this.#tell();
    this.#again = setInterval(() => this.#tell(), tellAgainMs);
    this.#keep();
  }

  /** Ends it; what others have recorded of themselves is collected then. Safe to call twice. */
  stop(): Promise<void> {
    if (this.#state.is !== "recording") return this.#stopping ?? Promise.resolve();
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  /** Goes on without the tracks that are not here yet. */
  stopCollecting(): void {
    this.#collection?.end();
  }

  /** What is done is saved or deleted: it is not shown any more. */
  forget(): void {
    if (this.#state.is === "done") this.#set({ is: "idle" });
  }

  heard(message: RecordingMessage, from: Correspondent): void {
    const sheet = this.#sheet;
    if (message.do === "have") return void this.#collectLate(message.id, from);
    if (sheet === undefined || message.id !== sheet.id) return;
    switch (message.do) {
      case "answer":
        this.#answered(from, message.agrees);
        break;
      case "clock":
        say(this.#room, { do: "time", id: sheet.id, sentMs: message.sentMs, nowMs: steadyNowMs() }, from.sid);
        break;
      case "file":
        this.#collection?.expect(message, from);
        break;
      case "nothing":
        this.#collection?.nothingFrom(from.sid);
        break;
      default:
        break;
    }
  }

  async #stop(): Promise<void> {
    const sheet = this.#sheet;
    if (sheet === undefined) return;
    clearInterval(this.#again);
    this.#set({ is: "stopping" });
    say(this.#room, { do: "stop", id: sheet.id });
    await Promise.all([this.#own?.end(), this.#mix?.end()]);
    sheet.endedAtMs = steadyNowMs();
    await this.#keep();
    const isHere = this.#room.state !== "disconnected";
    const givers = sheet.people.filter(
      ({ answer, sid }) => mayGive(answer) && this.#room.participants.has(sid),
    );
    if (sheet.collects && isHere && givers.length > 0) {
      const collection = new Collection(this.#room, sheet, givers, () => {
        this.#set({ is: "collecting", progress: collection.progress });
      });
      this.#collection = collection;
      this.#set({ is: "collecting", progress: collection.progress });
      await collection.whole;
      this.#collection = undefined;
    }
    await this.#release?.();
    this.#set({ is: "done", kept: new KeptRecording(sheet), failure: this.#failure });
    dispatchEvent(new Event(keptEvent)); // who shows what was not saved looks again
  }

  /** Somebody whose tracks were not collected is back, and has them. */
  async #collectLate(id: string, from: Correspondent): Promise<void> {
    if (this.#collection !== undefined) {
      if (this.#sheet?.id === id) this.#collection.heardOf(from.sid);
      return;
    }
    const { state } = this;
    const kept = state.is === "done" && state.kept.id === id ? state.kept : await KeptRecording.find(id);
    if (kept === undefined || kept.sheet.role !== "recorder" || !kept.sheet.collects) return;
    const person = kept.sheet.people.find(
      ({ identity, answer }) => identity === from.identity && mayGive(answer),
    );
    if (person === undefined || this.#collection !== undefined || this.#state.is === "recording") return;
    if (kept.sheet.collected.some(({ sid }) => sid === person.sid))
      return say(this.#room, { do: "got", id }, from.sid);
    this.#sheet = kept.sheet;
    const collection = new Collection(this.#room, kept.sheet, [{ ...person, sid: from.sid }], () =>
      this.#changes.tell(),
    );
    this.#collection = collection;
    await collection.whole;
    this.#collection = undefined;
    this.#changes.tell();
  }

  #meet(participant: RemoteParticipant): void {
    this.#enlist(participant);
    this.#tell(participant.sid);
    this.#keep();
  }

  #enlist({ sid, identity, displayName: name, role }: RemoteParticipant): void {
    const sheet = this.#sheet;
    if (sheet === undefined || role === "attendee" || sheet.people.some((person) => person.sid === sid))
      return;
    sheet.people.push({ sid, identity, name, answer: this.#asks ? "asked" : "told" });
    this.#changes.tell();
  }

  #answered({ sid }: Correspondent, agrees: boolean): void {
    const person = this.#sheet?.people.find((each) => each.sid === sid);
    if (person === undefined) return;
    // who agrees to nothing but clean tracks is asked for those alone: told is told
    person.answer = agrees ? "agreed" : "refused";
    this.#mix?.look();
    this.#changes.tell();
    this.#keep();
  }

  #isIn(sid: string): boolean {
    const answer = this.#sheet?.people.find((each) => each.sid === sid)?.answer;
    return answer === "agreed" || answer === "told";
  }

  #tell(to?: string): void {
    const sheet = this.#sheet;
    if (sheet === undefined || this.#state.is !== "recording") return;
    const sinceMs = Date.now() - this.#startedMs;
    say(this.#room, { do: "record", id: sheet.id, sinceMs, asks: this.#asks, collects: sheet.collects }, to);
  }

  /** One of the logs ended by itself; with the mix gone there is no recording. */
  readonly #failed = (failure: TakeFailure): void => {
    this.#failure ??= failure;
    this.#changes.tell();
    void this.stop();
  };

  #keep(): Promise<void> {
    const sheet = this.#sheet;
    if (sheet === undefined) return Promise.resolve();
    return writeSheet(sheet).catch((error: unknown) =>
      log("warn", "names of a recording are not kept", error),
    );
  }

  async #abandon(): Promise<void> {
    await Promise.allSettled([this.#own?.end(), this.#mix?.end()]);
    await this.#release?.();
    const id = this.#sheet?.id;
    this.#sheet = undefined;
    if (id !== undefined) await new KeptRecording({ ...emptySheet, id }).delete().catch(() => undefined); // offered later
    this.#set({ is: "idle" });
  }

  #set(state: RecorderState): void {
    this.#state = state;
    this.#changes.tell();
  }
}

function mayGive(answer: RecordedPerson["answer"]): boolean {
  return answer === "agreed" || answer === "told";
}

const emptySheet: RecordingSheet = {
  version: 1,
  id: "",
  room: "",
  role: "recorder",
  startedAtMs: 0,
  endedAtMs: null,
  by: { identity: "", name: "" },
  self: { sid: "", identity: "", name: "" },
  people: [],
  collects: false,
  collected: [],
  clock: null,
};
