import { msg, str } from "@lit/localize";
import type { CaptionTrouble } from "../../captions/captions.ts";
import type { RecognitionFailure, RecognitionPlace } from "../../captions/recognition.ts";
import { named } from "../language/writing.ts";
import type { CaptionContrast, CaptionSize } from "./caption-look.ts";

/** Every word of captions and real-time text, asked for at each rendering. */
export const captionWords = {
  get heading() {
    return msg("Captions");
  },
  get close() {
    return msg("Close captions");
  },
  get you() {
    return msg("You");
  },
  /** Beside a line. */
  get automatic() {
    return msg("automatic");
  },
  get automaticWhy() {
    return msg("Made by speech recognition; it may be wrong.");
  },
  get transcript() {
    return msg("Transcript");
  },
  get hide() {
    return msg("Hide captions");
  },
  get show() {
    return msg("Show captions at the foot of the stage");
  },
  get type() {
    return msg("Type");
  },
  get field() {
    return msg("Everybody reads along, letter by letter");
  },
  get placeholder() {
    return msg("Type, and all read along");
  },
  get endLine() {
    return msg("Next line");
  },
  get stopTyping() {
    return msg("Close the field");
  },
  get speech() {
    return msg("Caption what I say");
  },
  get stopSpeech() {
    return msg("Stop captioning what I say");
  },
  get language() {
    return msg("I speak");
  },
  get starting() {
    return msg("One moment …");
  },
  get downloading() {
    return msg("Your browser is fetching this language. That may take some minutes.");
  },
  on: (place: RecognitionPlace) =>
    place === "device"
      ? msg("What you say is recognised on this device and shown to everybody here.")
      : msg(
          "What you say is sent to the maker of your browser, recognised there and shown to everybody here.",
        ),
  get waiting() {
    return msg("Your microphone is off, so nothing is listened to.");
  },
  get asks() {
    return msg(
      "On this device your browser cannot recognise this language. It would send what you say to its maker, who can hear it. Do you want that, for this call?",
    );
  },
  get agree() {
    return msg("Send it to the maker of my browser");
  },
  get refuse() {
    return msg("No");
  },
  failed: (why: RecognitionFailure) =>
    ({
      browser: msg("This browser recognises no speech. You can type instead."),
      language: msg("This browser does not recognise this language."),
      blocked: msg("Speech recognition is forbidden here: by you, by this page or by the system."),
      microphone: msg("Speech recognition did not get your microphone."),
    })[why],
  trouble: (trouble: CaptionTrouble) =>
    ({
      unsealed: msg("Not sent: this page, or another’s, cannot seal messages."),
      watching: msg("You are only watching: the others do not see what you type."),
      unsent: msg("The others may not see what you type."),
    })[trouble],
  get look() {
    return msg("How captions look");
  },
  get size() {
    return msg("Size");
  },
  sizeOf: (size: CaptionSize) =>
    ({ small: msg("Small"), medium: msg("Medium"), large: msg("Large"), huge: msg("Very large") })[size],
  get contrast() {
    return msg("Colours");
  },
  contrastOf: (contrast: CaptionContrast) =>
    ({ page: msg("As the page"), dark: msg("White on black"), yellow: msg("Yellow on black") })[contrast],
  get empty() {
    return msg("Nothing was captioned or typed yet.");
  },
  get emptyWhy() {
    return msg("What is typed here goes straight to the people in this call, sealed, and is kept nowhere.");
  },
  get earlier() {
    return msg("Show earlier lines");
  },
  get copy() {
    return msg("Copy");
  },
  get copied() {
    return msg("The transcript is copied.");
  },
  get notCopied() {
    return msg("The browser does not let this page copy. Save it instead.");
  },
  get saveText() {
    return msg("Save as text");
  },
  get saveVtt() {
    return msg("Save as WebVTT");
  },
  get clear() {
    return msg("Clear");
  },
  /** In a file. */
  get spokenNote() {
    return msg("Lines of the class “spoken” were made by speech recognition and may be wrong.");
  },
  said: (name: string, text: string) => msg(str`${named(name)} types: ${text}`),
};
