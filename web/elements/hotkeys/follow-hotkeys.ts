import type { HotkeyTarget, Press } from "./hotkey-target.ts";

const load = () => import("./hotkey-desk.ts");

/** What happened before the desk had come. */
const targets = new Map<HotkeyTarget, (error: unknown) => void>();
const early: Press[] = [];
/** Where the page was touched last. */
let touched: EventTarget[] = [];
let desk: Awaited<ReturnType<typeof load>>["hotkeyDesk"] | undefined;

/**
 * Has keys act on a call. What knows the keys is loaded with the first one that is pressed.
 * @param onError with what could not be loaded; the next key tries again
 * @returns the call that ends it
 */
export function followHotkeys(target: HotkeyTarget, onError: (error: unknown) => void): () => void {
  if (desk !== undefined) return desk.follow(target);
  targets.set(target, onError);
  document.addEventListener("keydown", onKey);
  document.addEventListener("pointerdown", onTouch, true);
  return () => {
    targets.delete(target);
    desk?.leave(target);
  };
}

function onTouch(event: Event): void {
  touched = event.composedPath();
}

function onKey(event: KeyboardEvent): void {
  if ([...targets.keys()].every((target) => target.mode() === "off")) return;
  // the browser would set a bookmark
  if ((event.ctrlKey || event.metaKey) && event.code === "KeyD") event.preventDefault();
  early.push({ event, path: event.composedPath() });
  if (early.length > 1) return;
  load().then(start, (error: unknown) => {
    early.length = 0;
    for (const onError of targets.values()) onError(error);
  });
}

function start({ hotkeyDesk }: Awaited<ReturnType<typeof load>>): void {
  desk = hotkeyDesk;
  document.removeEventListener("keydown", onKey);
  document.removeEventListener("pointerdown", onTouch, true);
  for (const target of targets.keys()) desk.follow(target);
  desk.touch(touched);
  for (const press of early) desk.press(press);
  touched = [];
  early.length = 0;
}
