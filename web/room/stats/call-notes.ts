import type { LinkState } from "../ports.ts";
import type { CallAccount, CallReport } from "./call-report.ts";

/** What happens in a call is noted here from its first moment; the code that keeps account comes later. */
export class CallNotes {
  readonly #account: Promise<CallAccount>;

  constructor(roomSid: string) {
    const startMs = performance.now();
    this.#account = import("./call-report.ts").then(
      ({ CallAccount: Account }) => new Account(roomSid, startMs),
    );
  }

  note(act: (account: CallAccount) => void): void {
    this.#account.then(act).catch(() => undefined); // it could not be loaded: `report` says so
  }

  /** @param participantSid undefined: of somebody unknown, whose links do not count */
  link(participantSid: string | undefined, state: LinkState): void {
    const nowMs = performance.now();
    this.note((account) => account.link(participantSid, state, nowMs));
  }

  ended(how: Parameters<CallAccount["ended"]>[0]): void {
    const endMs = performance.now();
    this.note((account) => account.ended(how, endMs));
  }

  async report(): Promise<CallReport> {
    return (await this.#account).report(performance.now());
  }
}
