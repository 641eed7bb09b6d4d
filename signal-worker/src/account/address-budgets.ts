import { fullBudget, spend, type Budget, type Rate } from "../budget.ts";

/** How often pages of one network address may use the rooms API. A family, or an office, shares an address. */
export const addressRates = {
  /** Lists, `exists`, participants. */
  read: { burst: 60, perSecond: 5 },
  /** Rooms that are made. Those of guests end by themselves, after five minutes in which nobody came. */
  make: { burst: 10, perSecond: 1 / 6 },
  act: { burst: 30, perSecond: 3 },
} as const satisfies Record<string, Rate>;
export type AddressUse = keyof typeof addressRates;

/** Beyond that the address that has been silent longest has its whole budget again: some 2 MB. */
const addressesKept = 10_000;

/** In memory: by the time that the account's object sleeps they are full again. What must not be forgiven is in SQLite. */
export class AddressBudgets {
  readonly #budgets = new Map<string, Budget>();

  /** @returns whether one more is within the rate */
  spend(use: AddressUse, address: string, nowMs: number): boolean {
    const key = `${use} ${address}`;
    const rate = addressRates[use];
    const left = spend(this.#budgets.get(key) ?? fullBudget(rate, nowMs), rate, 1, nowMs);
    if (left === undefined) return false;
    // The map's order is that of last use.
    this.#budgets.delete(key);
    this.#budgets.set(key, left);
    const [oldest] = this.#budgets.keys();
    if (this.#budgets.size > addressesKept && oldest !== undefined) this.#budgets.delete(oldest);
    return true;
  }
}
