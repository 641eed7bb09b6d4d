// The script has no export of its own: Vite makes the constructor.
// oxlint-disable-next-line import/default
import StoreThread from "./store-thread.ts?worker&inline";
import type { StoreAnswer, StoreOrder } from "./store-orders.ts";

type Order = StoreOrder extends infer Each ? (Each extends StoreOrder ? Omit<Each, "number"> : never) : never;

/** The page's end of the thread that writes. */
export class StoreClient {
  readonly #thread: Worker;
  readonly #waiting = new Map<number, PromiseWithResolvers<StoreAnswer["result"]>>();
  #orders = 0;

  /** @throws Error where the page's policy forbids the thread; later orders then reject as well */
  constructor() {
    this.#thread = new StoreThread({ name: "meshcall-files" });
    this.#thread.addEventListener("message", ({ data }: MessageEvent<StoreAnswer>) => {
      const waiting = this.#waiting.get(data.number);
      this.#waiting.delete(data.number);
      if (data.error === undefined) waiting?.resolve(data.result);
      else waiting?.reject(new DOMException(data.error.message, data.error.name));
    });
    this.#thread.addEventListener("error", () => {
      for (const { reject } of this.#waiting.values())
        reject(new Error("The thread that writes files has died"));
      this.#waiting.clear();
    });
  }

  /** @returns rejects with a DOMException of the name that the other side's error has */
  ask(order: Order): Promise<StoreAnswer["result"]> {
    const number = this.#orders++;
    const answer = Promise.withResolvers<StoreAnswer["result"]>();
    this.#waiting.set(number, answer);
    const said: StoreOrder = { ...order, number };
    this.#thread.postMessage(said, said.do === "write" ? [said.bytes.buffer] : []);
    return answer.promise;
  }
}
