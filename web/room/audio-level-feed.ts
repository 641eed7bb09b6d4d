import type { AudioLevel } from "./ports.ts";

export type { AudioLevel } from "./ports.ts";

/** What the room's writer holds of a feed. */
export interface AudioLevelState {
  current: AudioLevel;
  readonly listeners: Set<(level: AudioLevel) => void>;
}

export function newAudioLevelState(): AudioLevelState {
  return { current: { levelDbov: -127, speaking: false }, listeners: new Set() };
}

export function pushAudioLevel(state: AudioLevelState, level: AudioLevel): void {
  state.current = level;
  for (const listener of state.listeners) listener(level);
}

/**
 * A participant's microphone level, about ten times a second. A feed of its own, so that whoever
 * listens to room events is never woken by it.
 */
export class AudioLevelFeed {
  readonly #state: AudioLevelState;

  constructor(state: AudioLevelState) {
    this.#state = state;
  }

  get current(): AudioLevel {
    return this.#state.current;
  }

  /** @returns the call that ends the subscription */
  subscribe(listener: (level: AudioLevel) => void): () => void {
    this.#state.listeners.add(listener);
    return () => this.#state.listeners.delete(listener);
  }
}
