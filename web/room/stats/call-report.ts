import type { Member } from "#protocol/announce";
import type { ErrorCode } from "#protocol/errors";
import type { LinkQuality, LinkTotals } from "../network-quality.ts";
import type { LinkState } from "../ports.ts";
import type { Route } from "../remote-participant.ts";

/** How a call went for this device. All of it stays here: Meshcall sends it nowhere. */
export interface CallReport {
  roomSid: string;
  durationMs: number;
  /** Null while the call goes on; `left` after one's own `disconnect()`, else the code of what ended it. */
  end: "left" | ErrorCode | null;
  /** How often the signal-worker was out of reach. */
  signalingLosses: number;
  /** Kinds of own tracks that ended by themselves: a device was unplugged or taken away. */
  lostDevices: ("audio" | "video")[];
  /** Everybody who was there, those who left earlier included. */
  participants: ParticipantReport[];
}

export interface ParticipantReport {
  sid: string;
  identity: string;
  displayName: string;
  /** From the first moment with a path until the end, interruptions left out. */
  connectedMs: number;
  /** The last one; null where no path was ever measured. */
  route: Route | null;
  /** Null before the first measure; there is one every 2 s. */
  quality: {
    roundTripMs: { p50: number; p95: number } | null;
    /** 0..1, of the worse way and kind of media. */
    fractionLost: { mean: number; worst: number };
    /** Of sound. */
    jitterMs: { mean: number; worst: number };
  } | null;
  /** Times in which the path was lost and found again, or not. */
  interruptions: { count: number; totalMs: number; longestMs: number };
  /** Of media, both ways; and how often received pictures stood still. */
  totals: LinkTotals;
  /** For instance `opus`, `VP8`. */
  codecs: string[];
}

/** Above this many, every second measure is dropped and every second one taken from then on. */
const mostMeasures = 128;

class Measures {
  #values: number[] = [];
  #stride = 1;
  #sum = 0;
  count = 0;
  worst = 0;

