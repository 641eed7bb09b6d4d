const nameKey = "meshcall.name";
const identityKey = "meshcall.identity";

/** The name typed last time on this site; empty when there is none or the browser keeps nothing. */
export function rememberedName(): string {
  return read(() => localStorage, nameKey) ?? "";
}

export function rememberName(name: string): void {
  write(() => localStorage, nameKey, name);
}

/** Something was recorded in this browser and may still lie here. */
export function mayHaveRecordings(): boolean {
  return read(() => localStorage, "meshcall.recordings") !== undefined;
}

/** Who this tab is: kept through a reload, so that the same person comes back; another tab is another. */
export function tabIdentity(): string {
  const known = read(() => sessionStorage, identityKey);
  if (known !== undefined) return known;
  const fresh = crypto.randomUUID();
  write(() => sessionStorage, identityKey, fresh);
  return fresh;
}

// even to ask for a storage throws where the browser blocks it
function read(storage: () => Storage, key: string): string | undefined {
  try {
    return storage().getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

function write(storage: () => Storage, key: string, value: string): void {
  try {
    storage().setItem(key, value);
  } catch {
    // not remembered, then
  }
}
