import type { Act } from "#protocol/act";
import type { Acted } from "#protocol/news";
import type { ErrorCode } from "#protocol/error-codes";
import { errorOf } from "../errors.ts";

/** Acts that are asked for and not answered yet. */
export class Acts {
  readonly #ask: ((id: number, act: Act) => void) | undefined;
  readonly #pending = new Map<number, PromiseWithResolvers<Acted>>();
  #lastId = 0;

  /** @param ask undefined where no server decides anything */
  constructor(ask: ((id: number, act: Act) => void) | undefined) {
    this.#ask = ask;
  }

  /**
   * @returns what came of it
   * @throws MeshcallError (as a rejection) the signal-worker's code; 53001 when the socket is lost before it has answered:
   * what was asked may have been done
   */
  async act(act: Act, isAway: boolean): Promise<Acted> {
    if (this.#ask === undefined) throw await errorOf(54037);
    if (isAway) throw await errorOf(53001);
    const id = ++this.#lastId;
    const pending = Promise.withResolvers<Acted>();
    this.#pending.set(id, pending);
    this.#ask(id, act);
    const acted = await pending.promise;
    if (acted.code !== undefined) throw await errorOf(acted.code);
    return acted;
  }

  acted(answer: Acted): void {
    this.#pending.get(answer.id)?.resolve(answer);
    this.#pending.delete(answer.id);
  }

  /** Nobody answers any more what was asked. */
  lost(code: ErrorCode): void {
    for (const [id, { resolve }] of this.#pending) resolve({ is: "acted", id, code });
    this.#pending.clear();
  }
}
