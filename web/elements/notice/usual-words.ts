import { msg, str } from "@lit/localize";
import { named } from "../language/writing.ts";
import type { TroubledDevice } from "./trouble-words.ts";

/** What people are told when the network is gone, or a part of it: these words are there before that. */

/** What happened, why, and what to do about it. */
export interface Words {
  heading: string;
  why: string;
  todo: string;
  /** On the button that does it; left out where no button can help. */
  action?: string;
}

export const usualTrouble = {
  get dropped() {
    return {
      heading: msg("The call was cut off"),
      why: msg("Your connection was gone for too long."),
      todo: msg("Check your network, then join again."),
      action: msg("Join again"),
    };
  },
  get unreachable() {
    return {
      heading: msg("The call server does not answer"),
      why: msg("Your network may be down, or it may not let this page through."),
      todo: msg("Check your connection, then try again. On a work network, try another one."),
      action: msg("Try again"),
    };
  },
  get offline() {
    return {
      heading: msg("You are offline"),
      why: msg("This device has no network at the moment."),
      todo: msg("Check Wi-Fi or cable. The call starts by itself when you are back."),
      action: msg("Try again"),
    };
  },
  get "not-loaded"() {
    return {
      heading: msg("The call could not be loaded"),
      why: msg("Your connection may be gone for the moment."),
      todo: msg("Try again. If it happens again, reload the page."),
      action: msg("Try again"),
    };
  },
  get failed() {
    return {
      heading: msg("The call could not start"),
      why: msg("Something went wrong that we did not expect."),
      todo: msg("Try again. If it happens again, reload the page."),
      action: msg("Try again"),
    };
  },
} satisfies Record<string, Words>;

/** @param name whoever cannot be reached */
type PathWords = (name: string) => { heading: string; todo: string };

export const pathTrouble = {
  "no-relay": (name) => ({
    heading: msg(str`Cannot reach ${named(name)} directly`),
    todo: msg(
      "This call has no relay for networks like yours. Try another network, or tell whoever runs this page.",
    ),
  }),
  "relay-fails": (name) => ({
    heading: msg(str`Cannot reach ${named(name)}`),
    todo: msg(
      "The relay of this call does not answer or refuses. Try another network, or tell whoever runs this page.",
    ),
  }),
  floods: (name) => ({
    heading: msg(str`${named(name)}’s page sent too much`),
    todo: msg(
      "Its connection was cut off to protect yours, and is tried again. Ask them to reload their page.",
    ),
  }),
  blocked: (name) => ({
    heading: msg(str`Cannot reach ${named(name)}`),
    todo: msg(
      "One of the two networks does not let the call through. Try another network, a phone’s for instance.",
    ),
  }),
  unsealed: (name) => ({
    heading: msg(str`Cannot see or hear ${named(name)}`),
    todo: msg(
      "This call is sealed, and their page does not seal. Ask them to open the link that you opened.",
    ),
  }),
  unopened: (name) => ({
    heading: msg(str`Cannot see or hear ${named(name)}`),
    todo: msg(
      "What they send cannot be opened here. Leave and join again, both of you. If that does not help, compare the seven pictures: somebody may be in between.",
    ),
  }),
} satisfies Record<string, PathWords>;

/** Of a device, where no more can be found out, or said. */
export function plainDeviceWords(device: TroubledDevice | "screen"): Partial<Words> {
  const heading = {
    microphone: msg("Your microphone did not start"),
    camera: msg("Your camera did not start"),
    both: msg("Your camera and microphone did not start"),
    screen: msg("Your screen cannot be shared"),
  }[device];
  return { heading, action: msg("Try again") };
}
