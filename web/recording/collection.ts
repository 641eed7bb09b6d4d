import type { Correspondent } from "../room/messages/delivery.ts";
import type { Room } from "../room/room.ts";
import { log } from "../room/log.ts";
import type { RecordedPerson, RecordingSheet } from "./log-info.ts";
import type { FileMessage } from "./recording-message.ts";
import { steadyNowMs } from "./common-clock.ts";
import { writeSheet } from "./store.ts";
import { say } from "./telling.ts";
import { folderOf } from "./thread-wire.ts";
import { largestTrackBytes } from "./give-tracks.ts";
import { trackFiles } from "./track-files.ts";

/** How far it is with one person's tracks. */
export interface CollectionProgress {
  sid: string;
  name: string;
  /** `none`: there is nothing to come from them. `left`: it is asked for again when they are back. */
  is: "asked" | "coming" | "here" | "none" | "left";
  receivedBytes: number;
  sizeBytes: number;
}

interface Giver extends CollectionProgress {
  identity: string;
  /** Files that are on their way, or here. */
  expected: number;
  got: number;
  heardMs: number;
}

/** Who says nothing for so long is not waited for any longer. They say that they have something while they make their files. */
const patienceMs = 120_000;

/** Tracks that others have recorded of themselves, on their way here. */
export class Collection {
  readonly #room: Room;
  readonly #sheet: RecordingSheet;
  readonly #givers = new Map<string, Giver>();
  readonly #onChange: () => void;
  readonly #whole = Promise.withResolvers<void>();
  readonly #onLeft = ({ sid }: { sid: string }): void => this.#settle(sid, "left");
  readonly #timer: ReturnType<typeof setInterval>;
  #isOver = false;

  /** @param people whose tracks are asked for at once */
  constructor(room: Room, sheet: RecordingSheet, people: readonly RecordedPerson[], onChange: () => void) {
    this.#room = room;
    this.#sheet = sheet;
    this.#onChange = onChange;
    const heardMs = steadyNowMs();
    for (const { sid, identity, name } of people) {
      this.#givers.set(sid, {
        sid,
        identity,
        name,
        is: "asked",
        receivedBytes: 0,
        sizeBytes: 0,
        expected: 0,
        got: 0,
        heardMs,
      });
    }
    room.on("participantDisconnected", this.#onLeft);
    this.#timer = setInterval(() => this.#giveUpSilent(), patienceMs / 4);
    void trackFiles(room); // what comes is offered to who listens
    for (const sid of this.#givers.keys()) this.#ask(sid);
  }

  get progress(): readonly CollectionProgress[] {
    return [...this.#givers.values()];
  }

  /** Settles when nothing more is to come. */
  get whole(): Promise<void> {
    return this.#whole.promise;
  }

  /** They have something: they are at it, or, where they said otherwise before, they are asked again. */
  heardOf(sid: string): void {
    const giver = this.#givers.get(sid);
    if (giver === undefined) return;
    giver.heardMs = steadyNowMs();
    if (giver.is === "none" || giver.is === "left") this.#ask(sid);
  }

  /** Safe to call twice. */
  end(): void {
    this.#isOver = true;
    clearInterval(this.#timer);
    this.#room.off("participantDisconnected", this.#onLeft);
    this.#whole.resolve();
  }

  nothingFrom(sid: string): void {
    this.#settle(sid, "none");
  }

  expect(message: FileMessage, from: Correspondent): void {
    const giver = this.#givers.get(from.sid);
    if (giver === undefined || giver.expected >= message.of) return;
    const name = `${giver.sid}-${giver.expected++}.webm`;
    giver.is = "coming";
    this.#fetch(message, giver, name).catch((error: unknown) => {
      log("warn", "somebody's tracks did not come", error);
      this.#settle(from.sid, "none");
    });
  }

  async #fetch(message: FileMessage, giver: Giver, name: string): Promise<void> {
    const files = await trackFiles(this.#room);
    const remote = await new Promise<import("../files/remote-file.ts").RemoteFile>((resolve) => {
      const look = (): void => {
        const found = files.offered.find(({ id, from }) => id === message.fileId && from.sid === giver.sid);
        if (found === undefined) return;
        files.off("offered", look);
        resolve(found);
      };
      files.on("offered", look);
      look();
    });
    giver.sizeBytes += remote.sizeBytes;
    let counted = 0;
    const count = (): void => {
      giver.receivedBytes += remote.receivedBytes - counted;
      counted = remote.receivedBytes;
      this.#tell();
    };
    remote.on("changed", count);
    remote.accept({ largestBytes: largestTrackBytes });
    const file = await remote.file();
    count();
    if (this.#isOver) return remote.cancel(); // it is asked for again when the two meet again
    const { id, startedAtMs } = this.#sheet;
    const folder = await (await folderOf(id, true)).getDirectoryHandle("collected", { create: true });
    await file.stream().pipeTo(await (await folder.getFileHandle(name, { create: true })).createWritable());
    remote.cancel(); // it is here now: not twice
    const { kind, uncertaintyMs, durationMs, gaps } = message;
    const person = this.#sheet.people.find(({ identity }) => identity === giver.identity);
    this.#sheet.collected.push({
      sid: person?.sid ?? giver.sid,
      file: name,
      kind,
      startMs: message.startedAtMs - startedAtMs,
      uncertaintyMs,
      durationMs,
      gaps: gaps.map(({ atMs, what }) => ({ atMs, what })),
    });
    await writeSheet(this.#sheet);
    if (++giver.got < message.of) return this.#tell();
    say(this.#room, { do: "got", id }, giver.sid);
    this.#settle(giver.sid, "here");
  }

  #ask(sid: string): void {
    const giver = this.#givers.get(sid);
    if (giver === undefined) return;
    giver.is = "asked";
    giver.expected = giver.got;
    say(this.#room, { do: "want", id: this.#sheet.id }, sid);
  }

  #tell(): void {
    if (!this.#isOver) this.#onChange();
  }

  #giveUpSilent(): void {
    const sinceMs = steadyNowMs() - patienceMs;
    for (const { sid, is, heardMs } of this.#givers.values())
      if (is === "asked" && heardMs < sinceMs) this.#settle(sid, "none");
  }

  #settle(sid: string, is: "here" | "none" | "left"): void {
    const giver = this.#givers.get(sid);
    if (giver === undefined || giver.is === "here") return;
    giver.is = is;
    this.#tell();
    const isOver = [...this.#givers.values()].every((each) => each.is !== "asked" && each.is !== "coming");
    if (isOver) this.end();
  }
}
