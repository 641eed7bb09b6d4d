/** Every word the elements show, in English. */

/** What happened, why, and what to do about it. */
export interface Words {
  heading: string;
  why: string;
  todo: string;
  /** On the button that does it; left out where no button can help. */
  action?: string;
}

const callTrouble = {
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
  failed: {
    heading: "The call could not start",
    why: "Something went wrong that we did not expect.",
    todo: "Try again. If it happens again, reload the page.",
    action: "Try again",
  },
} satisfies Record<string, Words>;

/** @param name whoever cannot be reached */
type PathWords = (name: string) => { heading: string; todo: string };

const pathTrouble = {
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

const deviceTrouble = {
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

const unsupported = {
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

export const strings = {
  callTrouble,
  deviceTrouble,
  pathTrouble,
  unsupported,
  deviceNames: { microphone: "microphone", camera: "camera", both: "camera and microphone" },
  dismiss: "Hide this message",
  code: (code: number) => `Code ${code}`,

  region: (room: string) => `Video call ${room}`,
  guest: "Guest",
  idle: {
    heading: "No call chosen",
    why: "This page has not named a room.",
    todo: 'Set the room attribute, for instance room="standup".',
  },

  lobby: {
    heading: "Ready to join?",
    room: "Call",
    name: "Your name",
    namePlaceholder: "How others will see you",
    join: "Join",
    preview: "Your camera",
    meter: "Microphone level",
    starting: "Starting your camera and microphone…",
    allow: "If the browser asks, choose Allow.",
    cameraOff: "Your camera is off",
    microphoneOff: "Your microphone is off",
    anyway: "You can join anyway and use the chat and whatever works.",
  },
  connecting: { heading: "Joining…", why: "Finding the others.", cancel: "Cancel" },

  left: {
    heading: "You left the call",
    why: "Your camera and microphone are off.",
    todo: "You can come back at any time.",
    action: "Join again",
  },
  report: {
    /** @param minutes whole ones; 0 in the first. @param people oneself included */
    call: (minutes: number, people: number) =>
      `${minutes === 0 ? "Less than a minute" : `${minutes} min`}, ${people === 1 ? "nobody else was here" : `${people} people`}`,
    connection: { good: "connection good", fair: "connection fair", poor: "connection poor" },
    interruptions: (count: number, seconds: number) =>
      count === 1 ? `one interruption of ${seconds} s` : `${count} interruptions, ${seconds} s in all`,
    never: "no connection was found",
    relayed: "over the relay",
    delay: (milliseconds: number) => `${milliseconds} ms there and back`,
    lost: (percent: number) => `${percent} % lost`,
    freezes: (count: number) => (count === 1 ? "the picture froze once" : `the picture froze ${count} times`),
    received: (megabytes: number) => `${megabytes} MB received`,
  },

  alone: {
    heading: "Nobody else is here yet",
    why: "Share the link, and the call starts when somebody opens it.",
    copy: "Copy link",
    copied: "Link copied",
    notCopied: "Copy the address of this page",
  },
  reconnecting: {
    heading: "Reconnecting…",
    why: "Your connection is gone for the moment. Stay here, the call comes back by itself.",
  },
  away: "Call server out of reach. The call goes on.",
  understood: "OK",
  weak: "Your connection is weak. Switching your camera off may help.",
  lost: (name: string) =>
    `The connection to ${name} did not come back. They can join again with the same link.`,
  sharing: "You are sharing your screen",
  stopSharing: "Stop sharing",
  tapToHear: "Tap to hear the others",
  soundBlocked: "The browser keeps this page silent until you tap.",

  tile: {
    you: "You",
    screenOf: (name: string) => `${name}’s screen`,
    muted: "Microphone off",
    reconnecting: "Reconnecting…",
    people: "People in the call",
    paused: "Video paused",
    pin: (name: string) => `Pin ${name}`,
    relayed: "Relayed",
    relayedWhy: "The connection to this person leads over a relay, which cannot read it.",
    connection: {
      1: "Very bad connection",
      2: "Bad connection",
      3: "Weak connection",
      4: "Good connection",
      5: "Very good connection",
    },
  },

  controls: {
    toolbar: "Call controls",
    microphone: "Microphone",
    camera: "Camera",
    screen: "Share screen",
    chat: "Chat",
    devices: "Devices",
    leave: "Leave",
    unread: (count: number) => (count === 1 ? "1 unread message" : `${count} unread messages`),
  },

  devices: {
    heading: "Devices",
    camera: "Camera",
    microphone: "Microphone",
    speaker: "Speaker",
    numbered: (kind: string, number: number) => `${kind} ${number}`,
    none: "None found",
    close: "Close devices",
  },

  chat: {
    heading: "Chat",
    log: "Messages",
    message: "Message",
    placeholder: "Write a message",
    send: "Send",
    close: "Close chat",
    empty: "No messages yet.",
    emptyWhy: "They go straight to the people in this call, sealed, and are kept nowhere.",
    you: "You",
    failed: "Not sent",
    tooLong: "This message is too long.",
  },

  said: {
    joined: (name: string) => `${name} joined`,
    left: (name: string) => `${name} left`,
    message: (name: string, text: string) => `${name}: ${text}`,
    reconnected: "Connected again",
  },
} as const;
