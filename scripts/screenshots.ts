import { launchChromium } from "../test/e2e/harness/call-harness.ts";
import { shootRealCalls } from "./screenshots/real-calls.ts";
import { Shooting } from "./screenshots/shooting.ts";
import { shootStaged } from "./screenshots/staged.ts";

/**
 * `node scripts/screenshots.ts [group or scene…]`: pictures of every state of the elements, for looking at, in
 * test/.output/screenshots: each on desktop and phone, in light, dark, Arabic and forced colours, and a page for each
 * group. `real-calls` are those of the built site: run `npm run build` first.
 */
const chosen = process.argv.slice(2);
const shooting = new Shooting();
const browser = await launchChromium();
try {
  await shootStaged(browser, shooting, chosen);
  await shootRealCalls(browser, shooting, chosen);
} finally {
  await browser.close();
  shooting.writeSheets();
}
