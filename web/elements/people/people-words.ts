import { msg, str } from "@lit/localize";
import { named } from "../language/writing.ts";

/** Every word of `<mesh-people>`, in English. */
export const peopleWords = {
  get heading() {
    return msg("People");
  },
  get close() {
    return msg("Close people");
  },
  get waiting() {
    return msg("Waiting to be let in");
  },
  get here() {
    return msg("In the call");
  },
  get watching() {
    return msg("Watching");
  },
  you: (name: string) => msg(str`${named(name)} (you)`),
  get roles() {
    return { host: msg("Host"), publisher: "", attendee: msg("Watching") };
  },
  get admit() {
    return msg("Let in");
  },
  admitName: (name: string) => msg(str`Let in ${named(name)}`),
  get turnAway() {
    return msg("Turn away");
  },
  turnAwayName: (name: string) => msg(str`Turn away ${named(name)}`),
  more: (name: string) => msg(str`More for ${named(name)}`),
  volume: (name: string) => msg(str`Volume of ${named(name)}`),
  get mute() {
    return msg("Mute");
  },
  get unmute() {
    return msg("Let speak again");
  },
  get stopVideo() {
    return msg("Stop video");
  },
  get allowVideo() {
    return msg("Allow video again");
  },
  get makeHost() {
    return msg("Make host");
  },
  get handOver() {
    return msg("Hand the call over");
  },
  get putOut() {
    return msg("Put out of the call");
  },
  putOutAsk: (name: string) => msg(str`Put ${named(name)} out of the call?`),
  get keepOut() {
    return msg("Keep them out");
  },
  get putOutDo() {
    return msg("Put out");
  },
  get cancel() {
    return msg("Cancel");
  },
  get room() {
    return msg("This call");
  },
  get lock() {
    return msg("Lock the call");
  },
  get lockWhy() {
    return msg("Nobody new comes in.");
  },
  get knock() {
    return msg("Newcomers knock");
  },
  get knockWhy() {
    return msg("You let each of them in.");
  },
  get pin() {
    return msg("PIN");
  },
  get pinSet() {
    return msg("A PIN is asked for");
  },
  get pinNone() {
    return msg("No PIN");
  },
  get pinNew() {
    return msg("New PIN");
  },
  get pinSave() {
    return msg("Set");
  },
  get pinRemove() {
    return msg("Remove");
  },
  get end() {
    return msg("End for everybody");
  },
  get endAsk() {
    return msg("End the call for everybody?");
  },
  get endDo() {
    return msg("End the call");
  },
  get silenced() {
    return msg("Muted by a host");
  },
  get noVideo() {
    return msg("Video stopped by a host");
  },
  get talking() {
    return msg("Talking");
  },
  get failed() {
    return msg("That did not work. Try again.");
  },
  get notAllowed() {
    return msg("You may not do that any more.");
  },
};
