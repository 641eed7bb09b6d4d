import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright";

const commandNames = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

const fixedPlaces = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
];

/** For every Chromium that tests, benches and screenshots start. */
export const chromiumFlags: readonly string[] = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  "--autoplay-policy=no-user-gesture-required",
];

export const noBrowserMessage = [
  "No Chromium or Chrome found. Any one of these helps:",
  "  CHROMIUM_PATH=/path/to/chrome npm test",
  "  sudo apt-get install chromium        (Debian, Ubuntu)",
  "  npx playwright install chromium      (any system)",
].join("\n");

/**
 * The Chromium to use: `CHROMIUM_PATH` if set, else an installed Chromium or Chrome, else Playwright's own.
 * `undefined` when there is none. Throws when `CHROMIUM_PATH` names no program: a wrong setting must not
 * silently test another browser.
 */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const chosen = env["CHROMIUM_PATH"];
  if (chosen) {
    if (isProgram(chosen)) return chosen;
    throw new Error(`CHROMIUM_PATH is ${chosen}, which is not a program`);
  }
  const folders = (env["PATH"] ?? "").split(delimiter).filter(Boolean);
  const installed = folders.flatMap((folder) => commandNames.map((name) => join(folder, name)));
  return [...installed, ...fixedPlaces, chromium.executablePath()].find(isProgram);
}

/** Like {@link findChromium}, but throws with a message that says how to get one. */
export function requireChromium(): string {
  const path = findChromium();
  if (path === undefined) throw new Error(noBrowserMessage);
  return path;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return path !== "";
  } catch {
    return false;
  }
}
