/**
 * What is used of the browser's speech recognition (Web Speech API, with its part for recognition on the device). Of what
 * the browser hands over nothing is believed that was not looked at.
 */
export interface SpeechRecognitionLike {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  processLocally?: boolean;
  onresult: ((event: unknown) => void) | null;
  onerror: ((event: unknown) => void) | null;
  onend: (() => void) | null;
  start(track?: MediaStreamTrack): void;
  abort(): void;
}

export interface SpeechRecognitionOptions {
  langs: string[];
  processLocally: boolean;
}

export interface SpeechRecognitionApi {
  new (): SpeechRecognitionLike;
  /** Where it is missing, nothing is recognised on the device. */
  available?(options: SpeechRecognitionOptions): Promise<unknown>;
  install?(options: SpeechRecognitionOptions): Promise<unknown>;
}

/** @returns undefined where the browser has none */
export function speechApi(): SpeechRecognitionApi | undefined {
  const names = ["SpeechRecognition", "webkitSpeechRecognition"];
  const found: unknown[] = names.map((name) => Reflect.get(globalThis, name));
  return found.find((api) => isApi(api));
}

function isApi(value: unknown): value is SpeechRecognitionApi {
  return typeof value === "function";
}

/** What was heard since the last final result, and whether that is final. */
export interface Heard {
  text: string;
  isFinal: boolean;
}

/** @param event of the browser's `result` @returns in the order in which it was said */
export function heardIn(event: unknown): Heard[] {
  const results = property(event, "results");
  const from = property(event, "resultIndex");
  const length = property(results, "length");
  if (typeof length !== "number") return [];
  const heard: Heard[] = [];
  for (let index = typeof from === "number" ? from : 0; index < length; index++) {
    const result = property(results, index);
    const text = property(property(result, 0), "transcript");
    if (typeof text === "string") heard.push({ text, isFinal: property(result, "isFinal") === true });
  }
  return heard;
}

/** @param event of the browser's `error` */
export function errorIn(event: unknown): string {
  const error = property(event, "error");
  return typeof error === "string" ? error : "unknown";
}

function property(value: unknown, name: PropertyKey): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
