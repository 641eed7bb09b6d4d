import { type Remote, transfer, wrap } from "comlink";
import type { KernelApi, Layer, LayerLimits, LayerRequest } from "./kernel-api.ts";
import { KernelError } from "./kernel-error.ts";
import { layersOf, tablesOf } from "./layer-table.ts";
import type { KernelWorkerApi } from "./kernel-worker.ts";

/** Much longer than a slow phone takes (a desktop: 50 ms); without it a blocked script would wait for ever. */
const startTimeoutMs = 10_000;

/** The kernel worker as the page sees it. Once it has crashed every call rejects, also those under way. */
export class RemoteKernel implements KernelApi {
  readonly #worker: Worker;
  readonly #remote: Remote<KernelWorkerApi>;
  /** Rejects the calls under way. comlink alone would leave them waiting for a dead kernel worker. */
  readonly #waiting = new Set<(error: KernelError) => void>();
  #ended: KernelError | undefined;

  /** @param onCrash called once, when the kernel worker fails; while it starts, `start` rejects too */
  constructor(worker: Worker, onCrash: (error: KernelError) => void) {
    this.#worker = worker;
    this.#remote = wrap<KernelWorkerApi>(worker);
    const crash = (reason: string) => {
      if (!this.#ended) onCrash(this.#end(reason));
    };
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      crash(event.message || "its script did not load; a content security policy may forbid it");
    });
    worker.addEventListener("messageerror", () => crash("it sent what cannot be read"));
  }

  /**
   * @param deflated the build without SIMD, where the browser needs it
   * @throws KernelError when the kernel worker does not start or WASM is refused; it is ended then
   */
  async start(deflated?: string): Promise<void> {
    const timer = setTimeout(() => this.#end("it does not answer"), startTimeoutMs);
    try {
      await this.#call((remote) => remote.start(deflated));
    } catch (cause) {
      this.#end("it did not start");
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new KernelError(`The kernel cannot start: ${reason}`, { cause });
    } finally {
      clearTimeout(timer);
    }
  }

  carryData(port: MessagePort, mediaKeys?: MessagePort): Promise<void> {
    const ports = mediaKeys === undefined ? [port] : [port, mediaKeys];
    return this.#call((remote) => remote.carryData(transfer(port, ports), mediaKeys));
  }

  listen(samples: MessagePort, report: MessagePort, sampleRateHz: number): Promise<number> {
    const ports = [transfer(samples, [samples]), transfer(report, [report])] as const;
    return this.#call((remote) => remote.listen(...ports, sampleRateHz));
  }

  stopListening(handle: number): Promise<void> {
    return this.#call((remote) => remote.stopListening(handle));
  }

  async chooseLayers(requests: readonly LayerRequest[], limits?: LayerLimits): Promise<Layer[]> {
    const choosing = tablesOf(requests, limits).map((table) =>
      this.#call((remote) => remote.chooseInTable(transfer(table, [table.buffer]))),
    );
    return (await Promise.all(choosing)).flatMap(layersOf);
  }

  #call<Result>(ask: (remote: Remote<KernelWorkerApi>) => Promise<Result>): Promise<Result> {
    if (this.#ended) return Promise.reject(this.#ended);
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    this.#waiting.add(reject);
    void ask(this.#remote)
      .then(resolve, reject)
      .finally(() => this.#waiting.delete(reject));
    return promise;
  }

  #end(reason: string): KernelError {
    this.#ended ??= new KernelError(`The kernel worker has ended: ${reason}`);
    this.#worker.terminate();
    for (const reject of this.#waiting) reject(this.#ended);
    this.#waiting.clear();
    return this.#ended;
  }
}
