/** What the documentation does in a browser; without it every page reads and prints the same. */

type SearchEntry = readonly [title: string, heading: string, address: string];

const script = document.querySelector<HTMLScriptElement>("script[data-search]");
const field = document.querySelector<HTMLInputElement>("[data-search-field]");
const results = document.querySelector<HTMLOListElement>("[data-search-results]");
const said = document.querySelector<HTMLElement>("[data-search-said]");

/** More than a reader looks through. */
const mostResults = 12;
let index: Promise<SearchEntry[]> | undefined;

async function search(words: string): Promise<void> {
  if (results === null || said === null) return;
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  index ??= fetch(script?.dataset["search"] ?? "").then((reply): Promise<SearchEntry[]> => reply.json());
  const entries = await index;
  if (field?.value !== words) return;
  const found = wanted.length === 0 ? [] : entries.filter((entry) => fits(entry, wanted));
  // A page before its sections.
  found.sort((one, other) => one[1].length - other[1].length);
  results.replaceChildren(...found.slice(0, mostResults).map(resultOf));
  results.hidden = found.length === 0;
  said.textContent = wanted.length === 0 ? "" : `${found.length} found`;
}

function fits([title, heading]: SearchEntry, wanted: readonly string[]): boolean {
  const text = `${title} ${heading}`.toLowerCase();
  return wanted.every((word) => text.includes(word));
}

function resultOf([title, heading, address]: SearchEntry): HTMLLIElement {
  const link = document.createElement("a");
  link.href = (script?.dataset["root"] ?? "") + address;
  link.textContent = heading === "" ? title : heading;
  const item = document.createElement("li");
  item.append(link);
  if (heading !== "") item.append(Object.assign(document.createElement("small"), { textContent: title }));
  return item;
}

field?.addEventListener("input", () => void search(field.value));
field?.addEventListener("keydown", ({ key }) => {
  if (key === "Escape" && results !== null) results.hidden = true;
  if (key === "Enter") results?.querySelector("a")?.click();
});
addEventListener("keydown", (event) => {
  const isTyping = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
  if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  field?.focus();
});

/** What a frame may use: each is asked for by a call, and none is given without `allow`. */
const allowed =
  "camera; microphone; display-capture; autoplay; fullscreen; picture-in-picture; screen-wake-lock; speaker-selection; clipboard-write";

const run = document.querySelector<HTMLElement>("[data-run]");
if (run !== null) {
  const room = `try-${crypto.randomUUID().slice(0, 8)}`;
  const address = `${run.dataset["run"]}?room=${room}`;
  for (const link of document.querySelectorAll<HTMLAnchorElement>("[data-run-tab]")) link.href = address;
  run.querySelector("button")?.addEventListener("click", ({ currentTarget }) => {
    const frame = document.createElement("iframe");
    frame.allow = allowed;
    frame.title = `${document.querySelector("h1")?.textContent ?? "The example"}, running`;
    frame.src = address;
    document.querySelector("[data-run-place]")?.replaceChildren(frame);
    if (currentTarget instanceof HTMLElement) currentTarget.textContent = "Start over";
    frame.focus();
  });
}

// On a small screen the list of pages is closed until somebody opens it.
const list = document.querySelector<HTMLDetailsElement>("nav > details");
if (list !== null && matchMedia("(width < 60rem)").matches) list.open = false;

for (const block of document.querySelectorAll("pre")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    const text = block.querySelector("code")?.textContent ?? "";
    button.textContent = await navigator.clipboard.writeText(text).then(
      () => "Copied",
      () => "Copy it by hand",
    );
  });
  block.after(button);
}
