import { msg, str } from "@lit/localize";
import { counted, named } from "../language/writing.ts";

export const kioskWords = {
  came: (name: string) => msg(str`${named(name)} is here`),
  knocks: (name: string) => msg(str`${named(name)} wants to come in`),
  get answer() {
    return msg("Answer");
  },
  get letIn() {
    return msg("Let in");
  },
  get notNow() {
    return msg("Not now");
  },
  get silent() {
    return msg("The browser keeps this page silent until somebody touches it.");
  },
  again: (seconds: number) => counted(seconds, msg("Joining again in 1 second|Joining again in # seconds")),
  get stayOut() {
    return msg("Stay out");
  },
  get staysOut() {
    return msg("Staying out. Reload the page, or press the button above, to join again.");
  },
};
