import { networkInterfaces } from "node:os";
import { Hop } from "./hop.ts";
import { routeThroughHops, type Route, type RouteRequest } from "./page-script.ts";

/** A page of whichever browser, as far as the rig needs it. */
export interface RoutedPage {
  exposeFunction(name: string, answer: (request: never) => unknown): Promise<unknown>;
  /** Runs before anything else in each document. */
  addInitScript(script: () => void): Promise<unknown>;
  evaluate(script: () => void): Promise<unknown>;
}

/** Pages whose calls go through hops: one hop for each two of them, made when it is first asked for. */
export class Rig {
  readonly #fraction: () => number;
  readonly #ip: string;
  readonly #pages = new Map<string, RoutedPage>();
  readonly #hops = new Map<string, Hop>();
  /** ICE user fragments tell whose candidate it is. A page may ask before the owner has told. */
  readonly #owners = new Map<string, PromiseWithResolvers<string>>();

  /** @param fraction gives 0 <= x < 1: seeded, so that losses come again */
  constructor(fraction: () => number) {
    this.#fraction = fraction;
    const addresses = Object.values(networkInterfaces()).flatMap((found) => found ?? []);
    const outward = addresses.find(({ family, internal }) => family === "IPv4" && !internal);
    this.#ip = outward?.address ?? "127.0.0.1";
  }

  /** Before the page goes to its address. Names are unique in one rig. */
  async route(page: RoutedPage, name: string): Promise<void> {
    this.#pages.set(name, page);
    await page.exposeFunction("rigOwn", (ufrags: string[]) => {
      for (const ufrag of ufrags) this.#owner(ufrag).resolve(name);
    });
    await page.exposeFunction("rigRoute", async ({ ufrag, ip, port }: RouteRequest): Promise<Route> => {
      const owner = await this.#owner(ufrag).promise;
      const address = await this.hop(name, owner).addressFor(endOf(name, owner), { ip, port });
      return { ...address, owner };
    });
    await page.addInitScript(routeThroughHops);
  }

  hop(a: string, b: string): Hop {
    const key = [a, b].toSorted().join(" ");
    const hop = this.#hops.get(key) ?? new Hop(this.#ip, this.#fraction);
    this.#hops.set(key, hop);
    return hop;
  }

  /** The NAT of `moved` gives its packets to `other` new source ports. */
  async rebind(moved: string, other: string): Promise<void> {
    this.hop(moved, other).rebind(endOf(other, moved));
    await this.#pages.get(other)?.evaluate(() => window.rig.forget());
  }

  /** Nothing of `from` reaches `to`. */
  cutOneWay(from: string, to: string): void {
    this.hop(from, to).cut(endOf(from, to));
  }

  close(): void {
    for (const hop of this.#hops.values()) hop.close();
    this.#hops.clear();
  }

  #owner(ufrag: string): PromiseWithResolvers<string> {
    const owner = this.#owners.get(ufrag) ?? Promise.withResolvers<string>();
    this.#owners.set(ufrag, owner);
    return owner;
  }
}

/** Which end of their hop `name` is. */
function endOf(name: string, other: string): 0 | 1 {
  return name < other ? 0 : 1;
}
