/** A browser's report, as far as it is looked at: entries by their ids. */
export type RawReport = ReadonlyMap<string, unknown>;
/** One entry; whatever a member holds is looked at before it is used. */
export type Entry = Readonly<Record<string, unknown>>;

export function entriesOf(raw: RawReport): Entry[] {
  return [...raw.values()].filter(isEntry);
}

export function entryAt(raw: RawReport, id: unknown): Entry | undefined {
  const value = typeof id === "string" ? raw.get(id) : undefined;
  return isEntry(value) ? value : undefined;
}

/** The pair of candidates in use. Firefox marks it itself; others name it in the transport. */
export function selectedPair(raw: RawReport): Entry | undefined {
  const entries = entriesOf(raw);
  const transport = entries.find(({ selectedCandidatePairId }) => selectedCandidatePairId !== undefined);
  return (
    entryAt(raw, transport?.["selectedCandidatePairId"]) ?? entries.find(({ selected }) => selected === true)
  );
}

function isEntry(value: unknown): value is Entry {
  return typeof value === "object" && value !== null;
}
