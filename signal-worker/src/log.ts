/* oxlint-disable no-console -- the one place that writes to the signal-worker's log */

/** One line for each step of a room or participant. SIDs only: never a token, a ticket or a name. */
export function logStep(roomSid: string, participantSid: string, step: string): void {
  console.info(`${roomSid} ${participantSid} ${step}`);
}

/** Something that should not happen, and that cost somebody their request. */
export function logFailure(error: Error): void {
  console.error(error.name, error.message);
}
