import type { Room } from "../../room/room.ts";
import type { CallMedia } from "../devices/call-media.ts";

/**
 * The call in the system's own controls, on a keyboard, headset or the picture-in-picture window: its name, and buttons
 * that mute and leave. What the page has put there itself stays. @returns the call that ends it
 */
export function followMediaSession(room: Room, media: CallMedia): () => void {
  const { mediaSession: session } = navigator;
  if (session === undefined || typeof MediaMetadata === "undefined") return () => undefined;
  const acts = {
    togglemicrophone: () => media.toggle("microphone"),
    togglecamera: () => media.toggle("camera"),
    hangup: () => void room.disconnect(),
  };
  const tell = (): void => {
    session.setMicrophoneActive?.(media.lookOf("microphone") === "on");
    session.setCameraActive?.(media.lookOf("camera") === "on");
  };
  const title = session.metadata === null ? new MediaMetadata({ title: room.name }) : undefined;
  if (title !== undefined) session.metadata = title;
  for (const [action, act] of Object.entries(acts)) listen(session, action, act);
  const end = media.subscribe(tell);
  tell();
  return () => {
    end();
    for (const action of Object.keys(acts)) listen(session, action, null);
    if (title !== undefined && session.metadata === title) session.metadata = null;
  };
}

/** A browser throws where it does not know an action: Firefox 143 knows none of these. */
function listen(session: MediaSession, action: string, act: (() => void) | null): void {
  try {
    session.setActionHandler(action as MediaSessionAction, act);
  } catch {
    // without this button, then
  }
}
