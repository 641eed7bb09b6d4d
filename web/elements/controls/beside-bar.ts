import { html, type TemplateResult } from "lit";
import type { Room } from "../../room/room.ts";
import { mediaOf } from "../devices/call-media.ts";
import { keepAwake } from "./keep-awake.ts";
import { followMediaSession } from "./media-session.ts";
import { MutedHint, type MutedHintParts } from "./muted-hint.ts";
import { mutedWords } from "./muted-words.ts";
import { HeldButton, PushToTalk, type PushToTalkParts } from "./push-to-talk.ts";

/** What the bar of a call does besides its buttons: loaded when there is a bar, before anybody can have missed it. */
export interface BesideBar {
  readonly talk: PushToTalk;
  readonly held: HeldButton;
  /** What is said above the bar, of the microphone. */
  renderHint(): TemplateResult | undefined;
  end(): void;
}

export function besideBar(room: Room, parts: PushToTalkParts & MutedHintParts): BesideBar {
  const talk = new PushToTalk(parts);
  const held = new HeldButton(talk);
  const hint = new MutedHint(room, parts);
  window.addEventListener("blur", held.end);
  const ends = [keepAwake(), followMediaSession(room, mediaOf(room)), () => hint.end()];
  return {
    talk,
    held,
    renderHint: () =>
      talk.isTalking ? html`<div class="hint" part="hint">${mutedWords.talking}</div>` : hint.render(),
    end: () => {
      held.end();
      window.removeEventListener("blur", held.end);
      for (const end of ends) end();
    },
  };
}