  add(value: number): void {
    if (this.count++ % this.#stride === 0) this.#values.push(value);
    this.#sum += value;
    this.worst = Math.max(this.worst, value);
    if (this.#values.length <= mostMeasures) return;
    this.#values = this.#values.filter((_, at) => at % 2 === 0);
    this.#stride *= 2;
  }

  get summary(): { mean: number; worst: number } {
    return { mean: this.#sum / Math.max(1, this.count), worst: this.worst };
  }
  /** @param share 0.5 for the median */
  percentile(share: number): number {
    const sorted = this.#values.toSorted((a, b) => a - b);
    return Math.round(sorted[Math.ceil(sorted.length * share) - 1] ?? 0);
  }
}

/** What is remembered of one participant. */
class ParticipantAccount {
  readonly #member: Member;
  readonly #roundTrip = new Measures();
  readonly #lost = new Measures();
  readonly #jitter = new Measures();
  readonly #interrupted = new Measures();
  #route: Route | null = null;
  #state: LinkState = "dialing";
  /** When the state began. */
  #sinceMs = 0;
  #connectedMs = 0;
  #interruptedMs = 0;
  /** Of connections that are over, and of the present one. */
  #before = noTotals;
  #now = noTotals;
  #codecs: string[] = [];

  constructor(member: Member) {
    this.#member = member;
  }

  /** `closed`: gone, or the call is over. */
  to(state: LinkState, nowMs: number): void {
    if (state === this.#state) return;
    const passedMs = nowMs - this.#sinceMs;
    if (this.#state === "open") this.#connectedMs += passedMs;
    if (this.#state === "recovering") {
      // a new dial after that is the same interruption
      if (state === "dialing") return;
      this.#interrupted.add(passedMs);
      this.#interruptedMs += passedMs;
    }
    this.#state = state;
    this.#sinceMs = nowMs;
  }

  measured({ roundTripMs, relayed, audio, video, totals, codecs }: LinkQuality): void {
    const flows = [audio.send, audio.recv, video.send, video.recv];
    const most = (of: "fractionLost" | "jitterMs"): number =>
      Math.max(0, ...flows.map((flow) => flow?.[of] ?? 0));
    if (roundTripMs !== null) this.#roundTrip.add(roundTripMs);
    this.#lost.add(most("fractionLost"));
    this.#jitter.add(most("jitterMs"));
    if (relayed !== null) this.#route = relayed ? "relayed" : "direct";
    if (totals === undefined) return;
    if (totals.bytesSent < this.#now.bytesSent) this.#before = added(this.#before, this.#now);
    this.#now = totals;
    this.#codecs = [...new Set([...this.#codecs, ...(codecs ?? [])])];
  }

  report(nowMs: number): ParticipantReport {
    const passedMs = nowMs - this.#sinceMs;
    const lost = this.#state === "recovering";
    return {
      sid: this.#member.sid,
      identity: this.#member.identity,
      displayName: this.#member.name,
      connectedMs: Math.round(this.#connectedMs + (this.#state === "open" ? passedMs : 0)),
      route: this.#route,
      quality:
        this.#lost.count > 0
          ? {
              roundTripMs:
                this.#roundTrip.count > 0
                  ? { p50: this.#roundTrip.percentile(0.5), p95: this.#roundTrip.percentile(0.95) }
                  : null,
              fractionLost: this.#lost.summary,
              jitterMs: this.#jitter.summary,
            }
          : null,
      interruptions: {
        count: this.#interrupted.count + (lost ? 1 : 0),
        totalMs: Math.round(this.#interruptedMs + (lost ? passedMs : 0)),
        longestMs: Math.round(Math.max(this.#interrupted.worst, lost ? passedMs : 0)),
      },
      totals: added(this.#before, this.#now),
      codecs: this.#codecs,
    };
  }
}

const noTotals: LinkTotals = { bytesSent: 0, bytesReceived: 0, freezes: 0, frozenMs: 0 };

function added(one: LinkTotals, other: LinkTotals): LinkTotals {
  return {
    bytesSent: one.bytesSent + other.bytesSent,
    bytesReceived: one.bytesReceived + other.bytesReceived,
    freezes: one.freezes + other.freezes,
    frozenMs: Math.round(one.frozenMs + other.frozenMs),
  };
}

/** Keeps account of a call, from the facts that the room's writer hears anyway. Times are `performance.now()`. */
export class CallAccount {
  readonly #roomSid: string;
  readonly #startMs: number;
  readonly #accounts = new Map<string, ParticipantAccount>();
  #endMs: number | undefined;
  #end: CallReport["end"] = null;
  signalingLosses = 0;
  readonly lostDevices: CallReport["lostDevices"] = [];

  constructor(roomSid: string, nowMs: number) {
    this.#roomSid = roomSid;
    this.#startMs = nowMs;
  }

  /** Somebody is in the room; once more after they were given up changes nothing. */
  arrived(member: Member): void {
    if (!this.#accounts.has(member.sid)) this.#accounts.set(member.sid, new ParticipantAccount(member));
  }
  link(sid: string | undefined, state: LinkState, nowMs: number): void {
    this.#accounts.get(sid ?? "")?.to(state, nowMs);
  }
  measured(sid: string | undefined, quality: LinkQuality): void {
    this.#accounts.get(sid ?? "")?.measured(quality);
  }
  ended(why: "left" | ErrorCode, nowMs: number): void {
    this.#end = why;
    this.#endMs = nowMs;
    for (const account of this.#accounts.values()) account.to("closed", nowMs);
  }

  report(nowMs: number): CallReport {
    const atMs = this.#endMs ?? nowMs;
    return {
      roomSid: this.#roomSid,
      durationMs: Math.round(atMs - this.#startMs),
      end: this.#end,
      signalingLosses: this.signalingLosses,
      lostDevices: [...this.lostDevices],
      participants: [...this.#accounts.values()].map((account) => account.report(atMs)),
    };
  }
}
