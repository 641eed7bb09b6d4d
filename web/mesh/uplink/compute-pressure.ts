/** Of the Compute Pressure API (Chrome 125), as much as is used; TypeScript's DOM does not know it. */
interface PressureObserver {
  observe(source: "cpu", options: { sampleInterval: number }): Promise<void>;
  disconnect(): void;
}
type PressureObserverConstructor = new (
  onRecords: (records: { state: string }[]) => void,
) => PressureObserver;

const sampleMs = 2_000;

/** Whether the system is short of processor; never, where the browser does not tell. */
export class ComputePressure {
  #hot = false;
  #observer: PressureObserver | undefined;

  get hot(): boolean {
    return this.#hot;
  }

  start(): void {
    const Observer: unknown = Reflect.get(globalThis, "PressureObserver");
    if (this.#observer !== undefined || !isConstructor(Observer)) return;
    this.#observer = new Observer((records) => {
      const state = records.at(-1)?.state;
      this.#hot = state === "serious" || state === "critical";
    });
    // forbidden by the page's policy, or no sensor: what the encoders say is enough
    this.#observer.observe("cpu", { sampleInterval: sampleMs }).catch(() => undefined);
  }

  stop(): void {
    this.#observer?.disconnect();
    this.#observer = undefined;
    this.#hot = false;
  }
}

function isConstructor(value: unknown): value is PressureObserverConstructor {
  return typeof value === "function";
}
