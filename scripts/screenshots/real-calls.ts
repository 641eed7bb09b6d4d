import type { Browser, Page } from "playwright";
import { SignalWorker } from "../../test/e2e/harness/signal-worker.ts";
import { serveStaticFiles, type StaticFiles } from "../../test/e2e/harness/static-files.ts";
import { showPerson } from "./person.ts";
import type { Shooting } from "./shooting.ts";

const group = "real-calls";

/** Takes the built site in real calls. @param chosen none: all */
export async function shootRealCalls(
  browser: Browser,
  shooting: Shooting,
  chosen: readonly string[],
): Promise<void> {
  const files = await serveStaticFiles();
  const signalWorker = await SignalWorker.start({ ROOM_TYPE: "peer-to-peer" });
  try {
    const site = new Site(browser, files, signalWorker);
    for (const [name, take] of Object.entries(takes)) {
      if (chosen.length > 0 && !chosen.includes(name) && !chosen.includes(group)) continue;
      console.log(name);
      await take(site, (page, scene) => shooting.shoot(page, group, scene));
      await site.close();
    }
  } finally {
    await signalWorker.stop();
    await files.stop();
  }
}

type Shoot = (page: Page, scene: string) => Promise<void>;

/** The site, and the people at it. */
class Site {
  readonly #browser: Browser;
  readonly #files: StaticFiles;
  readonly #signalWorker: SignalWorker;
  readonly #pages: Page[] = [];

  constructor(browser: Browser, files: StaticFiles, signalWorker: SignalWorker) {
    this.#browser = browser;
    this.#files = files;
    this.#signalWorker = signalWorker;
  }

  /** One person at one browser. */
  async person(look: number): Promise<Page> {
    const context = await this.#browser.newContext({ permissions: ["camera", "microphone"] });
    await context.addInitScript(showPerson, look);
    await context.addInitScript(nameSignalWorker, this.#signalWorker.url);
    const page = await context.newPage();
    this.#pages.push(page);
    return page;
  }

  async open(page: Page, room?: string): Promise<void> {
    await page.goto(`${this.#files.url}/site/${room === undefined ? "" : `?room=${room}`}`);
  }

  async join(page: Page, room: string, name: string): Promise<void> {
    await this.open(page, room);
    await page.getByLabel("Your name").fill(name);
    await page.getByRole("button", { name: "Join", exact: true }).click();
    await page.getByRole("toolbar").first().waitFor();
  }

  /** Everybody sees everybody. */
  async call(room: string, names: readonly string[]): Promise<Page[]> {
    const pages: Page[] = [];
    for (const [look, name] of names.entries()) {
      const page = await this.person(look);
      await this.join(page, room, name);
      pages.push(page);
    }
    for (const [index, page] of pages.entries())
      for (const name of names.toSpliced(index, 1)) await picture(page, name);
    return pages;
  }

  /** Everybody goes. */
  async close(): Promise<void> {
    for (const page of this.#pages.splice(0)) await page.context().close();
  }
}

/** Runs in the page: a static host names its signal-worker in its HTML. */
function nameSignalWorker(url: string): void {
  addEventListener("DOMContentLoaded", () => {
    const meta = document.createElement("meta");
    meta.name = "meshcall-server";
    meta.content = url;
    document.head.append(meta);
  });
}

/** Settles when the tile of this name shows a frame. */
async function picture(page: Page, name: string): Promise<void> {
  const video = page.locator("mesh-tile").filter({ hasText: name }).locator("video:not([hidden])");
  await video.first().evaluate(async (shown: HTMLVideoElement) => {
    if (shown.videoWidth > 0) return;
    await new Promise((settle) => shown.addEventListener("resize", settle, { once: true }));
  });
}

const names = ["Anna Berg", "Tomas Lind", "Mei Tanaka", "Amara Okafor"];

const takes: Record<string, (site: Site, shoot: Shoot) => Promise<void>> = {
  async site(site, shoot) {
    const page = await site.person(0);
    await site.open(page);
    await shoot(page, "site");
  },
  async "real-lobby"(site, shoot) {
    const page = await site.person(0);
    await site.open(page, "calm-otter-417");
    await page.getByLabel("Your name").fill("Anna Berg");
    // somebody speaks
    await page
      .locator('[role="meter"][aria-valuenow]:not([aria-valuenow^="1"], [aria-valuenow="0"])')
      .waitFor();
    await shoot(page, "lobby");
  },
  async "real-pair"(site, shoot) {
    const [anna, tomas] = await site.call("calm-otter-417", names.slice(0, 2));
    if (anna === undefined || tomas === undefined) return;
    await shoot(anna, "pair");
    await anna.getByRole("button", { name: "Chat", exact: true }).click();
    await anna.getByLabel("Message", { exact: true }).fill("Morning! Can you see the plan?");
    await anna.keyboard.press("Enter");
    await tomas.getByRole("button", { name: "Chat" }).click();
    await tomas.getByText("Morning!").waitFor();
    await shoot(tomas, "chat");
    await anna.getByRole("button", { name: "Leave", exact: true }).click();
    await anna.getByRole("menuitem", { name: "Leave the call" }).click(); // the host may end it for everybody
    await anna.getByRole("button", { name: "Join again" }).waitFor();
    await shoot(anna, "left");
  },
  async "real-crowd"(site, shoot) {
    const [anna, tomas] = await site.call("lively-robin-909", names);
    if (anna === undefined || tomas === undefined) return;
    await shoot(anna, "four");
    await tomas.getByRole("button", { name: "Share screen" }).click();
    await picture(anna, "screen");
    await shoot(anna, "four-and-a-screen");
    await shoot(tomas, "sharing");
  },
};
