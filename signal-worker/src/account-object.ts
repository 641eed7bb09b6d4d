import { DurableObject } from "cloudflare:workers";
import { countConnected, findRoomInProgress, makeTables, recordFacts } from "./account-directory.ts";
import type { News, Standing } from "./account.ts";
import type { Bindings } from "./bindings.ts";
import type { AccountFacts, RoomFact, RoomIdentity } from "./facts.ts";

/**
 * One account, by its SID: the directory of its rooms, made from what the rooms tell. Rooms go on without it; what
 * they could not tell they repeat.
 */
export class AccountObject extends DurableObject<Bindings> implements AccountFacts {
  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    makeTables(ctx.storage.sql);
  }

  async record(facts: readonly RoomFact[]): Promise<void> {
    const news = recordFacts(this.ctx.storage.sql, facts, Date.now());
    if (news.length > 0) await this.#tell(news);
  }

  /** @param sidOrName of the room that somebody wants to join */
  standing(sidOrName?: string): Standing {
    const room = sidOrName === undefined ? undefined : this.resolve(sidOrName);
    return { concurrentParticipants: countConnected(this.ctx.storage.sql), room };
  }

  /** @returns the room in progress of this SID or name */
  resolve(sidOrName: string): RoomIdentity | undefined {
    const room = findRoomInProgress(this.ctx.storage.sql, sidOrName);
    if (room === undefined) return undefined;
    const { roomSid, roomName, isAdHoc } = room;
    return { roomSid, roomName, isAdHoc };
  }

  /** The one place where what is new leaves the account: its webhooks. */
  async #tell(_news: readonly News[]): Promise<void> {}
}
