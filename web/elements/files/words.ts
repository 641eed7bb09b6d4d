import { msg, str } from "@lit/localize";
import { byteRate, fileSize } from "../language/byte-size.ts";
import { counted, named, percent } from "../language/writing.ts";

/** Every word of `<mesh-file>`, asked for at each rendering. */
export function fileWords(name: string) {
  const file = named(name);
  return {
    receive: msg("Receive"),
    save: msg("Save"),
    again: msg("Try again"),
    resume: msg("Resume"),
    receiveFile: msg(str`Receive ${file}`),
    saveFile: msg(str`Save ${file}`),
    tryAgain: msg(str`Try again to receive ${file}`),
    pauseFile: msg(str`Pause ${file}`),
    resumeFile: msg(str`Resume ${file}`),
    cancelFile: msg(str`Cancel ${file}`),
    removeFile: msg(str`Remove ${file} from this device`),
    takeBack: msg(str`Take ${file} back`),
    progressOf: msg(str`How much of ${file} is here`),
    preparingOf: msg(str`How much of ${file} is read`),
    picture: msg(str`Picture: ${file}`),
  };
}

/** "34% of 150 MB, 2.1 MB/s" */
export function fileProgress(doneBytes: number, sizeBytes: number, bytesPerSecond: number): string {
  const done = percent(Math.floor((doneBytes / Math.max(1, sizeBytes)) * 100) / 100);
  const size = fileSize(sizeBytes);
  if (bytesPerSecond === 0) return msg(str`${done} of ${size}`);
  return msg(str`${done} of ${size}, ${byteRate(bytesPerSecond)}`);
}

/** What has become of it, in words; 0: nothing went wrong. */
export function fileTrouble(code: number, largest: string): string {
  switch (code) {
    case 54070:
      return msg(str`Too large: up to ${largest} can be shared here.`);
    case 54071:
      return msg("Nobody who is here has the rest. It goes on when somebody does.");
    case 54072:
      return msg("What arrived is not the file that was offered. Ask for it again.");
    case 54073:
      return msg("There is no room left on this device. Free some, then resume: what is here stays.");
    case 54074:
      return msg("Whoever shared it has taken it back.");
    case 54075:
      return msg("It was changed, moved or deleted on this device. Share it again.");
    default:
      return "";
  }
}

export function stateWords() {
  return {
    waiting: msg("Waits for a connection, then goes on by itself."),
    paused: msg("Paused"),
    received: msg("Received", { id: "file-received", desc: "A file, all of it" }),
    cancelled: msg("Cancelled"),
    preparing: msg("Is being read"),
    withdrawn: msg("Taken back"),
    shared: msg("Shared"),
    noneYet: msg("Nobody has it yet."),
  };
}

/** @param count of people */
export function haveIt(count: number): string {
  return counted(count, msg("1 person has it|# people have it"));
}

/** @param count of people */
export function receiveIt(count: number): string {
  return counted(count, msg("1 person receives it|# people receive it"));
}
