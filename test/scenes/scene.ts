import { defineElements } from "../../web/elements/define-elements.ts";
import { provideCallServices } from "../../web/elements/provided.ts";
import { FakeCall } from "../fakes/fake-call.ts";
import type { FakePerson } from "../fakes/fake-person.ts";

/** Brings a state of the elements onto the page, in English. Settles when it shows. */
export type Scene = () => Promise<void>;

/** Patience of a scene; a machine that does much else takes its time. */
const patienceMs = 12_000;

const ends: (() => void)[] = [];
/** Pictures of people who are not there; left out, their cameras show nothing. */
let pictures: ((person: number) => MediaStream) | undefined;
let screenPicture: (() => MediaStream) | undefined;

/** @param pictureOf a moving picture of the nth person. Oneself is what the camera shows */
export function showPictures(
  pictureOf: (person: number) => MediaStream,
  pictureOfScreen: () => MediaStream,
): void {
  pictures = pictureOf;
  screenPicture = pictureOfScreen;
}

/** What somebody's screen shows; undefined: nothing. */
export function pictureOfScreen(): MediaStream | undefined {
  return screenPicture?.();
}

/** A call that nobody has opened. */
export function newCall(change: Partial<Pick<FakeCall, "refuse" | "pin" | "role">> = {}): FakeCall {
  const call = new FakeCall();
  Object.assign(call, change);
  call.pictureOf = pictures;
  return call;
}

/** A `<mesh-call>` that fills the page. */
export function openCall(attributes: Record<string, string> = {}, call = newCall()): FakeCall {
  defineElements();
  provideCallServices(call.services);
  const element = document.createElement("mesh-call");
  for (const [name, value] of Object.entries({ room: "standup", name: "Anna Berg", ...attributes }))
    element.setAttribute(name, value);
  element.style.cssText = "--mesh-height: 100vh; --mesh-radius: 12px";
  document.body.style.margin = "0";
  document.body.append(element);
  return call;
}

/** Past the lobby, in the call. */
export async function openJoined(
  attributes: Record<string, string> = {},
  call = newCall(),
): Promise<FakeCall> {
  openCall(attributes, call);
  await press("Join");
  await shown('[role="toolbar"]');
  return call;
}

/** In the call with this many others. */
export async function openWith(
  count: number,
  call = newCall(),
): Promise<{ call: FakeCall; people: FakePerson[] }> {
  await openJoined({}, call);
  const people = names.slice(0, count).map((name) => call.person(name));
  await until(() => all("mesh-tile").length === count + 1, `${count + 1} tiles`);
  return { call, people };
}

/** Short and long ones, from everywhere. */
export const names: readonly string[] = [
  "Tomas Lind",
  "Mei Tanaka",
  "Amara Okafor",
  "Jules Martin",
  "نور حداد",
  "Maximiliane von Hohenberg-Lichtenau",
  "李小龙",
  "Ida",
  "Gül Şahin",
];

/** To be undone when the scene is over. */
export function atEnd(undo: () => void): void {
  ends.push(undo);
}

/** Empties the page, and forgets everything. */
export function clearScene(): void {
  for (const undo of ends.splice(0).toReversed()) undo();
  document.body.replaceChildren();
  localStorage.clear();
  sessionStorage.clear();
}

/** Presses the button, link or box of this name as soon as it is there. */
export async function press(name: string): Promise<void> {
  const target = await until(() => control(name), `something to press called ${name}`);
  target.click();
}

/** Opens a `<details>`. */
export async function unfold(name: string): Promise<void> {
  const summary = await until(
    () => all("summary").find((each) => textOf(each).includes(name)),
    `something to unfold called ${name}`,
  );
  summary.click();
}

export async function fill(selector: string, text: string): Promise<void> {
  const field = await shown(selector);
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) throw new Error(selector);
  field.value = text;
  field.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
}

/** Sends the form that holds what `selector` finds. */
export async function submit(selector: string): Promise<void> {
  (await shown(selector)).closest("form")?.requestSubmit();
}

/** Settles with the element when it is on the page and has a size. */
export function shown(selector: string): Promise<HTMLElement> {
  return until(
    () => all(selector).find((element) => element.getClientRects().length > 0),
    `${selector} to be seen`,
  );
}

/** Settles when the words stand somewhere. */
export async function said(words: string): Promise<void> {
  await until(
    () =>
      deep(document.body).some(({ childNodes }) => [...childNodes].some((node) => isTextWith(node, words))),
    `"${words}" to be said`,
  );
}

function isTextWith(node: Node, words: string): boolean {
  return node instanceof Text && node.data.includes(words);
}

/** Settles with what `look` finds, once it finds something. */
export async function until<Found>(
  look: () => Found | undefined | false | null,
  what: string,
): Promise<Found> {
  for (const endMs = performance.now() + patienceMs; performance.now() < endMs;) {
    const found = look();
    if (found !== undefined && found !== false && found !== null) return found;
    await new Promise((settle) => setTimeout(settle, 20));
  }
  throw new Error(`waited for ${what}`);
}

/** Through shadow roots. */
export function all(selector: string): HTMLElement[] {
  return deep(document.body).filter(
    (element): element is HTMLElement => element instanceof HTMLElement && element.matches(selector),
  );
}

/** Every element, through shadow roots. */
export function deep(root: ParentNode): Element[] {
  return [...root.querySelectorAll("*")].flatMap((element) => [
    element,
    ...(element.shadowRoot === null ? [] : deep(element.shadowRoot)),
  ]);
}

function control(name: string): HTMLElement | undefined {
  return all(
    "button, a[href], [role='menuitem'], [role='menuitemcheckbox'], [role='menuitemradio'], label",
  ).find((element) => (element.ariaLabel ?? textOf(element)) === name);
}

/** What a person reads on it: without what is hidden from screen readers, such as badges. */
function textOf(element: Element): string {
  const copy = document.createElement("div");
  copy.append(...[...element.childNodes].map((node) => node.cloneNode(true)));
  for (const hidden of copy.querySelectorAll("[aria-hidden='true'], .spoken")) hidden.remove();
  return copy.textContent.replace(/\s+/g, " ").trim();
}
