import { msg, str } from "@lit/localize";
import type { TakeFailure } from "../../recording/thread-wire.ts";
import type { CannotRecordError } from "../../recording/recorder.ts";
import type { RecordedPerson } from "../../recording/log-info.ts";
import type { CollectionProgress } from "../../recording/collection.ts";
import { fileSize } from "../language/byte-size.ts";
import { named, number } from "../language/writing.ts";
import { pageLanguage } from "../language/page-language.ts";

/** Every word about recordings. */
export const recordingWords = {
  get heading(): string {
    return msg("Recording");
  },
  get close(): string {
    return msg("Close the recording panel");
  },
  get start(): string {
    return msg("Start recording");
  },
  get starting(): string {
    return msg("One moment…");
  },
  get stop(): string {
    return msg("Stop recording");
  },
  get asks(): string {
    return msg("Ask everybody first");
  },
  get asksWhy(): string {
    return msg("Nobody is recorded before they agree.");
  },
  get collects(): string {
    return msg("Collect clean tracks afterwards");
  },
  get collectsWhy(): string {
    return msg("Everybody’s browser records its own sound and picture, and sends you the files at the end.");
  },
  get about(): string {
    return msg("The recording stays on this device. Everybody in the call is told.");
  },
  get keepHere(): string {
    return msg(
      "Stay in the call until it is done. Should this page close, what was recorded is offered here next time.",
    );
  },
  isRecording: (name: string): string => msg(str`${named(name)} records this call`),
  get ownIsRecording(): string {
    return msg("You record this call");
  },
  saidStarted: (name: string): string => msg(str`${named(name)} has started to record this call`),
  get saidOver(): string {
    return msg("The recording has ended");
  },
  get notIn(): string {
    return msg("You are not in it");
  },
  get leaveMeOut(): string {
    return msg("Leave me out");
  },
  get takeMeIn(): string {
    return msg("Take me in");
  },
  ask: (name: string): string => msg(str`${named(name)} would like to record this call`),
  get askWhy(): string {
    return msg(
      "If you agree, you will be seen and heard in the recording. You can change your mind at any time.",
    );
  },
  get askTracks(): string {
    return msg(
      "Your browser also records your own sound and picture, and sends them when the recording ends.",
    );
  },
  get agree(): string {
    return msg("I agree");
  },
  get refuse(): string {
    return msg("Leave me out");
  },
  underWay: (time: string, size: string): string => msg(str`${time}, ${size}`),
  get people(): string {
    return msg("Who is in it");
  },
  answer(answer: RecordedPerson["answer"]): string {
    switch (answer) {
      case "agreed":
        return msg("Has agreed");
      case "asked":
        return msg("Has not answered yet");
      case "refused":
        return msg("Left out");
      case "told":
        return msg("Has been told");
    }
  },
  get stopping(): string {
    return msg("The last seconds are being written…");
  },
  get collecting(): string {
    return msg("Collecting everybody’s tracks");
  },
  get enough(): string {
    return msg("Go on without the rest");
  },
  collected({ is, receivedBytes, sizeBytes }: CollectionProgress): string {
    switch (is) {
      case "asked":
        return msg("Is being asked");
      case "coming": {
        const [received, all] = [fileSize(receivedBytes), fileSize(sizeBytes)];
        return msg(str`${received} of ${all}`);
      }
      case "here":
        return msg("All here");
      case "none":
        return msg("Has nothing to send");
      case "left":
        return msg("Has left; asked again when they are back");
    }
  },
  get done(): string {
    return msg("Your recording is ready");
  },
  get save(): string {
    return msg("Save");
  },
  get saveAs(): string {
    return msg(
      "One folder with the mix, everybody’s own files, one file composed of them, and what says how they fit together.",
    );
  },
  get delete(): string {
    return msg("Delete");
  },
  deleteAsk: (what: string): string => msg(str`Delete “${what}”?`),
  get deleteWhy(): string {
    return msg("It cannot be brought back.");
  },
  get cancel(): string {
    return msg("Cancel");
  },
  get another(): string {
    return msg("Record again");
  },
  get saved(): string {
    return msg("Saved. It also stays in this browser until you delete it.");
  },
  saving: (step: "files" | "composing" | "copying", share: string): string => {
    switch (step) {
      case "files":
        return msg(str`Writing files: ${share}`);
      case "copying":
        return msg(str`Copying: ${share}`);
      case "composing":
        return msg(str`Composing one file of all: ${share}`);
    }
  },
  saveFailed: (isFull: boolean): string =>
    isFull
      ? msg("There is no place left on the disk. The recording is still here: make room, then save it again.")
      : msg("It could not be saved. The recording is still here: try again, or choose another folder."),
  failure(failure: TakeFailure): string {
    switch (failure) {
      case "disk-full":
        return msg("The disk is full, so the recording has ended. What was recorded is kept.");
      case "storage":
      case "encoder":
        return msg("The browser has stopped recording. What was recorded is kept.");
    }
  },
  cannot(missing: CannotRecordError["missing"]): string {
    switch (missing) {
      case "policy":
        return msg("This page does not let the browser record. Whoever runs the page can change that.");
      case "attendee":
        return msg("You are watching, and cannot record.");
      case "disk-full":
        return msg("There is no place left on the disk.");
      case "frames":
      case "encoders":
      case "storage":
        return msg("This browser cannot record calls. Chrome and Edge on a computer can.");
    }
  },
  get unsaved(): string {
    return msg("Recordings that were not saved");
  },
  unsavedOne: (date: string, length: string): string => msg(str`A recording of ${date}, ${length}`),
  unsavedOwn: (date: string, length: string): string => msg(str`Your own tracks of ${date}, ${length}`),
};

/** "3:05", "1:02:03". */
export function clockOf(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const two = (value: number): string => String(value).padStart(2, "0");
  const minutes = `${Math.floor(seconds / 60) % 60}`;
  const hours = Math.floor(seconds / 3_600);
  return hours > 0
    ? `${hours}:${two(Number(minutes))}:${two(seconds % 60)}`
    : `${minutes}:${two(seconds % 60)}`;
}

/** "12 min", "40 sec". */
export function lengthOf(ms: number): string {
  const isShort = ms < 60_000;
  const value = Math.round(ms / (isShort ? 1_000 : 60_000));
  return number(value, { style: "unit", unit: isShort ? "second" : "minute" });
}

/** "20 November, 14:03". */
export function dateOf(date: Date): string {
  return date.toLocaleString(pageLanguage.tag, {
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
  });
}
