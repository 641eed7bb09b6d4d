import { msg, str } from "@lit/localize";
import { number, percent } from "../language/writing.ts";
import type { CheckStep, NetworkFigures, Verdict } from "./network-check.ts";

export const networkWords = {
  get heading() {
    return msg("Check my network");
  },
  get why() {
    return msg("Takes about ten seconds. You can join at any time.");
  },
  get start() {
    return msg("Start the check");
  },
  get again() {
    return msg("Check again");
  },
  get stop() {
    return msg("Stop");
  },
  get running() {
    return msg("Checking…");
  },
  step(step: CheckStep): string {
    switch (step) {
      case "server":
        return msg("Call server");
      case "relay":
        return msg("Way through firewalls");
      case "quality":
        return msg("Speed and delay");
    }
  },
  stateOf(state: "waiting" | "running" | "good" | "bad"): string {
    switch (state) {
      case "waiting":
        return msg("Not checked yet");
      case "running":
        return msg("Checking");
      case "good":
        return msg("Works");
      case "bad":
        return msg("Does not work");
    }
  },
  verdict(verdict: Verdict): { heading: string; todo: string } {
    switch (verdict) {
      case "good":
        return {
          heading: msg("Your network is ready"),
          todo: msg("Picture and sound will be good. There is nothing to do."),
        };
      case "fair":
        return {
          heading: msg("Your network will do"),
          todo: msg("The picture may be small or blurred at times. Sitting closer to the Wi-Fi may help."),
        };
      case "poor":
        return {
          heading: msg("Your network is weak"),
          todo: msg("Join with the camera off, sit closer to the Wi-Fi, or stop other downloads."),
        };
      case "no-relay":
        return {
          heading: msg("Calls may not get through"),
          todo: msg(
            "The call server answers, but there is no relay for strict networks. Join anyway; if nobody can be seen or heard, try another network.",
          ),
        };
      case "relay-fails":
        return {
          heading: msg("Calls may not get through"),
          todo: msg(
            "Your network does not let the relay through. Join anyway; if nobody can be seen or heard, try another network, a phone’s for instance.",
          ),
        };
      case "unreachable":
        return {
          heading: msg("The call server does not answer"),
          todo: msg("Check that you are online. On a work network, try another one."),
        };
      case "refused":
        return {
          heading: msg("The call server does not let this page test"),
          todo: msg("Join to read why. The code tells whoever runs this page."),
        };
      case "failed":
        return {
          heading: msg("The check did not finish"),
          todo: msg("Try again. You can join all the same."),
        };
    }
  },
  /** One line for each figure there is. */
  figures({ roundTripMs, lossPercent, availableBps }: NetworkFigures): string[] {
    const lines: string[] = [];
    if (availableBps !== undefined) lines.push(speedWords(availableBps));
    if (roundTripMs !== undefined) {
      const delay = number(Math.round(roundTripMs), { style: "unit", unit: "millisecond" });
      lines.push(msg(str`Delay there and back: ${delay}`));
    }
    if (lossPercent !== undefined) {
      const lost = percent(Math.round(lossPercent) / 100);
      lines.push(lossPercent < 0.5 ? msg("Nothing is lost on the way") : msg(str`Lost on the way: ${lost}`));
    }
    return lines;
  },
};

function speedWords(bps: number): string {
  const megabits = bps / 1_000_000;
  const shown = number(megabits, { maximumFractionDigits: megabits < 1 ? 1 : 0 });
  return msg(str`Speed upwards: at least ${shown} Mbit/s`);
}
