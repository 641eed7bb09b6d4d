import { msg, str } from "@lit/localize";
import { counted, named, number } from "../language/writing.ts";

function callMinutes(minutes: number): string {
  return minutes === 0 ? msg("Less than a minute") : msg(str`${number(minutes)} min`, { desc: "Minutes" });
}

function callPeople(people: number): string {
  return people === 1 ? msg("nobody else was here") : counted(people, msg("1 person|# people"));
}

/** What is said of a call that is over, asked for at each rendering. */
export function summaryWords() {
  return {
    /** @param minutes whole ones; 0 in the first. @param people oneself included */
    call: (minutes: number, people: number) => msg(str`${callMinutes(minutes)}, ${callPeople(people)}`),
    connection: {
      good: msg("connection good"),
      fair: msg("connection fair"),
      poor: msg("connection poor"),
    },
    interruptions: (count: number, seconds: number) => {
      const length = msg(str`${number(seconds)} s`, { desc: "Seconds" });
      return count === 1
        ? msg(str`one interruption of ${length}`)
        : msg(str`${counted(count, msg("one interruption|# interruptions"))}, ${length} in all`);
    },
    never: msg("no connection was found"),
    relayed: msg("over the relay"),
    delay: (milliseconds: number) =>
      msg(str`${number(milliseconds)} ms there and back`, { desc: "Milliseconds" }),
    lost: (share: number) => msg(str`${number(share)} % lost`, { desc: "Sound and picture on the way" }),
    freezes: (count: number) => counted(count, msg("the picture froze once|the picture froze # times")),
    received: (megabytes: number) => msg(str`${number(megabytes)} MB received`),
    /** One thing after the other in a line. */
    and: (one: string, other: string) => msg(str`${one}, ${other}`),
    but: (one: string, other: string) => msg(str`${one}; ${other}`),
    of: (name: string, line: string) => msg(str`${named(name)}: ${line}`),
  };
}
