import { html, nothing, render, type CSSResult, type TemplateResult } from "lit";
import type { Room } from "../../../room/room.ts";
import { mediaOf } from "../../devices/call-media.ts";
import { icons } from "../../icons.ts";
import { watchRoom } from "../../room-part/watch-room.ts";
import { strings } from "../../strings.ts";
import { buttons, theme } from "../../theme.styles.ts";
import { place } from "../geometry.ts";
import { MeshTile } from "../mesh-tile.ts";
import { moveTile } from "../move-tile.ts";
import { viewOf } from "../stage-view.ts";
import { layoutOf, type StageLayout, type TileView } from "../tiles.ts";
import { callWindowStyles } from "./call-window.styles.ts";
import type { Floating } from "./floating.ts";

/** CSS px: two people one over the other, and the buttons. The person makes it larger, and the browser remembers. */
const size = { width: 320, height: 420 };
/** In so small a window; whoever speaks is among them. */
const mostPeople = 4;
/** What pages set to give the call their colours; another document does not inherit them. */
const themed = [
  "accent",
  "on-accent",
  "background",
  "surface",
  "tile",
  "text",
  "quiet",
  "line",
  "danger",
  "on-danger",
  "radius",
  "font",
];

/** The call in a window of its own over all others: tiles, and the buttons for microphone, camera and leaving. */
export async function openCallWindow(stage: HTMLElement, room: Room, onEnd: () => void): Promise<Floating> {
  const opened = await requestWindow();
  const page = opened.document;
  page.title = document.title;
  page.documentElement.lang = document.documentElement.lang;
  page.documentElement.dir = stage.matches(":dir(rtl)") ? "rtl" : "ltr";
  const host = page.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [theme, buttons, callWindowStyles].map((styles) => sheetFor(opened, styles));
  dress(host, getComputedStyle(stage));
  page.body.append(host);

  const tiles = new Map<string, { item: HTMLElement; tile: MeshTile }>();
  const arrange = (): void => {
    const space = root.querySelector(".tiles");
    if (space === null) return;
    const { clientWidth: width, clientHeight: height } = space;
    const rects = place({ screens: [], people: [...tiles.keys()], aside: [] }, { width, height });
    for (const [key, { item, tile }] of tiles) {
      const rect = rects.get(key);
      if (rect !== undefined) moveTile(item, rect, undefined, host.matches(":dir(rtl)"));
      // no observer looks at another document: the track is told that its picture has another size
      tile.renderRoot.querySelector("video")?.dispatchEvent(new Event("enterpictureinpicture"));
    }
  };
  const update = (): void => {
    render(renderWindow(room), root);
    const space = root.querySelector(".tiles");
    const views = shown(room, viewOf(room).ownPlace === "hidden");
    const keys = new Set(views.map(({ key }) => key));
    for (const [key, { item }] of tiles) {
      if (keys.has(key)) continue;
      item.remove();
      tiles.delete(key);
    }
    for (const view of views) {
      const known = tiles.get(view.key);
      if (known !== undefined) known.tile.view = view;
      else if (space !== null) tiles.set(view.key, addTile(stage, opened, space, view, arrange));
    }
    arrange();
  };
  const close = (): void => opened.close();
  const ends = [
    watchRoom(room, update),
    viewOf(room).subscribe(update),
    mediaOf(room).subscribe(update),
    () => void room.off("disconnected", close),
  ];
  room.on("disconnected", close);
  opened.addEventListener("resize", arrange);
  opened.addEventListener(
    "pagehide",
    () => {
      for (const end of ends) end();
      for (const { item } of tiles.values()) item.remove();
      onEnd();
    },
    { once: true },
  );
  update();
  return { close };
}

/**
 * A tile takes its styles from the document that made it, and loses them in another: it is drawn here, goes there, and is
 * dressed anew.
 */
function addTile(
  stage: HTMLElement,
  opened: Window & typeof globalThis,
  space: Element,
  view: TileView,
  onReady: () => void,
): { item: HTMLElement; tile: MeshTile } {
  const tile = document.createElement("mesh-tile");
  const item = document.createElement("div");
  item.hidden = true;
  item.append(tile);
  tile.view = view;
  stage.shadowRoot?.append(item);
  void tile.updateComplete.then(() => {
    if (!item.isConnected) return;
    item.hidden = false;
    space.append(item);
    if (tile.shadowRoot !== null)
      tile.shadowRoot.adoptedStyleSheets = MeshTile.elementStyles.map((styles) =>
        styles instanceof CSSStyleSheet ? copyFor(opened, styles) : sheetFor(opened, styles),
      );
    onReady();
  });
  return { item, tile };
}

function sheetFor(opened: Window & typeof globalThis, { cssText }: CSSResult): CSSStyleSheet {
  const sheet = new opened.CSSStyleSheet();
  sheet.replaceSync(cssText);
  return sheet;
}

function copyFor(opened: Window & typeof globalThis, sheet: CSSStyleSheet): CSSStyleSheet {
  const copy = new opened.CSSStyleSheet();
  copy.replaceSync([...sheet.cssRules].map(({ cssText }) => cssText).join("\n"));
  return copy;
}

function dress(host: HTMLElement, style: CSSStyleDeclaration): void {
  host.style.colorScheme = style.colorScheme;
  for (const name of themed) {
    const value = style.getPropertyValue(`--mesh-${name}`);
    if (value !== "") host.style.setProperty(`--mesh-${name}`, value);
  }
}

/** Screens first, then the others, oneself where there is a place left. */
function shown(room: Room, ownHidden: boolean): TileView[] {
  const all = tilesOf(layoutOf(room, { ownHidden }));
  const first = all.slice(0, mostPeople);
  const speaker = all.find(({ key }) => key === room.dominantSpeaker?.sid);
  if (speaker !== undefined && !first.includes(speaker)) first.splice(-1, 1, speaker);
  return first;
}

function tilesOf(layout: StageLayout): TileView[] {
  if (layout.as === "alone") return [layout.own];
  if (layout.as === "pair") return [layout.other, layout.own];
  return layout.as === "screen" ? [...layout.screens, ...layout.people] : layout.people;
}

function renderWindow(room: Room): TemplateResult {
  const media = mediaOf(room);
  const toggle = (device: "microphone" | "camera") => {
    const on = media.lookOf(device) === "on";
    return html`<button
      type="button"
      class="bare"
      aria-label=${strings.controls[device]}
      aria-pressed=${on}
      @click=${() => media.toggle(device)}
    >
      ${icons[on ? device : (`${device}-off` as const)]}
    </button>`;
  };
  return html`<div class="tiles"></div>
    <div class="bar" role="toolbar" aria-label=${strings.controls.toolbar}>
      ${room.localParticipant.role === "attendee" ? nothing : [toggle("microphone"), toggle("camera")]}
      <button
        type="button"
        class="bare leave"
        aria-label=${strings.controls.leave}
        @click=${() => room.disconnect()}
      >
        ${icons.leave}
      </button>
    </div>`;
}

async function requestWindow(): Promise<Window & typeof globalThis> {
  const pictureInPicture: unknown = Reflect.get(window, "documentPictureInPicture");
  if (!hasRequestWindow(pictureInPicture)) throw new DOMException("no such window", "NotSupportedError");
  return pictureInPicture.requestWindow(size);
}

interface DocumentPictureInPicture {
  requestWindow(options: { width: number; height: number }): Promise<Window & typeof globalThis>;
}

function hasRequestWindow(value: unknown): value is DocumentPictureInPicture {
  return typeof value === "object" && value !== null && "requestWindow" in value;
}
