import { parseParticipant, parseRecord } from "./room-rows.ts";
import type { Participant, RoomRecord, RoomState } from "../room/state.ts";

type Kept = Pick<RoomState, "record" | "participants">;

/** The room in the object's SQLite. It is read once for each waking; after that this is its only writer. */
export class RoomStore {
  readonly #sql: SqlStorage;
  /** Undefined: not read yet. Null: there is no room. */
  #kept: Kept | null | undefined;
  #hasTables: boolean;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.#hasTables = sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'participant'").toArray().length > 0;
  }

  load(): Kept | null {
    return (this.#kept ??= this.#read());
  }

  /** @returns whether there was something to write */
  save({ record, participants }: RoomState): boolean {
    const before = this.load();
    if (before?.record === record && before.participants === participants) return false;
    this.#kept = { record, participants };
    if (!this.#hasTables) {
      this.#sql.exec("CREATE TABLE room_record (id INTEGER PRIMARY KEY, json TEXT)");
      this.#sql.exec("CREATE TABLE participant (peerId TEXT PRIMARY KEY, json TEXT) WITHOUT ROWID");
      this.#hasTables = true;
    }
    if (before?.record !== record)
      this.#sql.exec("INSERT OR REPLACE INTO room_record (id, json) VALUES (0, ?)", JSON.stringify(record));
    if (before?.participants !== participants)
      this.#saveParticipants(before?.participants ?? [], participants);
    return true;
  }

  /** The room is over. */
  clear(): void {
    this.#kept = null;
    if (!this.#hasTables) return;
    this.#sql.exec("DELETE FROM room_record");
    this.#sql.exec("DELETE FROM participant");
  }

  /** All storage is gone. */
  reset(): void {
    this.#kept = null;
    this.#hasTables = false;
  }

  #saveParticipants(before: readonly Participant[], after: readonly Participant[]): void {
    const kept = new Set(after.map(({ member }) => member.peerId));
    for (const { member } of before)
      if (!kept.has(member.peerId)) this.#sql.exec("DELETE FROM participant WHERE peerId = ?", member.peerId);
    for (const participant of after) {
      if (before.includes(participant)) continue;
      const { peerId } = participant.member;
      const write = "INSERT OR REPLACE INTO participant (peerId, json) VALUES (?, ?)";
      this.#sql.exec(write, peerId, JSON.stringify(participant));
    }
  }

  #read(): Kept | null {
    if (!this.#hasTables) return null;
    const record: RoomRecord | undefined = parseRecord(
      this.#sql.exec("SELECT json FROM room_record").toArray()[0]?.["json"],
    );
    if (record === undefined) return null;
    const rows = this.#sql.exec("SELECT json FROM participant").toArray();
    return { record, participants: rows.flatMap(({ json }) => parseParticipant(json) ?? []) };
  }
}
