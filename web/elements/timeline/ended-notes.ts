/** The notes of the call that was over last on this page, for who has not saved them yet. */
export interface EndedNotes {
  readonly roomSid: string;
  saveJson(): void;
  saveWebVtt(): void;
}

let ended: EndedNotes | undefined;

export function keepEndedNotes(notes: EndedNotes): void {
  ended = notes;
}

/** @returns undefined where none were kept of that call */
export function endedNotesOf(roomSid: string): EndedNotes | undefined {
  return ended?.roomSid === roomSid ? ended : undefined;
}
