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
    if (this.#observer !== undefined || !isConstructor(Observer) || isForbidden()) return;
    this.#observer = new Observer((records) => {
      const state = records.at(-1)?.state;
      this.#hot = state === "serious" || state === "critical";
    });
    // no sensor: what the encoders say is enough
    this.#observer.observe("cpu", { sampleInterval: sampleMs }).catch(() => undefined);
  }

  stop(): void {
    this.#observer?.disconnect();
    this.#observer = undefined;
    this.#hot = false;
  }
}

/** By the page's Permissions-Policy, or that of a page around it: trying all the same would be reported as a violation. */
function isForbidden(): boolean {
  const policy: unknown = Reflect.get(document, "featurePolicy");
  if (!isPolicy(policy) || !policy.features().includes("compute-pressure")) return false;
  return !policy.allowsFeature("compute-pressure");
}

interface FeaturePolicy {
  features(): string[];
  allowsFeature(feature: string): boolean;
}

function isPolicy(value: unknown): value is FeaturePolicy {
  return typeof value === "object" && value !== null && "features" in value && "allowsFeature" in value;
}

function isConstructor(value: unknown): value is PressureObserverConstructor {
  return typeof value === "function";
}
