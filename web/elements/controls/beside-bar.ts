import type { Room } from "../../room/room.ts";
import { mediaOf } from "../devices/call-media.ts";
import { keepAwake } from "./keep-awake.ts";
import { followMediaSession } from "./media-session.ts";
import { HeldButton, PushToTalk } from "./push-to-talk.ts";

/** What the bar of a call does besides its buttons: loaded when there is a bar, before anybody can have missed it. */
export interface BesideBar {
  readonly talk: PushToTalk;
  readonly held: HeldButton;
  end(): void;
}

/** @param isMuted off by one's own choice, so that the microphone can be switched on */
export function besideBar(room: Room, isMuted: () => boolean): BesideBar {
  const media = mediaOf(room);
  const talk = new PushToTalk({ isMuted, switchMicrophone: () => media.toggle("microphone") });
  const held = new HeldButton(talk);
  window.addEventListener("blur", held.end);
  const ends = [keepAwake(), followMediaSession(room, media)];
  return {
    talk,
    held,
    end: () => {
      held.end();
      window.removeEventListener("blur", held.end);
      for (const end of ends) end();
    },
  };
}
