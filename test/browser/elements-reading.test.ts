import { afterEach, beforeEach, expect, test } from "vitest";
import { page } from "vitest/browser";
import { beforeTheCall } from "../scenes/before-the-call.ts";
import { inTheCall } from "../scenes/in-the-call.ts";
import { clearScene, type Scene } from "../scenes/scene.ts";
import { endings } from "../scenes/troubles.ts";

/** The accessibility tree, as a screen reader goes through it from top to bottom. */

beforeEach(() => page.viewport(1000, 700));
afterEach(clearScene);

/** @param panel that lies open; left out, everything is read */
async function read(scene: Scene | undefined, panel?: string) {
  await scene?.();
  return expect.element(
    panel === undefined
      ? page.getByRole("region", { name: "Video call standup" })
      : page.getByRole("complementary", { name: panel }),
  );
}

test("the lobby reads well", async () => {
  await (
    await read(beforeTheCall["lobby"])
  ).toMatchAriaInlineSnapshot(`
    - region "Video call standup":
      - button "Microphone" [pressed]
      - button "Camera" [pressed]
      - meter "Microphone level"
      - heading "Ready to join?" [level=2]
      - paragraph: Call standup
      - paragraph
      - text: Your name
      - textbox "Your name":
        - /placeholder: How others will see you
        - text: Anna Berg
      - button "Join"
      - group: Devices
      - group: Check my network
      - status
  `);
});

test("a door with a PIN that was wrong reads well", async () => {
  await (
    await read(beforeTheCall["pin-wrong"])
  ).toMatchAriaInlineSnapshot(`
    - region "Video call standup":
      - button "Microphone" [pressed]
      - button "Camera" [pressed]
      - meter "Microphone level"
      - heading "This call has a PIN" [level=2]
      - paragraph: Whoever invited you knows it.
      - text: PIN
      - textbox "PIN"
      - alert: That PIN is wrong. Check it, and try again.
      - button "Join"
      - button "Cancel"
      - status
  `);
});

test("a call of three reads well", async () => {
  await (
    await read(inTheCall["three-people"])
  ).toMatchAriaInlineSnapshot(`
    - region "Video call standup":
      - list "People in the call":
        - listitem:
          - text: Tomas Lind
          - button "Pin Tomas Lind"
          - button "Options for Tomas Lind"
        - listitem:
          - text: Mei Tanaka
          - button "Pin Mei Tanaka"
          - button "Options for Mei Tanaka"
        - listitem:
          - text: You
          - button "Options for Anna"
      - toolbar "Call controls":
        - button "Microphone" [pressed]
        - button "Camera" [pressed]
        - button "Share screen"
        - button "Raise hand"
        - button "React"
        - button "Chat"
        - button "People"
        - button "Devices"
        - button "More"
        - button "Leave"
      - status:
        - paragraph: Nobody else is here yet
        - paragraph: Tomas Lind joined
        - paragraph: Mei Tanaka joined
  `);
});

test("the chat reads well", async () => {
  await (
    await read(inTheCall["chat"], "Chat")
  ).toMatchAriaInlineSnapshot(`
    - complementary "Chat":
      - heading "Chat" [level=2]
      - button "Close chat"
      - log "Messages":
        - text: /Tomas Lind .* Morning! Can everybody see the plan\\? Mei Tanaka .* Yes, one second\\. It is at/
        - link "https://example.org/plans/2026/autumn/the-whole-plan?week=47&view=all":
          - /url: https://example.org/plans/2026/autumn/the-whole-plan?week=47&view=all
        - text: /You .* Thanks\\. I like the second page best, let us start there\\./
      - text: Message
      - textbox "Message":
        - /placeholder: Write a message
      - button "Send"
  `);
});

test("the people, for a host, read well", async () => {
  await (
    await read(inTheCall["people-host"], "People")
  ).toMatchAriaInlineSnapshot(`
    - complementary "People":
      - heading "People" [level=2]
      - button "Close people"
      - region "Waiting to be let in":
        - heading "Waiting to be let in" [level=3]
        - list:
          - listitem:
            - text: Cem Kaya
            - button "Let in Cem Kaya": Let in
            - button "Turn away Cem Kaya": Turn away
          - listitem:
            - text: Dora Maximiliane von Hohenberg-Lichtenau
            - button "Let in Dora Maximiliane von Hohenberg-Lichtenau": Let in
            - button "Turn away Dora Maximiliane von Hohenberg-Lichtenau": Turn away
      - region "In the call":
        - heading "In the call" [level=3]
        - list:
          - listitem: Anna (you) Host
          - listitem:
            - text: Tomas Lind
            - button "More for Tomas Lind" [expanded]
            - group "More for Tomas Lind":
              - button "Mute"
              - button "Stop video"
              - button "Make host"
              - button "Hand the call over"
              - button "Put out of the call"
          - listitem:
            - text: Bea Muted by a host
            - button "More for Bea"
          - listitem:
            - text: Amara Okafor
            - button "More for Amara Okafor"
      - region "This call":
        - heading "This call" [level=3]
        - checkbox "Lock the call"
        - text: Lock the call
        - checkbox "Newcomers knock" [checked]
        - text: Newcomers knock
        - form "PIN":
          - text: New PIN
          - textbox "New PIN"
          - button "Set"
          - button "Remove"
        - button "End for everybody"
  `);
});

test("the end reads well", async () => {
  await (
    await read(endings["full"])
  ).toMatchAriaInlineSnapshot(`
    - region "Video call standup":
      - heading "This call is full" [level=2]
      - paragraph: Everybody it has room for is already in.
      - paragraph: Wait until somebody leaves, then try again, or ask for another link.
      - paragraph: Code 53105
      - button "Try again"
      - status
  `);
});
