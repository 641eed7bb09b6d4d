import type { SubscribeRule } from "#protocol/subscribe-rule";
import type { Filter, Listed, Part, RulesEntry } from "../account/account-queries.ts";
import type { ParticipantEntry, RoomEntry, TrackEntry } from "../account/account.ts";
import type { Account } from "../account/accounts.ts";
import type { Config } from "../env.ts";
import type { RoomControl } from "../facts.ts";
import type { LogEntry } from "../webhooks/webhook-log.ts";

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
  /** A filter's name is the event. */
  webhookLog(roomSid: string, filter: Filter, part: Part): Promise<Listed<LogEntry>>;
  anonymize(roomSid: string, participantSid: string): Promise<void>;
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
