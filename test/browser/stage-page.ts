import { expect } from "vitest";
import { cdp, page } from "vitest/browser";
import { defineParts } from "../../web/elements/call/define-parts.ts";
import { provideCallServices } from "../../web/elements/provided.ts";
import { viewOf } from "../../web/elements/stage/stage-view.ts";
import type { LocalTrack } from "../../web/room/publications.ts";
import { FakeCall } from "../fakes/fake-call.ts";
import { clearPage, expectNoOverflow } from "./elements-page.ts";

export const names = ["Bea", "Cleo", "Dan", "Eva", "Finn", "G\u00fcl", "Hugo", "Ida", "Jan"];

/** To call after each test. */
export async function clearStage(): Promise<void> {
  document.documentElement.dir = "";
  clearPage();
  await page.viewport(1280, 800);
}

/** A stage alone on the page, which fills it. */
export async function open(others: number, tracks: LocalTrack[] = []) {
  const call = new FakeCall();
  provideCallServices(call.services);
  await defineParts();
  await call.services.connect("token", { tracks });
  const style = document.createElement("style");
  style.textContent = "html, body { height: 100%; margin: 0 } mesh-stage { display: block; height: 100% }";
  const stage = document.createElement("mesh-stage");
  stage.room = call.room;
  document.body.append(style, stage);
  const people = names.slice(0, others).map((name) => call.person(name));
  await expect.poll(() => tiles().length).toBe(others + 1);
  await settled();
  return { call, people, stage, view: viewOf(call.room) };
}

export function root(): ShadowRoot {
  return document.querySelector("mesh-stage")!.shadowRoot!;
}

export function tiles(): HTMLElementTagNameMap["mesh-tile"][] {
  return [...root().querySelectorAll("mesh-tile")];
}

export function tile(name: string, source = "camera"): HTMLElementTagNameMap["mesh-tile"] {
  return tiles().find((each) => each.name === name && each.source === source)!;
}

/** Everything is drawn, and nobody moves any more. */
export async function settled(): Promise<void> {
  await document.querySelector("mesh-stage")!.updateComplete;
  await Promise.all(tiles().map(({ updateComplete }) => updateComplete));
  await new Promise(requestAnimationFrame);
  await Promise.all(
    root()
      .getAnimations()
      .map(({ finished }) => finished),
  );
}

export async function emulateMotion(value: string): Promise<void> {
  const session: unknown = cdp();
  await (session as { send(method: string, parameters: object): Promise<void> }).send(
    "Emulation.setEmulatedMedia",
    { features: [{ name: "prefers-reduced-motion", value }] },
  );
}

export function rectOf(name: string, source?: string): DOMRect {
  return tile(name, source).getBoundingClientRect();
}

/** Inside the stage, over nobody else (save oneself in a corner), and the picture as it is, not stretched. */
export async function expectInPlace(): Promise<void> {
  const space = root().host.getBoundingClientRect();
  const all = tiles().map((each) => ({
    floats: each.own && root().querySelector(".pair") !== null,
    rect: each.getBoundingClientRect(),
    fit: getComputedStyle(each.shadowRoot!.querySelector("video")!).objectFit,
    source: each.source,
  }));
  for (const [index, { rect, fit, source, floats }] of all.entries()) {
    expect(fit).toBe(source === "screen" ? "contain" : "cover");
    expect(rect.left).toBeGreaterThanOrEqual(space.left);
    expect(rect.top).toBeGreaterThanOrEqual(space.top);
    expect(rect.right).toBeLessThanOrEqual(space.right + 0.5);
    expect(rect.bottom).toBeLessThanOrEqual(space.bottom + 0.5);
    expect(Math.min(rect.width, rect.height)).toBeGreaterThan(40);
    for (const other of all.slice(index + 1)) {
      if (floats || other.floats) continue;
      const apart =
        rect.right <= other.rect.left + 0.5 ||
        other.rect.right <= rect.left + 0.5 ||
        rect.bottom <= other.rect.top + 0.5 ||
        other.rect.bottom <= rect.top + 0.5;
      expect(apart).toBe(true);
    }
  }
  await expectNoOverflow();
}
