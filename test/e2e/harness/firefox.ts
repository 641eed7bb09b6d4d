import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import puppeteer, { type Browser, type Page } from "puppeteer-core";

const commandNames = ["firefox-esr", "firefox"];
const fixedPlaces = ["/Applications/Firefox.app/Contents/MacOS/firefox"];

/** `FIREFOX_PATH`, else an installed Firefox; undefined when there is none. */
export function findFirefox(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter(Boolean);
  const installed = folders.flatMap((folder) => commandNames.map((name) => join(folder, name)));
  return [process.env["FIREFOX_PATH"] ?? "", ...installed, ...fixedPlaces].find(isProgram);
}

/**
 * A Firefox driven over WebDriver BiDi, with a fake camera and microphone that are allowed. The caller closes it.
 * @param prefs besides those for the devices
 */
export function launchFirefox(
  executablePath: string,
  prefs: Record<string, boolean | number> = {},
): Promise<Browser> {
  return puppeteer.launch({
    browser: "firefox",
    executablePath,
    headless: true,
    args: ["--remote-allow-system-access"], // for about:memory
    extraPrefsFirefox: {
      "media.navigator.streams.fake": true,
      "media.navigator.permission.disabled": true,
      "media.autoplay.default": 0,
      "media.autoplay.blocking_policy": 0,
      ...prefs,
    },
  });
}

/** Everything that no page holds is gone afterwards. */
export async function collectGarbage(firefox: Browser): Promise<void> {
  const memory = await firefox.newPage();
  memory.goto("about:memory").catch(() => undefined); // the end of this page's loading is never told
  await memory.evaluate(async () => {
    const find = () =>
      [...document.querySelectorAll("button")].find((each) => each.textContent === "Minimize memory usage");
    while (find() === undefined) await new Promise((resolve) => setTimeout(resolve, 50));
    find()?.click();
  });
  await memory.close();
}

export type { Browser as Firefox, Page as FirefoxPage };

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return path !== "";
  } catch {
    return false;
  }
}
