import type { SubscribeRule } from "#protocol/subscribe-rule";
import type { Filter, Listed, Part, RulesEntry } from "../account-queries.ts";
import type { ParticipantEntry, RoomEntry, TrackEntry } from "../account.ts";
import type { Account } from "../accounts.ts";
import type { Config } from "../env.ts";
import type { RoomControl } from "../facts.ts";

/** What REST needs of an account's object. */
export interface AccountPort {
  /** @returns undefined where the request is within the account's budget, else the seconds to wait */
  spend(kind: "read" | "write"): Promise<number | undefined>;
  room(sidOrName: string): Promise<RoomEntry | undefined>;
  rooms(filter: Filter, part: Part): Promise<Listed<RoomEntry>>;
  participant(roomSid: string, sidOrIdentity: string): Promise<ParticipantEntry | undefined>;
  participants(roomSid: string, filter: Filter, part: Part): Promise<Listed<ParticipantEntry>>;
  /** @param participantSid undefined: of all who are connected */
  tracks(roomSid: string, participantSid: string | undefined): Promise<readonly TrackEntry[]>;
  rules(roomSid: string, participantSid: string): Promise<RulesEntry | undefined>;
  setRules(roomSid: string, participantSid: string, rules: readonly SubscribeRule[]): Promise<void>;
  anonymize(roomSid: string, participantSid: string): Promise<void>;
  /** The latest first. @param page `beforeId` of the last entry of the page before */
  webhookLog(
    roomSid: string,
    page: { readonly beforeId?: number | undefined; readonly count: number },
  ): Promise<readonly WebhookAttempt[]>;
}

/** A line of the delivery log. */
export interface WebhookAttempt {
  readonly id: number;
  readonly roomSid: string;
  readonly sequenceNumber: number;
  readonly event: string;
  readonly address: string;
  readonly method: string;
  readonly attempt: number;
  readonly fate: string;
  readonly reason: string | null;
  readonly httpStatus: number | null;
  readonly tookMs: number | null;
  readonly atMs: number;
}

/** The two kinds of objects that REST asks; those of Cloudflare in production. */
export interface RestPorts {
  account(accountSid: string): AccountPort;
  room(accountSid: string, roomName: string): RoomControl;
}

/** What each route of REST finds in its context: somebody who has logged in, within their budget. */
export interface RestEnv {
  Variables: {
    config: Config;
    ports: RestPorts;
    account: Account;
  };
}
