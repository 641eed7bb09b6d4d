import type { Room } from "../../../room/room.ts";
import { tileOf } from "./full-screen.ts";
import { canFloatPage } from "./stage-surface.ts";

/** Something of the call in a window over all others. */
export interface Floating {
  close(): void;
}

/**
 * Opens a small window with the call in it; where there is no such thing, with the video of who is large.
 * @param onEnd told once, however it ends
 * @throws DOMException (as a rejection) when the browser refuses
 */
export async function openFloating(stage: HTMLElement, room: Room, onEnd: () => void): Promise<Floating> {
  if (canFloatPage()) {
    const { openCallWindow } = await import("./call-window.ts");
    return openCallWindow(stage, room, onEnd);
  }
  const video = tileOf(stage, undefined)?.shadowRoot?.querySelector("video");
  if (!video) throw new DOMException("nobody to be seen", "NotFoundError");
  await video.requestPictureInPicture();
  const leave = (): void => void document.exitPictureInPicture().catch(() => undefined); // closed already
  const end = (): void => {
    room.off("disconnected", leave);
    onEnd();
  };
  video.addEventListener("leavepictureinpicture", end, { once: true });
  room.on("disconnected", leave);
  return { close: leave };
}
