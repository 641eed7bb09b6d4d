import * as v from "valibot";
import type { SubscribeRule } from "#protocol/subscribe-rule";
import { limits } from "#protocol/limits";
import type { ParticipantEntry, TrackEntry } from "../account/account.ts";

/** Twilio's Track Subscriptions API: what a list of rules may be, and which tracks it lets through. */

/** Of a participant for whom nothing else was said. */
export const everyTrack: readonly SubscribeRule[] = [{ type: "include", all: true }];

/** A SID or what stands for it: an identity, a track's name. */
const reference = v.pipe(v.string(), v.minLength(1), v.maxLength(limits.nameChars));

const rule = v.pipe(
  v.strictObject({
    type: v.picklist(["include", "exclude"]),
    all: v.exactOptional(v.literal(true)),
    publisher: v.exactOptional(reference),
    track: v.exactOptional(reference),
    kind: v.exactOptional(v.picklist(["audio", "video", "data"])),
    priority: v.exactOptional(v.picklist(["low", "standard", "high"])),
  }),
  // `all` stands alone, and a rule without it has to say something.
  v.check(({ all, ...rest }) => (all === true) !== Object.keys(rest).length > 1),
);
/** What we answer with has null for each filter that is not there, and may come back as it is. */
const withoutNulls = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform((value): unknown =>
    Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null)),
  ),
  rule,
);
const rules = v.pipe(
  v.string(),
  v.parseJson(),
  v.array(withoutNulls),
  v.minLength(1),
  v.maxLength(limits.subscribeRules),
);

/** @returns undefined for anything that is not the JSON of 1 to 20 rules (53215) */
export function parseRules(json: string | undefined): readonly SubscribeRule[] | undefined {
  const parsed = v.safeParse(rules, json);
  return parsed.success ? parsed.output : undefined;
}

/** A track and who publishes it. */
export interface Published {
  readonly track: TrackEntry;
  readonly publisher: Pick<ParticipantEntry, "participantSid" | "identity">;
}

/** Beginning with none, each rule in turn adds or takes away the tracks that all its filters fit. */
export function isSubscribed(list: readonly SubscribeRule[], published: Published): boolean {
  return list.reduce((is, each) => (fits(each, published) ? each.type === "include" : is), false);
}

/** The account knows no priorities: each track has the one it begins with. */
function fits({ publisher, track: wanted, kind, priority }: SubscribeRule, published: Published): boolean {
  const { track, publisher: from } = published;
  return (
    (publisher === undefined || publisher === from.participantSid || publisher === from.identity) &&
    (wanted === undefined || wanted === track.trackSid || wanted === track.name) &&
    (kind === undefined || kind === track.kind) &&
    (priority === undefined || priority === "standard")
  );
}
