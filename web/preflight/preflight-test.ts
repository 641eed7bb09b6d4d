import { Emitter } from "../room/emitter.ts";
import type { MeshcallError } from "../room/errors.ts";
import type { PreflightReport, ProgressName } from "./preflight-report.ts";

/** Listener arguments, as in Twilio Video 2.x. */
export interface PreflightEvents {
  progress: [name: ProgressName];
  completed: [report: PreflightReport];
  /**
   * 53405 where no media came through the relay; `cause` tells why: 54010 or 54011. There is no report when the test
   * itself could not be loaded, whatever the type says: it is Twilio's.
   */
  failed: [error: MeshcallError | Error, report: PreflightReport];
}

/** A test of the network before a call. Ends with `completed` or `failed`. */
export class PreflightTest extends Emitter<PreflightEvents> {
  readonly #stopping = new AbortController();

  /** @param run starts in the next task, so that listeners can be there first */
  constructor(run: (test: PreflightTest, signal: AbortSignal) => Promise<void>) {
    super();
    setTimeout(() => {
      run(this, this.#stopping.signal).catch((error: unknown) =>
        Reflect.apply(this.emit, this, ["failed", error instanceof Error ? error : new Error(String(error))]),
      );
    });
  }

  /** Ends the test: `failed` with `Error("stopped")`. Safe to call twice, and after the end. */
  stop(): void {
    this.#stopping.abort(new Error("stopped"));
  }
}
