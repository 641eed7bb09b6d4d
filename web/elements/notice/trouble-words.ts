import { msg } from "@lit/localize";
import type { Words } from "./usual-words.ts";

/** What people are told when something is wrong that seldom is: loaded with the first. */

export const callTrouble = {
  get full() {
    return {
      heading: msg("This call is full"),
      why: msg("Everybody it has room for is already in."),
      todo: msg("Wait until somebody leaves, then try again, or ask for another link."),
      action: msg("Try again"),
    };
  },
  get evicted() {
    return {
      heading: msg("You joined from another tab"),
      why: msg("You can be in a call only once, so this tab stepped aside."),
      todo: msg("Carry on over there, or bring the call back to this tab."),
      action: msg("Continue here"),
    };
  },
  get ended() {
    return {
      heading: msg("The call has ended"),
      why: msg("It was ended for you or for everybody, or its time was up."),
      todo: msg("If you have more to say, join again."),
      action: msg("Join again"),
    };
  },
  get removed() {
    return {
      heading: msg("You are no longer in the call"),
      why: msg("Somebody who runs it has taken you out."),
      todo: msg("If that was a mistake, ask them, then join again."),
      action: msg("Join again"),
    };
  },
  get busy() {
    return {
      heading: msg("The call server is busy"),
      why: msg("Too many people are joining at this moment."),
      todo: msg("Wait a few seconds, then try again."),
      action: msg("Try again"),
    };
  },
  get expired() {
    return {
      heading: msg("Your pass to this call has run out"),
      why: msg("A pass is good for a limited time."),
      todo: msg("Reload this page to get a new one."),
      action: msg("Try again"),
    };
  },
  get refused() {
    return {
      heading: msg("The call did not let you in"),
      why: msg("The pass that this page showed was not accepted."),
      todo: msg("Reload the page. If it happens again, tell whoever runs this page."),
      action: msg("Try again"),
    };
  },
  get "bad-room"() {
    return {
      heading: msg("This link does not lead to a call"),
      why: msg("The name of the call in it is empty or too long."),
      todo: msg("Ask for the link again and open it in full."),
    };
  },
  get "bad-name"() {
    return {
      heading: msg("Your name cannot be used"),
      why: msg("It is empty or too long."),
      todo: msg("Go back and choose a shorter one."),
      action: msg("Change name"),
    };
  },
  get "not-set-up"() {
    return {
      heading: msg("Calls are not set up here yet"),
      why: msg("The call server does not accept calls from this page."),
      todo: msg("Tell whoever runs this page. The code below tells them what is missing."),
      action: msg("Try again"),
    };
  },
  get locked() {
    return {
      heading: msg("This call is locked"),
      why: msg("Whoever runs it lets nobody new in for now."),
      todo: msg("Ask somebody in the call to unlock it, then try again."),
      action: msg("Try again"),
    };
  },
  get "turned-away"() {
    return {
      heading: msg("You were not let in"),
      why: msg("Whoever runs the call has turned you away this time."),
      todo: msg("If that was a mistake, ask them, then knock again."),
      action: msg("Knock again"),
    };
  },
  get "kept-out"() {
    return {
      heading: msg("You cannot join this call"),
      why: msg("Whoever runs it keeps you out."),
      todo: msg("If that is a mistake, ask them to let you back in."),
    };
  },
  get "put-out"() {
    return {
      heading: msg("You were taken out of the call"),
      why: msg("Whoever runs it has ended the call for you. Your camera and microphone are off."),
      todo: msg("If that was a mistake, ask them, then join again."),
      action: msg("Join again"),
    };
  },
  get "members-only"() {
    return {
      heading: msg("This call is for members"),
      why: msg("It takes nobody who comes by the link alone."),
      todo: msg("Sign in where you got the link, and join from there."),
    };
  },
  get invitation() {
    return {
      heading: msg("This call asks for an invitation"),
      why: msg("Yours is missing, or is good no longer."),
      todo: msg("Ask for a new link and open it in full."),
    };
  },
  get crowded() {
    return {
      heading: msg("Too many are joining at once"),
      why: msg("The call server takes a few people a minute from one place."),
      todo: msg("Wait a minute, then try again."),
      action: msg("Try again"),
    };
  },
  get sealed() {
    return {
      heading: msg("This call needs another browser"),
      why: msg("Its sound and pictures are sealed, and this browser cannot open them."),
      todo: msg("Open the link in a new version of Chrome, Edge or Firefox."),
    };
  },
} satisfies Record<string, Words>;

