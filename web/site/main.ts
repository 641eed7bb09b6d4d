import { defineElements } from "../elements.ts";
import { roomName } from "./room-name.ts";

defineElements();

/** How long a button says that it has copied. */
const shownMs = 2_500;
const copied = "Copied";

/** The address names the room, so that a link leads straight into its lobby: `?room=calm-otter-417`. */
function roomOfAddress(): string | undefined {
  return new URLSearchParams(location.search).get("room") ?? undefined;
}

function show(): void {
  const room = roomOfAddress();
  for (const part of document.querySelectorAll<HTMLElement>("[data-about]")) part.hidden = room !== undefined;
  for (const part of document.querySelectorAll<HTMLElement>("[data-call]")) part.hidden = room === undefined;
  document.body.classList.toggle("in-room", room !== undefined);
  document.querySelector("mesh-call")?.remove();
  document.title =
    room === undefined ? "Meshcall: video calls that a page makes by itself" : `${room} · Meshcall`;
  write("[data-room]", room ?? "");
  if (room === undefined) return;
  const call = document.createElement("mesh-call");
  call.room = room;
  document.body.append(call);
}

function go(address: URL): void {
  history.pushState(null, "", address);
  show();
  scrollTo(0, 0);
}

async function copy(text: string, words: string, said: string): Promise<void> {
  const before = document.querySelector(words)?.textContent ?? "";
  if (before === copied) return;
  try {
    await navigator.clipboard.writeText(text);
    write(words, copied);
    write(said, copied);
  } catch {
    write(said, "The browser does not let this page copy. Copy it by hand.");
    return;
  }
  setTimeout(() => {
    write(words, before);
    write(said, "");
  }, shownMs);
}

function write(selector: string, text: string): void {
  const element = document.querySelector(selector);
  if (element !== null) element.textContent = text;
}

function onClick(selector: string, act: (event: MouseEvent) => void): void {
  document.querySelector<HTMLElement>(selector)?.addEventListener("click", act);
}

onClick("[data-start]", () => {
  const address = new URL(location.href);
  address.search = new URLSearchParams({ room: roomName() }).toString();
  address.hash = "";
  go(address);
});
onClick("[data-home]", (event) => {
  event.preventDefault();
  go(new URL(location.pathname, location.href));
});
onClick("[data-copy]", () => void copy(location.href, "[data-copy-words]", "[data-copy-said]"));
onClick("[data-copy-snippet]", () => {
  const snippet = document.querySelector("[data-snippet]")?.textContent ?? "";
  void copy(snippet, "[data-copy-snippet]", "[data-snippet-said]");
});
addEventListener("popstate", show);
show();
