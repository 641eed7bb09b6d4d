import type { Room } from "../../../room/room.ts";
import { viewOf, type StageSurface } from "../stage-view.ts";
import type { Floating } from "./floating.ts";
import { followFullScreen } from "./screen-captions.ts";

/**
 * What the page around a stage can do with it. The code for it comes with the first press, which lasts long enough for both.
 * @param report told of what the browser refused
 */
export function surfaceOf(stage: HTMLElement, room: Room, report: (error: unknown) => void): StageSurface {
  let floating: Floating | undefined;
  const changed = (): void => viewOf(room).changed();
  const endOfCaptions = followFullScreen(stage, room);
  return {
    get canFullScreen() {
      return document.fullscreenEnabled === true || "webkitEnterFullscreen" in HTMLVideoElement.prototype;
    },
    get isFullScreen() {
      return holds(document.fullscreenElement, stage);
    },
    async toggleFullScreen(key) {
      try {
        const { toggleFullScreen } = await import("./full-screen.ts");
        await toggleFullScreen(stage, key, changed);
      } catch (error) {
        report(error);
      }
    },
    get canPictureInPicture() {
      return canFloatPage() || document.pictureInPictureEnabled === true;
    },
    get isPictureInPicture() {
      return floating !== undefined;
    },
    async togglePictureInPicture() {
      if (floating !== undefined) return floating.close();
      try {
        const { openFloating } = await import("./floating.ts");
        floating = await openFloating(stage, room, () => {
          floating = undefined;
          changed();
        });
        changed();
      } catch (error) {
        report(error);
      }
    },
    close: () => {
      endOfCaptions();
      floating?.close();
    },
  };
}

/** A window of one's own over all others is not for pages in a frame. */
export function canFloatPage(): boolean {
  return "documentPictureInPicture" in window && window.top === window;
}

/** Through shadow roots. */
function holds(outer: Element | null, inner: Node | null): boolean {
  for (
    let node: Node | null = inner;
    node !== null;
    node = node instanceof ShadowRoot ? node.host : node.parentNode
  )
    if (node === outer) return true;
  return false;
}
