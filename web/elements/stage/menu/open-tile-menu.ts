import { MeshTileMenu, type TileMenu } from "./mesh-tile-menu.ts";

/** Opens it at its button. @param place inside the stage, so that it goes with it */
export function openTileMenu(place: Node, menu: TileMenu): void {
  if (customElements.get("mesh-tile-menu") === undefined)
    customElements.define("mesh-tile-menu", MeshTileMenu);
  const element = document.createElement("mesh-tile-menu");
  element.menu = menu;
  place.appendChild(element);
}
