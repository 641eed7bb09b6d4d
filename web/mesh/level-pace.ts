import type { AudioLevel } from "../room/ports.ts";
import { crowd } from "./uplink/crowd.ts";

/** Levels come ten times a second: of who is silent in a crowd, one in so many goes out. */
const silentEvery = 4;

/**
 * Which of the own microphone's levels the others are told. A word to nine people is nine packets and their receipts: ten a
 * second took a twentieth of a core (Chromium 156), and in a crowd nearly everybody is silent.
 */
export class LevelPace {
  #wasSpeaking = false;
  #left = 0;

  /** @param people in the room, oneself included */
  isDue({ speaking }: AudioLevel, people: number): boolean {
    const changed = speaking !== this.#wasSpeaking;
    this.#wasSpeaking = speaking;
    if (!speaking && !changed && people >= crowd && this.#left > 0) {
      this.#left--;
      return false;
    }
    this.#left = silentEvery - 1;
    return true;
  }
}
