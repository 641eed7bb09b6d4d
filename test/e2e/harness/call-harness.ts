import { chromium, type Browser, type Page } from "playwright";
import { chromiumFlags, requireChromium } from "../../../scripts/find-browser.ts";
import { SignalWorker } from "./signal-worker.ts";
import { speechFile, type Voice } from "./speech.ts";
import { serveStaticFiles, type StaticFiles } from "./static-files.ts";

export interface PageOptions {
  /** Whose speech the fake microphone plays, over and over. Default `en`. */
  voice?: Voice;
  /** Default 1280 x 800. */
  viewport?: { width: number; height: number };
  colorScheme?: "light" | "dark";
  /** A phone: fingers, and nothing that hovers. */
  touch?: boolean;
}

export interface CallOptions {
  room: string;
  /** What the other side shows this person as. */
  name: string;
  /** Address of the signal-worker. */
  server: string;
  relayOnly?: boolean;
  /** More of `<mesh-call>`, as they stand in HTML. */
  more?: string;
}

/** Everything two people need for a call on one machine. Make one in `beforeAll`, close it in `afterAll`. */
export class CallHarness {
  readonly files: StaticFiles;
  readonly signalWorker: SignalWorker;
  readonly #browsers: Browser[] = [];

  private constructor(files: StaticFiles, signalWorker: SignalWorker) {
    this.files = files;
    this.signalWorker = signalWorker;
  }

  /** @param variables of the signal-worker, on top of those of development */
  static async start(variables: Readonly<Record<string, string>> = {}): Promise<CallHarness> {
    const files = await serveStaticFiles();
    try {
      return new CallHarness(files, await SignalWorker.start(variables));
    } catch (error) {
      await files.stop();
      throw error;
    }
  }

  /** A page in a browser of its own, since Chromium's fake microphone belongs to the whole browser. */
  async openPage({ voice = "en", viewport, colorScheme, touch = false }: PageOptions = {}): Promise<Page> {
    const browser = await launchChromium(voice);
    this.#browsers.push(browser);
    const context = await browser.newContext({
      permissions: ["camera", "microphone"],
      viewport: viewport ?? { width: 1280, height: 800 },
      hasTouch: touch,
      isMobile: touch,
      ...(colorScheme ? { colorScheme } : {}),
    });
    return context.newPage();
  }

  /**
   * The page of a customer: one script tag, one `<mesh-call>`. It has the static files' origin, so that the
   * signal-worker is a foreign one, as it is for a real site.
   * @returns its address
   */
  addTag({ room, name, server, relayOnly = false, more }: CallOptions): string {
    const attributes = Object.entries({ room, name, server }).map(
      ([key, value]) => `${key}="${escapeHtml(value)}"`,
    );
    if (relayOnly) attributes.push("relay-only");
    if (more !== undefined) attributes.push(more);
    return this.files
      .addPage(`<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">
<title>A customer's page</title><style>html, body { height: 100%; margin: 0 } mesh-call { display: block; height: 100% }</style>
<script type="module" src="/elements.js"></script>
<mesh-call ${attributes.join(" ")}></mesh-call></html>`);
  }

  /** Shows {@link addTag}'s page. Settles when the element is defined. */
  async openTag(page: Page, options: CallOptions): Promise<void> {
    await page.goto(this.addTag(options));
    await page.waitForFunction(() => customElements.get("mesh-call") !== undefined);
  }

  /** Ends browsers, signal-worker and server. Safe to call twice. */
  /** Ends all calls: each page is a browser of its own, and what it goes on encoding slows down the next test. */
  async closePages(): Promise<void> {
    await Promise.allSettled(this.#browsers.splice(0).map((browser) => browser.close()));
  }

  async close(): Promise<void> {
    await this.closePages();
    await this.signalWorker.stop();
    await this.files.stop();
  }
}

/** What is waited for comes, on a busy machine too; a promised time is asserted by the test that promises it. */
export const patienceMs = 60_000;

/** A Chromium whose camera and microphone are fake and allowed. The caller closes it. */
export async function launchChromium(voice: Voice = "en"): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: requireChromium(),
    args: [...chromiumFlags, `--use-file-for-fake-audio-capture=${speechFile(voice)}`],
  });
  browser.on("context", (context) => context.setDefaultTimeout(patienceMs));
  return browser;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
