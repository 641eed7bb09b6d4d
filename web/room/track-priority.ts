/** Twilio's words for how much a publisher or a receiver cares about a track. */
export type TrackPriority = "low" | "standard" | "high";

const priorities: readonly unknown[] = ["low", "standard", "high"] satisfies TrackPriority[];

/** @throws RangeError for what is no priority, as in Twilio's SDK */
export function checkPriority<Priority>(priority: Priority): Priority {
  if (priorities.includes(priority)) return priority;
  throw new RangeError(`priority must be one of ${priorities.join(", ")}`);
}
