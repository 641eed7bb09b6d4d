/**
 * Fills the screen with the call around the stage (so that its buttons stay), else with the stage; or with one tile. Where
 * only videos can, as on an iPhone, with that of the tile, or of who is large.
 * @param key of a tile @param onChange told when it has begun and ended
 */
export async function toggleFullScreen(
  stage: HTMLElement,
  key: string | undefined,
  onChange: () => void,
): Promise<void> {
  if (document.fullscreenElement !== null) return document.exitFullscreen();
  const tile = tileOf(stage, key);
  if (document.fullscreenEnabled !== true) return fillWithVideo(tile);
  const follow = (): void => {
    onChange();
    if (document.fullscreenElement === null) document.removeEventListener("fullscreenchange", follow);
  };
  document.addEventListener("fullscreenchange", follow);
  await (key === undefined ? (callAround(stage) ?? stage) : (tile ?? stage)).requestFullscreen();
}

/** @param key undefined: who is large, or else the first */
export function tileOf(stage: HTMLElement, key: string | undefined): HTMLElement | undefined {
  const items = [...(stage.shadowRoot?.querySelectorAll<HTMLElement>("[data-key]") ?? [])];
  const item =
    key === undefined
      ? (items.find((each) => each.matches(".large")) ?? items[0])
      : items.find(({ dataset }) => dataset["key"] === key);
  return item?.querySelector<HTMLElement>("mesh-tile") ?? undefined;
}

function callAround(stage: HTMLElement): HTMLElement | undefined {
  const root = stage.getRootNode();
  return root instanceof ShadowRoot && root.host.localName === "mesh-call" && root.host instanceof HTMLElement
    ? root.host
    : undefined;
}

function fillWithVideo(tile: HTMLElement | undefined): void {
  const video = tile?.shadowRoot?.querySelector("video");
  const enter: unknown =
    video === null || video === undefined ? undefined : Reflect.get(video, "webkitEnterFullscreen");
  if (typeof enter === "function") enter.call(video);
}
