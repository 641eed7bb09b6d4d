/** Tells when this device has changed its network. */
export class NetworkChanges {
  readonly #onChange: () => void;
  #type = connectionType();

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  start(): void {
    addEventListener("online", this.#onChange);
    connection()?.addEventListener("change", this.#onConnectionChange);
  }

  stop(): void {
    removeEventListener("online", this.#onChange);
    connection()?.removeEventListener("change", this.#onConnectionChange);
  }

  /** Also fires for every new guess of the bandwidth: only another kind of network counts. */
  readonly #onConnectionChange = (): void => {
    const type = connectionType();
    if (type === this.#type) return;
    this.#type = type;
    if (navigator.onLine) this.#onChange();
  };
}

/** Network Information API: Chromium on phones; elsewhere a dead path is noticed by its silence. */
function connection(): EventTarget | undefined {
  const value: unknown = Reflect.get(navigator, "connection");
  return value instanceof EventTarget ? value : undefined;
}

function connectionType(): unknown {
  const target = connection();
  return target === undefined ? undefined : Reflect.get(target, "type");
}
