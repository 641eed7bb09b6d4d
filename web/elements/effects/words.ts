import { msg, str } from "@lit/localize";
import type { BackgroundChoice } from "./effects-memory.ts";
import type { EffectState } from "./effects-desk.ts";

export const effectsWords = {
  get heading() {
    return msg("Background and effects");
  },
  get close() {
    return msg("Close effects");
  },
  get background() {
    return msg("Behind you");
  },
  name(choice: BackgroundChoice) {
    switch (choice) {
      case "none":
        return msg("Nothing changed");
      case "light":
        return msg("Blurred a little");
      case "strong":
        return msg("Blurred");
      case "own":
        return msg("Your picture");
      case "dusk":
        return msg("Evening hills");
      case "leaves":
        return msg("Leaves");
      case "room":
        return msg("Bright room");
      case "paper":
        return msg("Plain wall");
    }
  },
  get choosePicture() {
    return msg("Choose a picture");
  },
  get noPicture() {
    return msg("This file is no picture that the browser can show.");
  },
  get skin() {
    return msg("Skin");
  },
  get smoothing() {
    return msg("Smoother");
  },
  get whitening() {
    return msg("Lighter");
  },
  strength(value: number) {
    return value === 0 ? msg("Off") : msg(str`${value} of 9`);
  },
  get sound() {
    return msg("Your sound");
  },
  get noise() {
    return msg("Remove more noise");
  },
  get noiseWhy() {
    return msg("Fans, keyboards, the street. Your voice comes a moment later for it.");
  },
  get retry() {
    return msg("Try again");
  },
  get slow() {
    return msg("This device is busy: your picture is smaller, so that it keeps moving.");
  },
  get cameraOff() {
    return msg("Your camera is off. What you choose begins with it.");
  },
  picture(state: EffectState) {
    switch (state) {
      case "loading":
        return msg("The effect is being loaded. Until then others see your camera as it is.");
      case "failed":
        return msg("The effect does not work. Others see your camera as it is.");
      case "others":
        return msg("This page changes your picture itself.");
      case "unsupported":
        return msg("This browser cannot change your picture.");
      case "off":
      case "on":
        return "";
    }
  },
  microphone(state: EffectState) {
    switch (state) {
      case "loading":
        return msg("Noise is removed in a moment.");
      case "failed":
        return msg("Noise is not removed. Others hear your microphone as it is.");
      case "others":
        return msg("This page changes your sound itself.");
      case "unsupported":
        return msg("This browser cannot remove more noise.");
      case "off":
      case "on":
        return "";
    }
  },
};
