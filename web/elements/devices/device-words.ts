import { msg, str } from "@lit/localize";
import { named, number } from "../language/writing.ts";
import type { AnyDevice } from "./device-memory.ts";

export const settingsWords = {
  get camera() {
    return msg("Camera");
  },
  get microphone() {
    return msg("Microphone");
  },
  get speaker() {
    return msg("Speaker");
  },
  numbered: (kind: string, place: number) => `${kind} ${number(place)}`,
  get none() {
    return msg("None found");
  },
  get close() {
    return msg("Close devices");
  },
  get heading() {
    return msg("Settings");
  },
  get effects() {
    return msg("Background and effects");
  },
  get notLoaded() {
    return msg("This part could not be loaded. Check your connection, then open it again.");
  },
  get mirror() {
    return msg("Mirror my video");
  },
  get mirrorWhy() {
    return msg("Only for you. Others see you as you are.");
  },
  get processing() {
    return msg("Microphone sound");
  },
  get noiseSuppression() {
    return msg("Reduce background noise");
  },
  get echoCancellation() {
    return msg("Remove echo");
  },
  get echoCancellationWhy() {
    return msg("Switch it off only with headphones, for instance for music.");
  },
  get autoGainControl() {
    return msg("Keep my voice equally loud");
  },
  get systemSpeaker() {
    return msg("This browser plays through the speaker that your system has chosen.");
  },
  get otherSpeaker() {
    return msg("Choose another speaker…");
  },
  get test() {
    return msg("Play a test sound");
  },
  get stopTest() {
    return msg("Stop the test sound");
  },
  get playing() {
    return msg("Playing…");
  },
  get heard() {
    return msg("Did you hear it? If not, turn up the volume or choose another speaker.");
  },
  get blocked() {
    return msg(
      "The browser keeps this page silent. Allow sound for it in the browser’s settings, then try again.",
    );
  },
  get noSpeaker() {
    return msg("This speaker does not answer. Choose another one.");
  },
};

export const swapWords = {
  offer: (name: string) => msg(str`${named(name)} is plugged in`),
  get use() {
    return msg("Use it");
  },
  get notNow() {
    return msg("Not now");
  },
  uses: (name: string) => msg(str`Now using ${named(name)}`),
  /** @param name what is used in its place */
  replaced(device: AnyDevice, name: string): string {
    switch (device) {
      case "microphone":
        return msg(str`Your microphone went away. Now using ${named(name)}.`);
      case "camera":
        return msg(str`Your camera went away. Now using ${named(name)}.`);
      case "speaker":
        return msg(str`Your speaker went away. Now using ${named(name)}.`);
    }
  },
  get systemSpeakerInstead() {
    return msg("Your speaker went away. Now using the system’s.");
  },
};
