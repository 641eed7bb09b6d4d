import { errorIn, heardIn, type SpeechRecognitionApi, type SpeechRecognitionLike } from "./speech-api.ts";

/** Who hears what is recognised: this device alone, or the browser's maker as well. */
export type RecognitionPlace = "device" | "maker";

export type RecognitionState =
  | { is: "off" }
  | { is: "starting" }
  /** The browser fetches the language, which may take minutes. */
  | { is: "downloading" }
  | { is: "on"; place: RecognitionPlace }
  /** The microphone is off, and so nothing is listened to. */
  | { is: "waiting"; place: RecognitionPlace }
  /** This browser would send the sound to its maker: nothing is listened to unless the person agrees. */
  | { is: "asks" }
  | { is: "failed"; why: RecognitionFailure };

/** `browser`: it has no recognition. `language`: not this one. `blocked`: the person, the page or the system forbids it. */
export type RecognitionFailure = "browser" | "language" | "blocked" | "microphone";

export interface RecognitionOptions {
  /** BCP 47, of what is spoken. */
  lang: string;
  /** The person was told that the browser's maker will hear them, and has agreed. Asked for each time. */
  agreesToMaker?: boolean;
}

export interface RecognitionParts {
  api: SpeechRecognitionApi | undefined;
  /** Undefined: muted, silenced, or there is none; then nothing is listened to. */
  microphone(): MediaStreamTrack | undefined;
  onHeard(text: string, isFinal: boolean): void;
  onState(state: RecognitionState): void;
}

/** Browsers end a recognition by themselves after a silence; one that ends at once is not begun again as fast. */
const againMs = 250;
const slowAgainMs = 5_000;
const shortMs = 1_000;

/** Errors after which it goes on: nobody spoke, or it was ended here. */
const passing: readonly string[] = ["no-speech", "aborted"];
const failures: Readonly<Partial<Record<string, RecognitionFailure>>> = {
  "not-allowed": "blocked",
  "service-not-allowed": "blocked",
  "language-not-supported": "language",
  "audio-capture": "microphone",
};

/** One's own speech, as the browser recognises it, for as long as it is on. */
export class Recognition {
  readonly #parts: RecognitionParts;
  #state: RecognitionState = { is: "off" };
  #recognition: SpeechRecognitionLike | undefined;
  #microphone: MediaStreamTrack | undefined;
  #lang = "";
  #place: RecognitionPlace = "device";
  #again: ReturnType<typeof setTimeout> | undefined;
  /** Which start it is: what an earlier one still does is of no account. */
  #turn = 0;

  constructor(parts: RecognitionParts) {
    this.#parts = parts;
  }

  get state(): RecognitionState {
    return this.#state;
  }

  /** Settles when it listens, waits, asks, or has failed. Never rejects. */
  async start({ lang, agreesToMaker = false }: RecognitionOptions): Promise<void> {
    this.stop();
    const turn = ++this.#turn;
    const { api } = this.#parts;
    if (api === undefined) return this.#set({ is: "failed", why: "browser" });
    this.#lang = lang;
    this.#set({ is: "starting" });
    const isLocal = await this.#onDevice(api, lang, turn);
    if (turn !== this.#turn) return;
    if (!isLocal && !agreesToMaker) return this.#set({ is: "asks" });
    this.#place = isLocal ? "device" : "maker";
    this.#listen();
  }

  stop(): void {
    this.#turn++;
    this.#end();
    if (this.#state.is !== "off") this.#set({ is: "off" });
  }

  /** The microphone was switched, or is another one. */
  review(): void {
    const { is } = this.#state;
    if (is !== "on" && is !== "waiting") return;
    if (this.#parts.microphone() === this.#microphone) return;
    this.#end();
    this.#listen();
  }

  async #onDevice(api: SpeechRecognitionApi, lang: string, turn: number): Promise<boolean> {
    if (api.available === undefined) return false;
    const options = { langs: [lang], processLocally: true };
    try {
      const answer = await api.available(options);
      if (answer === "available") return true;
      if (turn !== this.#turn || api.install === undefined) return false;
      if (answer !== "downloadable" && answer !== "downloading") return false;
      this.#set({ is: "downloading" });
      return (await api.install(options)) === true;
    } catch {
      return false; // the page's policy forbids to ask, or the language is none
    }
  }

  #listen(): void {
    const { api } = this.#parts;
    const microphone = this.#parts.microphone();
    const place = this.#place;
    this.#microphone = microphone;
    if (api === undefined) return;
    if (microphone === undefined) return this.#set({ is: "waiting", place });
    const recognition = new api();
    const sinceMs = performance.now();
    let failure: RecognitionFailure | undefined;
    let isSlow = false;
    // a browser that knows no such thing would send the sound away
    if (place === "device" && !("processLocally" in recognition)) return this.#set({ is: "asks" });
    Object.assign(recognition, { lang: this.#lang, continuous: true, interimResults: true });
    if (place === "device") recognition.processLocally = true;
    recognition.onresult = (event) => {
      if (this.#recognition === recognition) this.#tell(event);
    };
    recognition.onerror = (event) => {
      const error = errorIn(event);
      if (passing.includes(error)) return;
      isSlow = true;
      failure = failures[error];
    };
    recognition.onend = () => {
      if (this.#recognition !== recognition) return;
      this.#recognition = undefined;
      this.#parts.onHeard("", true); // what was not final is all there will be
      if (failure !== undefined) return this.#set({ is: "failed", why: failure });
      const isShort = performance.now() - sinceMs < shortMs;
      this.#again = setTimeout(() => this.#listen(), isSlow || isShort ? slowAgainMs : againMs);
    };
    this.#recognition = recognition;
    try {
      recognition.start(microphone);
      this.#set({ is: "on", place });
    } catch {
      this.#recognition = undefined;
      this.#set({ is: "failed", why: "microphone" });
    }
  }

  /** All that is not final yet belongs together: a browser may part it into several results. */
  #tell(event: unknown): void {
    let open = "";
    for (const { text, isFinal } of heardIn(event)) {
      if (isFinal) this.#parts.onHeard(text, true);
      else open += text;
    }
    if (open !== "") this.#parts.onHeard(open, false);
  }

  #end(): void {
    clearTimeout(this.#again);
    const recognition = this.#recognition;
    this.#recognition = undefined;
    if (recognition === undefined) return;
    recognition.abort();
    this.#parts.onHeard("", true);
  }

  #set(state: RecognitionState): void {
    this.#state = state;
    this.#parts.onState(state);
  }
}
