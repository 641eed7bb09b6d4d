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

/** A Firefox driven over WebDriver BiDi, with a fake camera and microphone that are allowed. The caller closes it. */
export function launchFirefox(executablePath: string): Promise<Browser> {
  return puppeteer.launch({
    browser: "firefox",
    executablePath,
    headless: true,
    extraPrefsFirefox: {
      "media.navigator.streams.fake": true,
      "media.navigator.permission.disabled": true,
      "media.autoplay.default": 0,
      "media.autoplay.blocking_policy": 0,
    },
  });
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
