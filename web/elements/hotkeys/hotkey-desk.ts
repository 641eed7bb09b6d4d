import { actOnKey } from "./act-on-key.ts";
import { chordOf } from "./chord.ts";
import { hotkeys } from "./hotkey-settings.ts";
import type { HotkeyTarget, Press } from "./hotkey-target.ts";

/** The keys of all calls in a page: which call a key is for, and what it does there. */
class HotkeyDesk {
  /** The one that was touched last comes first. */
  #targets: HotkeyTarget[] = [];
  /** In whose call the key for talking is held, and which key it is. */
  #talking: { target: HotkeyTarget; code: string } | undefined;

  /** @returns the call that ends it */
  follow(target: HotkeyTarget): () => void {
    if (this.#targets.length === 0) this.#listen("addEventListener");
    this.#targets.unshift(target);
    return () => this.leave(target);
  }

  leave(target: HotkeyTarget): void {
    if (this.#talking?.target === target) this.#talking = undefined;
    this.#targets = this.#targets.filter((other) => other !== target);
    if (this.#targets.length === 0) this.#listen("removeEventListener");
  }

  press({ event, path }: Press): void {
    const target = this.#targetOf(path);
    if (target === undefined || event.isComposing || isInField(path) || isDialogOpen(path)) return;
    const chord = chordOf(event);
    const action = chord === undefined ? undefined : hotkeys.actionOf(chord);
    if (action === undefined) return;
    // what the keyboard is on is worked with Space
    if (chord === "Space" && path.some(isPressable)) return;
    // with the microphone on, Space scrolls the page
    const isTaken = action === "talk" ? this.#talks(target, event) : !event.repeat;
    if (isTaken || action !== "talk") event.preventDefault();
    if (isTaken && action !== "talk") actOnKey(action, target);
  }

  #talks(target: HotkeyTarget, { repeat, code }: KeyboardEvent): boolean {
    if (this.#talking === undefined && !repeat && target.talk(true)) this.#talking = { target, code };
    return this.#talking !== undefined;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (!event.defaultPrevented) this.press({ event, path: event.composedPath() });
  };

  readonly #onKeyUp = (event: KeyboardEvent): void => {
    if (event.code === this.#talking?.code) this.#letGo();
  };

  /** The window does not hear of it when the key goes up elsewhere. */
  readonly #letGo = (): void => {
    const talking = this.#talking;
    this.#talking = undefined;
    talking?.target.talk(false);
  };

  /** Whose call this is in comes first from now on. */
  touch(path: EventTarget[]): void {
    const touched = this.#targets.find((target) => isInCall(path, target));
    if (touched === undefined || touched === this.#targets[0]) return;
    this.#targets = [touched, ...this.#targets.filter((other) => other !== touched)];
  }

  readonly #onTouch = (event: Event): void => this.touch(event.composedPath());

  #targetOf(path: EventTarget[]): HotkeyTarget | undefined {
    const able = this.#targets.filter((target) => target.room() !== undefined && target.mode() !== "off");
    const within = able.find((target) => isInCall(path, target));
    if (within !== undefined) return within;
    const isNowhere =
      !(path[0] instanceof Element) || path[0] === document.body || path[0] === document.documentElement;
    return isNowhere ? able[0] : able.find((target) => target.mode() === "page");
  }

  #listen(how: "addEventListener" | "removeEventListener"): void {
    document[how]("keydown", this.#onKey as EventListener);
    document[how]("keyup", this.#onKeyUp as EventListener, true);
    document[how]("visibilitychange", this.#letGo);
    window[how]("blur", this.#letGo);
    for (const touch of ["pointerdown", "focusin"]) document[how](touch, this.#onTouch, true);
  }
}

export const hotkeyDesk = new HotkeyDesk();

/** In any part of Meshcall around the same room. */
function isInCall(path: EventTarget[], target: HotkeyTarget): boolean {
  return path.some(
    (place) =>
      ("currentRoom" in place && place.currentRoom === target.room()) ||
      ("room" in place && place.room === target.room()),
  );
}

function isInField(path: EventTarget[]): boolean {
  return path.some(
    (place) =>
      place instanceof HTMLElement &&
      (place.isContentEditable ||
        place.matches(
          "input, textarea, select, [role=textbox], [role=combobox], [role=listbox], [role=slider]",
        )),
  );
}

function isDialogOpen(path: EventTarget[]): boolean {
  return (
    document.querySelector("dialog:modal, [role=dialog][aria-modal=true]") !== null ||
    path.some((place) => place instanceof HTMLElement && place.matches("dialog, [role=dialog], [role=menu]"))
  );
}

function isPressable(place: EventTarget): boolean {
  return (
    place instanceof HTMLElement &&
    place.matches(
      "button, a[href], summary, [role=button], [role=menuitem], [role=tab], [role=checkbox], [role=switch], video[controls], audio[controls]",
    )
  );
}
