import { meanOpinion } from "../../room/network-quality.ts";
import type { CallReport, ParticipantReport } from "../../room/stats/call-report.ts";
import { summaryWords } from "./summary-words.ts";

/** What is said of a call that is over. */
export interface CallSummary {
  line: string;
  /** One line for each person. */
  people: string[];
}

export function summarize(report: CallReport): CallSummary {
  return { line: callSummary(report), people: report.participants.map(personSummary) };
}

/** The whole call in one line: "23 min, 4 people, connection good; one interruption of 4 s". */
export function callSummary({ durationMs, participants }: CallReport): string {
  const words = summaryWords();
  const line = [words.call(Math.round(durationMs / 60_000), participants.length + 1)];
  const opinions = participants
    .flatMap((participant) => opinionOf(participant) ?? [])
    .toSorted((a, b) => a - b);
  const typical = opinions[opinions.length >> 1];
  if (typical !== undefined) line.push(connectionWords(typical));
  const interruptions = participants.flatMap(({ interruptions: { count, totalMs } }) =>
    count === 0 ? [] : [{ count, totalMs }],
  );
  const known = line.reduce(words.and);
  if (interruptions.length === 0) return known;
  // a network of one's own that fails cuts off everybody at once: the worst link tells of it, the sum would exaggerate
  const worst = interruptions.reduce((one, other) => (other.totalMs > one.totalMs ? other : one));
  return words.but(known, interruptionWords(worst));
}

/** One person: name, connection, and what was not as it should be. */
export function personSummary(participant: ParticipantReport): string {
  const { displayName, route, quality, interruptions, totals, connectedMs } = participant;
  const words = summaryWords();
  const line: string[] = [];
  const opinion = opinionOf(participant);
  if (opinion !== undefined) line.push(connectionWords(opinion));
  else if (connectedMs === 0) line.push(words.never);
  if (route === "relayed") line.push(words.relayed);
  if (quality?.roundTripMs) line.push(words.delay(quality.roundTripMs.p50));
  const percent = Math.round((quality?.fractionLost.mean ?? 0) * 100);
  if (percent > 0) line.push(words.lost(percent));
  if (interruptions.count > 0) line.push(interruptionWords(interruptions));
  if (totals.freezes > 0) line.push(words.freezes(totals.freezes));
  const megabytes = Math.round(totals.bytesReceived / 1_000_000);
  if (megabytes > 0) line.push(words.received(megabytes));
  return line.length === 0 ? displayName : words.of(displayName, line.reduce(words.and));
}

/** 1 to 4.5; undefined where nothing was measured. */
function opinionOf({ quality }: ParticipantReport): number | undefined {
  if (quality === null) return undefined;
  return meanOpinion(quality.roundTripMs?.p50 ?? 0, quality.jitterMs.mean, quality.fractionLost.mean);
}

/** The steps between them are Twilio's for the levels 4 and 2. */
function connectionWords(opinion: number): string {
  const { good, fair, poor } = summaryWords().connection;
  return opinion > 4 ? good : opinion > 3 ? fair : poor;
}

function interruptionWords({ count, totalMs }: { count: number; totalMs: number }): string {
  return summaryWords().interruptions(count, Math.max(1, Math.round(totalMs / 1_000)));
}
