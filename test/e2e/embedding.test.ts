import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { FrameLocator, Page } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { inRepository } from "../../scripts/repository.ts";
import { CallHarness } from "./harness/call-harness.ts";
import { servePolicyHost, type PolicyHost } from "./harness/policy-host.ts";
import { readRecipes, withAddresses, type Recipe } from "./harness/recipes.ts";

/** A page, or the one in its iframe. */
type Place = Page | FrameLocator;

describe("the recipes of docs/embedding.md, with the policy enforced", () => {
  let harness: CallHarness;
  let pageHost: PolicyHost;
  let frameHost: PolicyHost;
  let anna: Page;
  let ben: Page;
  /** What pages told of violations, and browsers on their consoles. */
  const told: string[] = [];

  beforeAll(async () => {
    harness = await CallHarness.start();
    const signalWorkerUrl = harness.signalWorker.url;
    [pageHost, frameHost] = await Promise.all([
      servePolicyHost(signalWorkerUrl),
      servePolicyHost(signalWorkerUrl),
    ]);
    [anna, ben] = await Promise.all([openWatched("en"), openWatched("it")]);
  });
  // the two are there for every recipe, and do nothing between them
  afterEach(() => Promise.all([anna, ben].map((page) => page.goto("about:blank"))));
  afterAll(async () => {
    await Promise.all([pageHost?.stop(), frameHost?.stop()]);
    await harness?.close();
  });

  async function openWatched(voice: "en" | "it"): Promise<Page> {
    const page = await harness.openPage({ voice });
    await page.addInitScript(watchPolicies);
    page.on("console", (message) => {
      if (/content security policy|permissions policy violation/i.test(message.text()))
        told.push(message.text());
    });
    return page;
  }

  function serve({ pages }: Recipe, change: (policy: string) => string = (policy) => policy): void {
    const hash = createHash("sha384").update(readFileSync(inRepository("dist/meshcall.cdn.js")));
    const addresses = {
      "https://signal.example": harness.signalWorker.url,
      "wss://signal.example": harness.signalWorker.url.replace("http", "ws"),
      "https://cdn.example": frameHost.url,
      "https://call.example": frameHost.url,
      "https://page.example": pageHost.url,
      "sha384-HASH": `sha384-${hash.digest("base64")}`,
    };
    const hosts = [pageHost, frameHost];
    hosts[1]?.serve({ headers: {}, html: "" });
    pages.forEach((page, index) => {
      const { headers, html } = withAddresses(page, addresses);
      const policy = headers["Content-Security-Policy"] ?? "";
      hosts[index]?.serve({ headers: { ...headers, "Content-Security-Policy": change(policy) }, html });
    });
  }

  /** Everything that was violated since the last time somebody asked. */
  async function violations(): Promise<string[]> {
    for (const page of [anna, ben]) {
      for (const frame of page.frames())
        told.push(...(await frame.evaluate(() => window.violations.splice(0)).catch(() => [])));
    }
    return [...told.splice(0), ...pageHost.violations.splice(0), ...frameHost.violations.splice(0)];
  }

  it.each(readRecipes())("$name", async (recipe) => {
    serve(recipe);
    const isFramed = recipe.pages.length > 1;
    const hasKernel = !recipe.pages.at(-1)?.html.includes("no-kernel");
    const [a, b] = await Promise.all([anna, ben].map((page) => enter(page, pageHost.url, isFramed)));
    if (a === undefined || b === undefined) throw new Error("two pages were opened");
    await press(a, "Join");
    await press(b, "Join");
    await Promise.all([picture(a), picture(b)]);
    if (hasKernel) await a.locator("mesh-tile[speaking]").first().waitFor();

    await press(a, "Chat");
    await press(b, "Chat");
    await a.getByRole("textbox").fill("hello over there");
    await a.getByRole("textbox").press("Enter");
    if (hasKernel) await b.getByRole("log").getByText("hello over there").waitFor();
    else await a.getByText("Not sent").waitFor();
    for (const panel of ["People", "Devices", "Connection details", "Check who listens"]) {
      await openPanel(a, panel);
      if (panel === "Connection details") await a.getByRole("row", { name: "Way direct" }).waitFor();
      if (panel === "Check who listens") await a.getByRole("button", { name: /^Compare with/ }).click();
    }
    await a.getByRole("button", { name: "Yes, the same" }).click();
    if (hasKernel) await blur(a);

    await press(b, "Share screen");
    await a.locator("mesh-tile[source=screen]").first().waitFor();
    await press(b, "Stop sharing");
    await a.locator("mesh-tile[source=screen]").first().waitFor({ state: "detached" });
    for (const place of [a, b]) await leave(place);
    expect(await violations()).toEqual([]);
  });

  it("without its connect-src: the person reads what is missing, and so does the page", async () => {
    serve(recipeOf("Your own signal-worker"), (policy) =>
      policy.replace(/connect-src [^;]*/, "connect-src 'self'"),
    );
    const place = await enter(anna, pageHost.url, false);
    const told = toldOf(anna, 54058);
    await press(place, "Join");
    await place.getByText("This page may not reach the call server").waitFor();
    await place.getByText(`connect-src ${harness.signalWorker.url} ws://`).waitFor();
    expect((await told).remedy).toContain(`Add to connect-src: ${harness.signalWorker.url} ws://`);
    expect((await violations()).join()).toContain("connect-src");
  });

  it("without its camera: the token is named, in the page and in an iframe", async () => {
    const page = recipeOf("Your own signal-worker");
    const headers = { ...page.pages[0]?.headers, "Permissions-Policy": "camera=(), microphone=(self)" };
    serve({ ...page, pages: page.pages.map(({ html }) => ({ html, headers })) });
    const place = await enter(anna, pageHost.url, false);
    await place.getByText("This page may not use cameras").waitFor();
    await place.getByText("Code 54057").waitFor();

    const framed = recipeOf("In an iframe");
    serve({
      ...framed,
      pages: framed.pages.map((each) => ({ ...each, html: each.html.replace("camera; microphone; ", "") })),
    });
    const inner = await enter(anna, pageHost.url, true);
    await inner.getByText("This page may not use cameras and microphones").waitFor();
    await violations();
  });

  it("would have noticed: the same page without blob: reports the kernel", async () => {
    serve(recipeOf("Your own signal-worker"), (policy) => policy.replaceAll("blob:", ""));
    const place = await enter(anna, pageHost.url, false);
    const told = toldOf(anna, 54058);
    await press(place, "Join");
    expect(await told).toEqual({ code: 54058, remedy: "Add to worker-src: blob:; or give kernel-url" });
    await expect.poll(async () => (await violations()).join()).toContain("worker-src");
  });
});

