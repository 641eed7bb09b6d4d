import { entriesOf, type Entry, entryAt, type RawReport, selectedPair } from "../room/stats/raw-report.ts";
import { spreadOf, type CandidateStats, type PreflightReport } from "./preflight-report.ts";

/** Gathers what the report says of the path. */
export class PreflightStats {
  readonly #jitterSeconds: number[] = [];
  readonly #rttMs: number[] = [];
  readonly #lossPercent: number[] = [];
  readonly #availableBps: number[] = [];
  #received = 0;
  #lost = 0;
  #sender: RawReport = new Map();
  #receiver: RawReport = new Map();

  /** @param sender how it is going at the sending end, @param receiver at the other, at this moment */
  add(sender: RawReport, receiver: RawReport): void {
    this.#sender = sender;
    this.#receiver = receiver;
    const pair = selectedPair(sender);
    const rtt = pair?.["currentRoundTripTime"];
    if (typeof rtt === "number") this.#rttMs.push(Math.round(rtt * 1_000));
    const availableBps = pair?.["availableOutgoingBitrate"];
    if (typeof availableBps === "number") this.#availableBps.push(Math.round(availableBps));
    let received = 0;
    let lost = 0;
    for (const entry of entriesOf(receiver)) {
      if (entry["type"] !== "inbound-rtp") continue;
      if (typeof entry["packetsReceived"] === "number") received += entry["packetsReceived"];
      if (typeof entry["packetsLost"] === "number") lost += entry["packetsLost"];
      if (entry["kind"] === "audio" && typeof entry["jitter"] === "number")
        this.#jitterSeconds.push(entry["jitter"]);
    }
    const lostNow = Math.max(0, lost - this.#lost);
    const expected = received - this.#received + lostNow;
    if (expected > 0) this.#lossPercent.push((lostNow / expected) * 100);
    this.#received = received;
    this.#lost = lost;
  }

  report(): Pick<PreflightReport, "stats" | "iceCandidateStats" | "selectedIceCandidatePairStats"> {
    const pair = selectedPair(this.#sender);
    const at = (id: unknown): CandidateStats => candidateOf(entryAt(this.#sender, id) ?? {});
    const candidates = [...entriesOf(this.#sender), ...entriesOf(this.#receiver)].filter(
      ({ type }) => type === "local-candidate" || type === "remote-candidate",
    );
    return {
      stats: {
        jitter: spreadOf(this.#jitterSeconds),
        rtt: spreadOf(this.#rttMs),
        packetLoss: spreadOf(this.#lossPercent),
        availableOutgoingBitrate: spreadOf(this.#availableBps),
      },
      iceCandidateStats: candidates.map(candidateOf),
      selectedIceCandidatePairStats:
        pair === undefined
          ? null
          : { localCandidate: at(pair["localCandidateId"]), remoteCandidate: at(pair["remoteCandidateId"]) },
    };
  }
}

const texts = ["transportId", "address", "protocol", "candidateType", "url", "relayProtocol"] as const;
const numbers = ["port", "priority"] as const;

function candidateOf(entry: Entry): CandidateStats {
  const candidate: CandidateStats = {};
  for (const name of texts) {
    const value = entry[name];
    if (typeof value === "string") candidate[name] = value;
  }
  for (const name of numbers) {
    const value = entry[name];
    if (typeof value === "number") candidate[name] = value;
  }
  return candidate;
}
