import { msg, str } from "@lit/localize";
import { counted, named } from "./language/writing.ts";

/**
 * Words that many elements show, in English, asked for at each rendering: the language may be another by then. Those of
 * one part are in its folder. docs/translating.md says how they come into other languages.
 */
export const strings = {
  get notLoaded() {
    return {
      heading: msg("This could not be loaded"),
      why: msg("Your connection may be gone for the moment."),
      action: msg("Try again"),
    };
  },
  code: (code: number) => msg(str`Code ${code}`),

  region: (room: string) => msg(str`Video call ${named(room)}`),
  get guest() {
    return msg("Guest");
  },
  get idle() {
    return {
      heading: msg("No call chosen"),
      why: msg("This page has not named a room."),
      todo: msg('Set the room attribute, for instance room="standup".'),
    };
  },

  get lobby() {
    return {
      heading: msg("Ready to join?"),
      room: msg("Call", { id: "lobby-call", desc: "Before the name of the call" }),
      name: msg("Your name"),
      namePlaceholder: msg("How others will see you"),
      join: msg("Join"),
      preview: msg("Your camera"),
      meter: msg("Microphone level"),
      starting: msg("Starting your camera and microphone…"),
      allow: msg("If the browser asks, choose Allow."),
      cameraOff: msg("Your camera is off"),
      microphoneOff: msg("Your microphone is off"),
      anyway: msg("You can join anyway and use the chat and whatever works."),
    };
  },
  get pin() {
    return {
      heading: msg("This call has a PIN"),
      why: msg("Whoever invited you knows it."),
      label: msg("PIN"),
      join: msg("Join"),
      cancel: msg("Cancel"),
      wrong: msg("That PIN is wrong. Check it, and try again."),
      "too-many": msg("Too many wrong PINs. Wait a minute, then try again."),
    };
  },
  get waiting() {
    return {
      heading: msg("Waiting to be let in"),
      why: msg("You have knocked. Somebody who runs the call will let you in."),
      cancel: msg("Leave"),
    };
  },
  get connecting() {
    return { heading: msg("Joining…"), why: msg("Finding the others."), cancel: msg("Cancel") };
  },

  get left() {
    return {
      heading: msg("You left the call"),
      why: msg("Your camera and microphone are off."),
      todo: msg("You can come back at any time."),
      action: msg("Join again"),
    };
  },
  get alone() {
    return {
      heading: msg("Nobody else is here yet"),
    };
  },
  get offline() {
    return {
      heading: msg("You are offline"),
      why: msg("This device has no network. Stay here, the call comes back by itself."),
    };
  },
  get reconnecting() {
    return {
      heading: msg("Reconnecting…"),
      why: msg("Your connection is gone for the moment. Stay here, the call comes back by itself."),
    };
  },
  get away() {
    return msg("Call server out of reach. The call goes on.");
  },
  get understood() {
    return msg("OK");
  },
  lost: (name: string) =>
    msg(str`The connection to ${named(name)} did not come back. They can join again with the same link.`),
  get tapToHear() {
    return msg("Tap to hear the others");
  },
  get soundBlocked() {
    return msg("The browser keeps this page silent until you tap.");
  },

  get tile() {
    return {
      you: msg("You"),
      screenOf: (name: string) => msg(str`${named(name)}’s screen`),
      muted: msg("Microphone off"),
      reconnecting: msg("Reconnecting…"),
      people: msg("People in the call"),
      paused: msg("Video paused"),
      pin: (name: string) => msg(str`Pin ${named(name)}`),
      relayed: msg("Relayed"),
      relayedWhy: msg("The connection to this person leads over a relay, which cannot read it."),
      connection: {
        1: msg("Very bad connection"),
        2: msg("Bad connection"),
        3: msg("Weak connection"),
        4: msg("Good connection"),
        5: msg("Very good connection"),
      },
    };
  },

  get controls() {
    return {
      toolbar: msg("Call controls"),
      microphone: msg("Microphone"),
      camera: msg("Camera"),
      screen: msg("Share screen"),
      chat: msg("Chat"),
      devices: msg("Devices"),
      waiting: (count: number) =>
        counted(count, msg("1 person waits to be let in|# people wait to be let in")),
      leave: msg("Leave"),
      unread: (count: number) => counted(count, msg("1 unread message|# unread messages")),
    };
  },

  get devices() {
    return { heading: msg("Devices") };
  },

  get people() {
    return msg("People");
  },

  get said() {
    return {
      knocks: (name: string) => msg(str`${named(name)} wants to come in`),
      silenced: msg("A host has muted you"),
      mayTalk: msg("You can be heard again"),
      host: msg("You run this call now"),
      watching: msg("You are watching now"),
      joined: (name: string) => msg(str`${named(name)} joined`),
      left: (name: string) => msg(str`${named(name)} left`),
      message: (name: string, text: string) => msg(str`${named(name)}: ${named(text)}`),
      reconnected: msg("Connected again"),
    };
  },
};
