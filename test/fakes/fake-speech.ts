import type { SpeechRecognitionOptions } from "../../web/captions/speech-api.ts";

/** What a browser answers about recognition on the device. An error: the promise rejects. */
interface Answers {
  available: unknown;
  install?: unknown;
}

/** A stand-in for the browser's `SpeechRecognition`, which hears what it is told. Take a fresh class for each test. */
export class FakeSpeech {
  static answers: Answers | undefined;
  /** Whether it knows `processLocally`. */
  static keepsToDevice = true;
  static asked: SpeechRecognitionOptions[] = [];
  static all: FakeSpeech[] = [];

  static fresh(): typeof FakeSpeech {
    return class extends FakeSpeech {
      static override answers: Answers | undefined = undefined;
      static override keepsToDevice = true;
      static override asked: SpeechRecognitionOptions[] = [];
      static override all: FakeSpeech[] = [];
    };
  }

  /** Undefined, as in an older browser, where nothing is answered. */
  static get available() {
    const { answers } = this;
    if (answers === undefined) return undefined;
    return async (options: SpeechRecognitionOptions): Promise<unknown> => {
      this.asked.push(options);
      if (answers.available instanceof Error) throw answers.available;
      return answers.available;
    };
  }
  static get install() {
    const { answers } = this;
    return answers === undefined ? undefined : async () => answers.install;
  }

  lang = "";
  continuous = false;
  interimResults = false;
  declare processLocally: boolean;
  onresult: ((event: unknown) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  onend: (() => void) | null = null;
  isOn = false;
  startedWith: MediaStreamTrack | undefined;

  constructor() {
    const made = this.constructor as typeof FakeSpeech;
    if (made.keepsToDevice) this.processLocally = false;
  }

  start(track?: MediaStreamTrack): void {
    (this.constructor as typeof FakeSpeech).all.push(this);
    this.isOn = true;
    this.startedWith = track;
  }
  abort(): void {
    if (this.isOn) this.finish();
  }

  hear(transcript: string, isFinal = false): void {
    const result = Object.assign([{ transcript, confidence: 0.9 }], { isFinal });
    this.onresult?.({ resultIndex: 0, results: [result] });
  }
  fail(error: string): void {
    this.onerror?.({ error });
  }
  finish(): void {
    this.isOn = false;
    this.onend?.();
  }
}
