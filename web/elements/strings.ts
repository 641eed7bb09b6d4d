import { callTrouble, deviceTrouble, pathTrouble, unsupported } from "./notice/trouble-words.ts";

/** Every word the elements show, in English; those of the list of people come with it. */
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
  pin: {
    heading: "This call has a PIN",
    why: "Whoever invited you knows it.",
    label: "PIN",
    join: "Join",
    cancel: "Cancel",
    wrong: "That PIN is wrong. Check it, and try again.",
    "too-many": "Too many wrong PINs. Wait a minute, then try again.",
  },
  waiting: {
    heading: "Waiting to be let in",
    why: "You have knocked. Somebody who runs the call will let you in.",
    cancel: "Leave",
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
    waiting: (count: number) =>
      count === 1 ? "1 person waits to be let in" : `${count} people wait to be let in`,
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

  people: "People",
  silenced: {
    audio: "A host has muted you. Nobody hears you.",
    video: "A host has stopped your video. Nobody sees you.",
    both: "A host has muted you and stopped your video.",
    undo: "Speak again",
    undoVideo: "Show my video again",
  },
  watching: "You are watching. Nobody sees or hears you.",

  said: {
    knocks: (name: string) => `${name} wants to come in`,
    silenced: "A host has muted you",
    mayTalk: "You can be heard again",
    host: "You run this call now",
    watching: "You are watching now",
    joined: (name: string) => `${name} joined`,
    left: (name: string) => `${name} left`,
    message: (name: string, text: string) => `${name}: ${text}`,
    reconnected: "Connected again",
  },
} as const;
