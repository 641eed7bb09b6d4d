export interface PushToTalkParts {
  /** Off by one's own choice: it can be switched on. */
  isMuted(): boolean;
  switchMicrophone(): void;
}

/** Heard for as long as something is held, and muted again after it. */
export class PushToTalk {
  readonly #parts: PushToTalkParts;
  #isTalking = false;

  constructor(parts: PushToTalkParts) {
    this.#parts = parts;
  }

  get isTalking(): boolean {
    return this.#isTalking;
  }

  /** Nothing where the microphone is on anyway. */
  hold(): void {
    if (this.#isTalking || !this.#parts.isMuted()) return;
    this.#isTalking = true;
    this.#parts.switchMicrophone();
  }

  /** Safe to call at any time. */
  letGo(): void {
    if (!this.#isTalking) return;
    this.#isTalking = false;
    if (!this.#parts.isMuted()) this.#parts.switchMicrophone();
  }
}

/** A press that lasts longer is no tap (Android's long press is 400 ms, iOS' 500). */
const holdMs = 350;

/** The microphone's button: a tap switches it, and while it is held by finger, mouse or Space it lets one talk. */
export class HeldButton {
  readonly #talk: PushToTalk;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #hasTalked = false;

  constructor(talk: PushToTalk) {
    this.#talk = talk;
  }

  readonly onPointerDown = (event: PointerEvent): void => {
    const { currentTarget } = event;
    // a mouse that is slow means a click all the same; a finger may slide off the button and go on talking
    if (currentTarget instanceof Element && event.pointerType !== "mouse") {
      currentTarget.setPointerCapture(event.pointerId);
      this.#start();
    }
  };

  readonly onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === " " && !event.repeat) this.#start();
  };

  readonly onKeyUp = (event: KeyboardEvent): void => {
    if (event.key !== " ") return;
    this.end();
    if (this.#hasTalked) event.preventDefault(); // no click follows
    this.#hasTalked = false;
  };

  /** @returns whether a click is only the end of holding it */
  endsTalking(): boolean {
    const hasTalked = this.#hasTalked;
    this.#hasTalked = false;
    return hasTalked;
  }

  /** A long press opens no menu of the browser's. */
  readonly onContextMenu = (event: Event): void => {
    if (this.#waiting !== undefined || this.#talk.isTalking) event.preventDefault();
  };

  /** Let go, or taken away: the window has lost the keyboard, the browser the finger. Safe to call twice. */
  readonly end = (): void => {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    this.#talk.letGo();
  };

  #start(): void {
    this.#hasTalked = false;
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => {
      this.#waiting = undefined;
      this.#talk.hold();
      this.#hasTalked = this.#talk.isTalking;
    }, holdMs);
  }
}
