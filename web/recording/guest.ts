import { log } from "../room/log.ts";
import type { Correspondent } from "../room/messages/delivery.ts";
import type { Room } from "../room/room.ts";
import { cannotRecord } from "./can-record.ts";
import { CommonClock, steadyNowMs } from "./common-clock.ts";
import { giveTracks } from "./give-tracks.ts";
import type { RecordingSheet } from "./log-info.ts";
import { OwnTracks } from "./own-tracks.ts";
import type { RecordingMessage } from "./recording-message.ts";
import { hold, isHeld, readSheets, removeRecording, writeSheet } from "./store.ts";
import { say, type Changes } from "./telling.ts";

/** Somebody else's recording, as this page knows it. */
export interface OthersRecording {
  readonly id: string;
  readonly by: Correspondent;
  /** By `Date.now()`. */
  readonly sinceMs: number;
  /** `open`: the person has not said yet whether they want to be in it. `told`: nobody asks. */
  readonly answer: "open" | "agreed" | "refused" | "told";
  /** Own tracks go to the recorder when it is over. */
  readonly collects: boolean;
}

interface Known extends OthersRecording {
  answer: OthersRecording["answer"];
  clock: CommonClock;
  take: { tracks: OwnTracks; release(): Promise<void>; sheet: RecordingSheet } | undefined;
}

/** The first answers say how far apart the clocks are, later ones whether they drift. */
const firstProbes = 5;
const firstProbeMs = 300;
const laterProbeMs = 30_000;
/** While files are made of own tracks: an hour of them takes minutes on a slow machine. */
const sayAgainMs = 20_000;

/** What others record in one room, and what this page gives for it. */
export class Guest {
  readonly #room: Room;
  readonly #changes: Changes;
  readonly #known = new Map<string, Known>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #probes = 0;
  /** Those whose last bytes are being written. */
  readonly #ending = new Map<string, Promise<void>>();
  readonly #giving = new Set<string>();