declare global {
  interface Window {
    violations: string[];
  }
}

function recipeOf(name: string): Recipe {
  const recipe = readRecipes().find((each) => each.name.startsWith(name));
  if (recipe === undefined) throw new Error(`there is no recipe ${name}`);
  return recipe;
}

/** The next failure of this code that the page is told. */
function toldOf(page: Page, wanted: number): Promise<{ code: number | undefined; remedy: string }> {
  return page.evaluate(
    (expected) =>
      new Promise((resolve) =>
        document.body.addEventListener("mesh-error", ({ code, remedy }) => {
          if (code === expected) resolve({ code, remedy });
        }),
      ),
    wanted,
  );
}

/** Runs in each page and frame before anything else. */
function watchPolicies(): void {
  window.violations = [];
  document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
    window.violations.push(`${effectiveDirective} ${blockedURI}`),
  );
  new ReportingObserver(
    (reports) => window.violations.push(...reports.map(({ body }) => JSON.stringify(body))),
    { types: ["permissions-policy-violation"], buffered: true },
  ).observe();
}

async function enter(page: Page, url: string, isFramed: boolean): Promise<Place> {
  await page.goto("about:blank");
  await page.goto(url);
  const place = isFramed ? page.frameLocator("iframe") : page;
  await place.getByRole("textbox").first().fill("Somebody");
  return place;
}

async function press(place: Place, name: string): Promise<void> {
  await place.getByRole("button", { name, exact: true }).first().click();
}

/** By its button, or by the menu for what has no place among the buttons. Settles when it lies open. */
async function openPanel(place: Place, name: string): Promise<void> {
  const button = place.getByRole("button", { name, exact: true });
  if ((await button.count()) > 0) {
    await button.first().click();
  } else {
    await press(place, "More");
    await place.getByRole("menuitem", { name, exact: true }).click();
  }
  await place.getByRole("complementary", { name, exact: true }).waitFor();
}

/** A host is asked once more whether the call ends for all. */
async function leave(place: Place): Promise<void> {
  await press(place, "Leave");
  const left = place.getByRole("button", { name: "Join again" });
  const alone = place.getByRole("menuitem", { name: "Leave the call" });
  await left.or(alone).first().waitFor();
  if (await alone.isVisible()) await alone.click();
  await left.waitFor();
}

/** Settles when somebody else's picture moves. */
async function picture(place: Place): Promise<void> {
  const video = place.locator("mesh-tile:not([own]) video").first();
  await video.waitFor({ state: "visible" });
  await video.evaluate(async (element) => {
    if (!(element instanceof HTMLVideoElement)) throw new Error("no video");
    for (let frame = 0; frame < 5; frame++)
      await new Promise((resolve) => element.requestVideoFrameCallback(resolve));
  });
}

/** The own picture is changed, with files of the package that the policy lets in. */
async function blur(place: Place): Promise<void> {
  await openPanel(place, "Background and effects");
  const panel = place.getByRole("complementary", { name: "Background and effects", exact: true });
  await panel.getByRole("radio", { name: "Blurred", exact: true }).check({ force: true });
  await panel.getByRole("switch", { name: "Remove more noise" }).check({ force: true });
  await panel.locator("mesh-effects").evaluate(async (effects) => {
    const isDone = (): boolean =>
      [...(effects.shadowRoot?.querySelectorAll("[role=status]") ?? [])].every(
        (status) => status.textContent.trim() === "",
      );
    while (!isDone()) await new Promise((resolve) => requestAnimationFrame(resolve));
  });
}
