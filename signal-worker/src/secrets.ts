import { hashAddress, hashInvitation, hintOf, newInvitation } from "./door/digests.ts";
import { hashPassword, isPassword, nobodysHash } from "./door/passwords.ts";
import { cryptoRandom } from "./ids.ts";
import { guess } from "./room-store/guess-rows.ts";
import type { Hashed, RoomRecord, SecretAct } from "./room.ts";

/** What is hashed and compared for one room object: secrets in acts, and who claims to know the room's. */
export class Secrets {
  readonly #sql: SqlStorage;
  readonly #salt: string;

  /** @param salt of what is compared with many at once: the object's id */
  constructor(sql: SqlStorage, salt: string) {
    this.#sql = sql;
    this.#salt = salt;
  }

  /** @param network of who asks; empty: not known */
  async addressHash(network: string): Promise<string> {
    return network === "" ? "" : hashAddress(network, this.#salt);
  }

  /**
   * Whether this is the room's secret. Wrong ones are slowed, for each address and for the room.
   *
   * @param record undefined: there is no room. It takes as long as with one, and is slowed likewise.
   */
  guess(
    record: RoomRecord | undefined,
    secret: string,
    addressHash: string,
  ): Promise<"right" | "wrong" | "slowed"> {
    const kept = record?.access.secretHash ?? nobodysHash;
    return guess(this.#sql, addressHash, Date.now(), () => isPassword(secret, kept));
  }

  /** @param addressHash of whose act it is */
  async hash(record: RoomRecord, act: SecretAct, addressHash: string): Promise<Hashed> {
    switch (act.do) {
      case "claimHost":
        return { secret: await this.guess(record, act.secret, addressHash) };
      case "edit": {
        const { pin, secret } = act.changes;
        return {
          ...(typeof pin === "string" ? { pinHash: await hashPassword(pin, cryptoRandom) } : {}),
          ...(typeof secret === "string" ? { secretHash: await hashPassword(secret, cryptoRandom) } : {}),
        };
      }
      case "invitations": {
        const tokens = act.invitations ?? (act.action === "add" ? [newInvitation(cryptoRandom)] : []);
        const made = tokens.map(async (token) => ({
          token,
          hint: hintOf(token),
          hash: await hashInvitation(token, this.#salt),
        }));
        return { invitations: await Promise.all(made) };
      }
    }
  }
}
