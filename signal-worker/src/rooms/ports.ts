import type { AddressUse } from "../account/address-budgets.ts";
import type { RoomEntry } from "../account/account.ts";
import type { ListedEntry } from "../account/listed-rooms.ts";
import type { Config } from "../env.ts";
import type { RoomControl } from "../facts.ts";

/** What the rooms API needs of the first account's object. */
export interface RoomsAccount {
  /** @returns whether one more is within the address's budget */
  spendOfAddress(use: AddressUse, network: string): Promise<boolean>;
  listedRooms(count: number, before: number | undefined): Promise<readonly ListedEntry[]>;
  room(sidOrName: string): Promise<RoomEntry | undefined>;
  /** Wrong ones are slowed, for each address. */
  guessAdminKey(key: string, expected: string, network: string): Promise<"right" | "wrong" | "slowed">;
}

/** One request of a page. */
export interface Asker {
  readonly config: Config;
  readonly account: RoomsAccount;
  readonly room: (roomName: string) => Pick<RoomControl, "open" | "act">;
  /** The page's; undefined: it is no browser. */
  readonly origin: string | undefined;
  /** The request's own address. */
  readonly url: string;
  /** Where it comes from; empty: not known. */
  readonly network: string;
}
