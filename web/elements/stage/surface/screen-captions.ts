import type { Room } from "../../../room/room.ts";

/**
 * Has captions stand over the stage, or one of its tiles, while it fills the screen alone: those of the page are not seen then.
 * @returns the call that ends it
 */
export function followFullScreen(stage: HTMLElement, room: Room): () => void {
  let captions: HTMLElement | undefined;
  const look = (): void => {
    captions?.remove();
    captions = undefined;
    const filled = filling(stage);
    if (filled === undefined) return;
    const made = document.createElement("mesh-captions"); // its code comes with the first caption
    made.over = true;
    made.room = room;
    (filled.shadowRoot ?? filled).append(made);
    captions = made;
  };
  document.addEventListener("fullscreenchange", look);
  return () => {
    document.removeEventListener("fullscreenchange", look);
    captions?.remove();
  };
}

function filling(stage: HTMLElement): HTMLElement | undefined {
  if (stage.matches(":fullscreen")) return stage;
  return stage.shadowRoot?.querySelector<HTMLElement>("mesh-tile:fullscreen") ?? undefined;
}