export type TroubledDevice = "microphone" | "camera" | "both";

type DeviceWords = (device: TroubledDevice) => Words;

export const deviceTrouble = {
  denied: (device) => ({
    heading: {
      microphone: msg("Your microphone is blocked"),
      camera: msg("Your camera is blocked"),
      both: msg("Your camera and microphone are blocked"),
    }[device],
    why:
      device === "both"
        ? msg("The browser does not let this page use them.")
        : msg("The browser does not let this page use it."),
    todo: msg("Click the camera sign beside the page’s address, choose Allow, then try again."),
    action: msg("Try again"),
  }),
  missing: (device) => ({
    heading: {
      microphone: msg("No microphone found"),
      camera: msg("No camera found"),
      both: msg("No camera and microphone found"),
    }[device],
    why:
      device === "both"
        ? msg("This device has none, or they are switched off.")
        : msg("This device has none, or it is switched off."),
    todo:
      device === "both"
        ? msg("Plug them in and try again, or go on without.")
        : msg("Plug one in and try again, or go on without."),
    action: msg("Try again"),
  }),
  busy: (device) => ({
    heading: {
      microphone: msg("Your microphone is busy"),
      camera: msg("Your camera is busy"),
      both: msg("Your camera and microphone are busy"),
    }[device],
    why:
      device === "both" ? msg("Another app or tab is using them.") : msg("Another app or tab is using it."),
    todo: msg("Close that app or tab, then try again."),
    action: msg("Try again"),
  }),
  unplugged: (device) => ({
    heading: {
      microphone: msg("Your microphone went away"),
      camera: msg("Your camera went away"),
      both: msg("Your camera and microphone went away"),
    }[device],
    why:
      device === "both"
        ? msg("They were unplugged or switched off. The call goes on.")
        : msg("It was unplugged or switched off. The call goes on."),
    todo: msg("Plug it in again or choose another, then try again."),
    action: msg("Try again"),
  }),
  failed: (device) => ({
    heading: {
      microphone: msg("Your microphone did not start"),
      camera: msg("Your camera did not start"),
      both: msg("Your camera and microphone did not start"),
    }[device],
    why: device === "both" ? msg("The browser could not open them.") : msg("The browser could not open it."),
    todo: msg("Unplug it and plug it in again, or restart the browser."),
    action: msg("Try again"),
  }),
} satisfies Record<string, DeviceWords>;

function screenTrouble(): Words {
  return {
    heading: msg("Your screen cannot be shared"),
    why: msg("The browser could not start it."),
    todo: msg("Try again, or choose another window."),
  };
}

/** @param device what does not work. @param problem why */
export function deviceWords(device: TroubledDevice | "screen", problem: keyof typeof deviceTrouble): Words {
  return device === "screen" ? screenTrouble() : deviceTrouble[problem](device);
}

export const unsupported = {
  get insecure() {
    return {
      heading: msg("This page cannot make calls"),
      why: msg("Browsers give the camera and microphone only to safe addresses."),
      todo: msg("Open this page with https:// in front, or on localhost."),
    };
  },
  get browser() {
    return {
      heading: msg("This browser cannot make calls"),
      why: msg("It has no WebRTC, or WebRTC is switched off."),
      todo: msg("Use a current Chrome, Edge, Firefox or Safari."),
    };
  },
} satisfies Record<string, Words>;