  constructor(room: Room, changes: Changes) {
    this.#room = room;
    this.#changes = changes;
    room.on("participantDisconnected", ({ sid }) => {
      for (const { id, by } of this.#known.values()) if (by.sid === sid) void this.#over(id);
    });
    room.on("participantConnected", ({ sid, identity }) => void this.#offerAgain(sid, identity));
    room.on("disconnected", () => {
      for (const id of this.#known.keys()) void this.#over(id);
    });
    for (const { sid, identity } of room.participants.values()) void this.#offerAgain(sid, identity);
  }

  get recordings(): readonly OthersRecording[] {
    return [...this.#known.values()];
  }

  /**
   * Agrees to be in a recording, or not; may be called again with another answer. A refusal also removes what was recorded
   * here for it.
   */
  async answer(id: string, agrees: boolean): Promise<void> {
    const known = this.#known.get(id);
    if (known === undefined) return;
    known.answer = agrees ? "agreed" : "refused";
    say(this.#room, { do: "answer", id, agrees }, known.by.sid);
    this.#changes.tell();
    if (agrees) await this.#record(known);
    else await this.#discard(known);
  }

  heard(message: RecordingMessage, from: Correspondent): void {
    switch (message.do) {
      case "record":
        this.#begun(message, from);
        break;
      case "stop":
        if (this.#known.get(message.id)?.by.sid === from.sid) void this.#over(message.id);
        break;
      case "time": {
        const known = this.#known.get(message.id);
        if (known?.by.sid !== from.sid) break;
        known.clock.add(message.sentMs, message.nowMs, steadyNowMs());
        break;
      }
      case "want":
        void this.#give(message.id, from);
        break;
      case "got":
        void this.#got(message.id, from);
        break;
      default:
        break;
    }
  }

  #begun(
    { id, sinceMs, asks, collects }: Extract<RecordingMessage, { do: "record" }>,
    by: Correspondent,
  ): void {
    const before = this.#known.get(id);
    if (before !== undefined || !this.#room.participants.has(by.sid)) {
      if (before?.by.sid === by.sid && before.answer !== "told" && before.answer !== "open")
        say(this.#room, { do: "answer", id, agrees: before.answer === "agreed" }, by.sid); // they may not know
      return;
    }
    // clean tracks are asked for, but by a host, whose room it is
    const isHost = this.#room.participants.get(by.sid)?.role === "host";
    const isAsked = asks || (collects && !isHost);
    const answer = isAsked && this.#room.localParticipant.role !== "attendee" ? "open" : "told";
    const known: Known = {
      id,
      by,
      sinceMs: Date.now() - sinceMs,
      answer,
      collects,
      clock: new CommonClock(),
      take: undefined,
    };
    this.#known.set(id, known);
    this.#changes.tell();
    if (answer === "told") void this.#record(known);
    this.#probes = 0;
    this.#probe();
  }

  /** Own tracks, from now on. */
  async #record(known: Known): Promise<void> {
    const { id, by, collects } = known;
    const { localParticipant, name: room } = this.#room;
    if (!collects || known.take !== undefined || localParticipant.role === "attendee") return;
    if (cannotRecord() !== undefined) return say(this.#room, { do: "nothing", id }, by.sid);
    try {
      const { sid, identity, displayName: name } = localParticipant;
      const sheet: RecordingSheet = {
        version: 1,
        id,
        room,
        role: "guest",
        startedAtMs: steadyNowMs(),
        endedAtMs: null,
        by: { identity: by.identity, name: by.displayName },
        self: { sid, identity, name },
        people: [],
        collects,
        collected: [],
        clock: null,
      };
      const release = hold(id);
      const tracks = new OwnTracks({
        room: this.#room,
        folder: id,
        onProgress: () => undefined,
        onFailure: (failure) => log("warn", `own tracks are not recorded any more: ${failure}`),
      });
      known.take = { tracks, release, sheet };
      await writeSheet(sheet);
    } catch (error) {
      log("warn", "own tracks are not recorded", error);
      say(this.#room, { do: "nothing", id }, by.sid);
    }
  }

  async #over(id: string): Promise<void> {
    const known = this.#known.get(id);
    if (known === undefined) return;
    this.#known.delete(id);
    if (this.#known.size === 0) clearTimeout(this.#timer);
    this.#changes.tell();
    const { take, clock } = known;
    if (take === undefined) return;
    const ending = finish(take, clock);
    this.#ending.set(id, ending);
    await ending;
    this.#ending.delete(id);
    // who has loaded their page anew is here under another SID
    const { identity, sid } = known.by;
    const again = [...this.#room.participants.values()].find((each) => each.identity === identity);
    say(this.#room, { do: "have", id }, again?.sid ?? sid);
  }

  async #discard(known: Known): Promise<void> {
    const { take } = known;
    known.take = undefined;
    if (take === undefined) return;
    await take.tracks.end();
    await take.release();
    await removeRecording(known.id);
  }

  #probe(): void {
    clearTimeout(this.#timer);
    const others = [...this.#known.values()];
    if (others.length === 0) return;
    for (const { id, by } of others) say(this.#room, { do: "clock", id, sentMs: steadyNowMs() }, by.sid);
    // should the page end now, it is known how its clock stood
    if (this.#probes === firstProbes)
      for (const { take, clock } of others) if (take !== undefined) keepClock(take.sheet, clock);
    this.#timer = setTimeout(() => this.#probe(), ++this.#probes < firstProbes ? firstProbeMs : laterProbeMs);
  }

  /** Whoever recorded is back, and may still want what lies here. */
  async #offerAgain(sid: string, identity: string): Promise<void> {
    if (cannotRecord() !== undefined) return;
    for (const { id, role, by } of await readSheets())
      if (role === "guest" && by.identity === identity && !(await isHeld(id)))
        say(this.#room, { do: "have", id }, sid);
  }

  async #sheetFor(id: string, from: Correspondent): Promise<RecordingSheet | undefined> {
    const sheets = await readSheets();
    return sheets.find(
      (sheet) => sheet.id === id && sheet.role === "guest" && sheet.by.identity === from.identity,
    );
  }

  async #give(id: string, from: Correspondent): Promise<void> {
    const giving = `${id} ${from.sid}`;
    if (this.#giving.has(giving)) return;
    this.#giving.add(giving);
    const isAtIt = setInterval(() => say(this.#room, { do: "have", id }, from.sid), sayAgainMs);
    try {
      await this.#ending.get(id);
      const sheet = await this.#sheetFor(id, from);
      if (sheet !== undefined && !(await isHeld(id))) await giveTracks(this.#room, sheet, from.sid);
      else say(this.#room, { do: "nothing", id }, from.sid);
    } catch (error) {
      log("warn", "own tracks could not be given", error);
      say(this.#room, { do: "nothing", id }, from.sid);
    } finally {
      clearInterval(isAtIt);
      this.#giving.delete(giving);
    }
  }

  /** The recorder has all of it. */
  async #got(id: string, from: Correspondent): Promise<void> {
    if ((await this.#sheetFor(id, from)) !== undefined) await removeRecording(id);
  }
}

/** The last bytes, and what is known of them. */
async function finish(
  { tracks, sheet, release }: NonNullable<Known["take"]>,
  clock: CommonClock,
): Promise<void> {
  await tracks.end();
  try {
    await writeSheet({ ...sheet, endedAtMs: steadyNowMs(), clock: clock.measure ?? null });
  } catch (error) {
    log("warn", "own tracks are kept as if the page had been closed", error);
  }
  await release();
}

function keepClock(sheet: RecordingSheet, clock: CommonClock): void {
  writeSheet({ ...sheet, clock: clock.measure ?? null }).catch(() => undefined); // it is written again at the end
}
