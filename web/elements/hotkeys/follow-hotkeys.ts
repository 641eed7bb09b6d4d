import type { HotkeyTarget, Press } from "./hotkey-target.ts";

type Desk = typeof import("./hotkey-desk.ts");

/**
 * Has keys act on a call. What knows the keys is loaded with the first one that is pressed.
 * @param onError with what could not be loaded; the next key tries again
 * @returns the call that ends it
 */
export function followHotkeys(target: HotkeyTarget, onError: (error: unknown) => void): () => void {
  let end: (() => void) | undefined;
  let isOver = false;
  const early: Press[] = [];
  const onKey = (event: KeyboardEvent): void => {
    if (target.mode() === "off") return;
    // the browser would set a bookmark
    if ((event.ctrlKey || event.metaKey) && event.code === "KeyD") event.preventDefault();
    early.push({ event, path: event.composedPath() });
    if (early.length > 1) return;
    import("./hotkey-desk.ts").then(start, (error: unknown) => {
      early.length = 0;
      onError(error);
    });
  };
  const start = ({ hotkeyDesk }: Desk): void => {
    if (isOver) return;
    document.removeEventListener("keydown", onKey);
    end = hotkeyDesk.follow(target);
    for (const press of early) hotkeyDesk.press(press);
  };
  document.addEventListener("keydown", onKey);
  return () => {
    isOver = true;
    document.removeEventListener("keydown", onKey);
    end?.();
  };
}
