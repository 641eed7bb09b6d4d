import { msg, str } from "@lit/localize";
import type { Platform } from "./platform.ts";
import type { DeviceTrouble } from "./trouble.ts";
import type { Words } from "./usual-words.ts";

export type Subject = DeviceTrouble["device"];

/** What is said of a trouble when its cause is known. */
export const explanationWords = {
  denied: (device: Subject): Words => ({
    heading: blockedHeading(device),
    why: msg("You, or somebody before you, said no when the browser asked."),
    todo: msg("Open the site settings beside the page’s address, choose Allow, then try again."),
    action: msg("Try again"),
  }),
  dismissed: (device: Subject): Words => ({
    heading: blockedHeading(device),
    why: msg("The browser’s question was closed, or answered with no."),
    todo: msg("Try again, and choose Allow when the browser asks."),
    action: msg("Try again"),
  }),
  system: (device: Subject, platform: Platform): Words => ({
    heading: blockedHeading(device),
    why: msg("Your system forbids it to the browser. The page has no say in that."),
    todo: systemTodo(device, platform),
    action: msg("Try again"),
  }),
  /** @param tokens for instance `camera`, as whoever runs the page has to write them */
  forbidden: (device: Subject, tokens: readonly string[]): Words => ({
    heading: forbiddenHeading(device),
    why: msg("Its own rules (Permissions-Policy) forbid it. You cannot change that."),
    todo: missing(tokens.join(", ")),
  }),
  framed: (device: Subject, tokens: readonly string[]): Words => ({
    heading: forbiddenHeading(device),
    why: msg("The call is inside another page, which may not have passed the permission on; or you said no."),
    todo: msg(
      str`Try again. If it stays so, tell whoever runs the page around it: allow="${tokens.join("; ")}"`,
    ),
    action: msg("Try again"),
  }),
  /** @param directive of the policy. @param tokens what to add to it */
  unreachable: (directive: string, tokens: string): Words => ({
    heading: msg("This page may not reach the call server"),
    why: msg("Its own rules (Content-Security-Policy) forbid it. You cannot change that."),
    todo: missing(`${directive} ${tokens}`),
  }),
};

/** @param what as whoever runs the page has to write it */
function missing(what: string): string {
  return msg(str`Tell whoever runs this page what is missing: ${what}`);
}

function blockedHeading(device: Subject): string {
  switch (device) {
    case "microphone":
      return msg("Your microphone is blocked");
    case "camera":
      return msg("Your camera is blocked");
    case "both":
      return msg("Your camera and microphone are blocked");
    case "screen":
      return msg("Your screen cannot be shared");
  }
}

function forbiddenHeading(device: Subject): string {
  switch (device) {
    case "microphone":
      return msg("This page may not use microphones");
    case "camera":
      return msg("This page may not use cameras");
    case "both":
      return msg("This page may not use cameras and microphones");
    case "screen":
      return msg("This page may not share screens");
  }
}

function systemTodo(device: Subject, platform: Platform): string {
  switch (platform) {
    case "macos":
      return device === "screen"
        ? msg(
            "Open System Settings, Privacy & Security, Screen Recording, switch your browser on, and start it anew.",
          )
        : msg(
            "Open System Settings, Privacy & Security, Camera or Microphone, switch your browser on, then try again.",
          );
    case "windows":
      return msg(
        "Open Settings, Privacy & security, Camera or Microphone, let desktop apps use it, then try again.",
      );
    case "android":
      return msg(
        "Open Settings, Apps, your browser, Permissions, allow camera and microphone, then try again.",
      );
    case "ios":
      return msg("Open Settings, Apps, your browser, allow camera and microphone, then try again.");
    case "other":
      return msg("Look in your system’s privacy settings whether the browser may use it, then try again.");
  }
}
