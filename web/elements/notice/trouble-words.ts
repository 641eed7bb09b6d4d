/** What people are told when something is wrong, in English. */

/** What happened, why, and what to do about it. */
export interface Words {
  heading: string;
  why: string;
  todo: string;
  /** On the button that does it; left out where no button can help. */
  action?: string;
}

export const callTrouble = {
  full: {
    heading: "This call is full",
    why: "Everybody it has room for is already in.",
    todo: "Wait until somebody leaves, then try again, or ask for another link.",
    action: "Try again",
  },
  evicted: {
    heading: "You joined from another tab",
    why: "You can be in a call only once, so this tab stepped aside.",
    todo: "Carry on over there, or bring the call back to this tab.",
    action: "Continue here",
  },
  ended: {
    heading: "The call has ended",
    why: "It was ended for you or for everybody, or its time was up.",
    todo: "If you have more to say, join again.",
    action: "Join again",
  },
  removed: {
    heading: "You are no longer in the call",
    why: "Somebody who runs it has taken you out.",
    todo: "If that was a mistake, ask them, then join again.",
    action: "Join again",
  },
  dropped: {
    heading: "The call was cut off",
    why: "Your connection was gone for too long.",
    todo: "Check your network, then join again.",
    action: "Join again",
  },
  unreachable: {
    heading: "The call server does not answer",
    why: "Your network may be down, or it may not let this page through.",
    todo: "Check your connection, then try again. On a work network, try another one.",
    action: "Try again",
  },
  busy: {
    heading: "The call server is busy",
    why: "Too many people are joining at this moment.",
    todo: "Wait a few seconds, then try again.",
    action: "Try again",
  },
  expired: {
    heading: "Your pass to this call has run out",
    why: "A pass is good for a limited time.",
    todo: "Reload this page to get a new one.",
    action: "Try again",
  },
  refused: {
    heading: "The call did not let you in",
    why: "The pass that this page showed was not accepted.",
    todo: "Reload the page. If it happens again, tell whoever runs this page.",
    action: "Try again",
  },
  "bad-room": {
    heading: "This link does not lead to a call",
    why: "The name of the call in it is empty or too long.",
    todo: "Ask for the link again and open it in full.",
  },
  "bad-name": {
    heading: "Your name cannot be used",
    why: "It is empty or too long.",
    todo: "Go back and choose a shorter one.",
    action: "Change name",
  },
  "not-set-up": {
    heading: "Calls are not set up here yet",
    why: "The call server does not accept calls from this page.",
    todo: "Tell whoever runs this page. The code below tells them what is missing.",
    action: "Try again",
  },
  locked: {
    heading: "This call is locked",
    why: "Whoever runs it lets nobody new in for now.",
    todo: "Ask somebody in the call to unlock it, then try again.",
    action: "Try again",
  },
  "turned-away": {
    heading: "You were not let in",
    why: "Whoever runs the call has turned you away this time.",
    todo: "If that was a mistake, ask them, then knock again.",
    action: "Knock again",
  },
  "kept-out": {
    heading: "You cannot join this call",
    why: "Whoever runs it keeps you out.",
    todo: "If that is a mistake, ask them to let you back in.",
  },
  "put-out": {
    heading: "You were taken out of the call",
    why: "Whoever runs it has ended the call for you. Your camera and microphone are off.",
    todo: "If that was a mistake, ask them, then join again.",
    action: "Join again",
  },
  "members-only": {
    heading: "This call is for members",
    why: "It takes nobody who comes by the link alone.",
    todo: "Sign in where you got the link, and join from there.",
  },
  invitation: {
    heading: "This call asks for an invitation",
    why: "Yours is missing, or is good no longer.",
    todo: "Ask for a new link and open it in full.",
  },
  crowded: {
    heading: "Too many are joining at once",
    why: "The call server takes a few people a minute from one place.",
    todo: "Wait a minute, then try again.",
    action: "Try again",
  },
  failed: {
    heading: "The call could not start",
    why: "Something went wrong that we did not expect.",
    todo: "Try again. If it happens again, reload the page.",
    action: "Try again",
  },
} satisfies Record<string, Words>;

/** @param name whoever cannot be reached */
type PathWords = (name: string) => { heading: string; todo: string };

export const pathTrouble = {
  "no-relay": (name) => ({
    heading: `Cannot reach ${name} directly`,
    todo: "This call has no relay for networks like yours. Try another network, or tell whoever runs this page.",
  }),
  "relay-fails": (name) => ({
    heading: `Cannot reach ${name}`,
    todo: "The relay of this call does not answer or refuses. Try another network, or tell whoever runs this page.",
  }),
  floods: (name) => ({
    heading: `${name}'s page sent too much`,
    todo: "Its connection was cut off to protect yours, and is tried again. Ask them to reload their page.",
  }),
  blocked: (name) => ({
    heading: `Cannot reach ${name}`,
    todo: "One of the two networks does not let the call through. Try another network, a phone’s for instance.",
  }),
} satisfies Record<string, PathWords>;

/** @param name for instance "camera"; @param both more than one device */
type DeviceWords = (name: string, both: boolean) => Words;

export const deviceTrouble = {
  denied: (name, both) => ({
    heading: `Your ${name} ${both ? "are" : "is"} blocked`,
    why: `The browser does not let this page use ${both ? "them" : "it"}.`,
    todo: "Click the camera sign beside the page's address, choose Allow, then try again.",
    action: "Try again",
  }),
  missing: (name, both) => ({
    heading: `No ${name} found`,
    why: both
      ? "This device has none, or they are switched off."
      : "This device has none, or it is switched off.",
    todo: `Plug ${both ? "them" : "one"} in and try again, or go on without.`,
    action: "Try again",
  }),
  busy: (name, both) => ({
    heading: `Your ${name} ${both ? "are" : "is"} busy`,
    why: `Another app or tab is using ${both ? "them" : "it"}.`,
    todo: "Close that app or tab, then try again.",
    action: "Try again",
  }),
  unplugged: (name, both) => ({
    heading: `Your ${name} went away`,
    why: `${both ? "They were" : "It was"} unplugged or switched off. The call goes on.`,
    todo: "Plug it in again or choose another, then try again.",
    action: "Try again",
  }),
  failed: (name, both) => ({
    heading: `Your ${name} did not start`,
    why: `The browser could not open ${both ? "them" : "it"}.`,
    todo: "Unplug it and plug it in again, or restart the browser.",
    action: "Try again",
  }),
} satisfies Record<string, DeviceWords>;

export const unsupported = {
  insecure: {
    heading: "This page cannot make calls",
    why: "Browsers give the camera and microphone only to safe addresses.",
    todo: "Open this page with https:// in front, or on localhost.",
  },
  browser: {
    heading: "This browser cannot make calls",
    why: "It has no WebRTC, or WebRTC is switched off.",
    todo: "Use a current Chrome, Edge, Firefox or Safari.",
  },
} satisfies Record<string, Words>;
