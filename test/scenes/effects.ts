import { MeshActionEvent } from "../../web/elements/events.ts";
import { all, atEnd, openWith, press, said, shown, until, type Scene } from "./scene.ts";

/** Shows what a processor makes. */
function isMade(video: HTMLElement): boolean {
  if (!(video instanceof HTMLVideoElement) || !(video.srcObject instanceof MediaStream)) return false;
  return video.srcObject
    .getVideoTracks()
    .some((track) => track.constructor.name === "MediaStreamTrackGenerator");
}

async function openEffects(): Promise<void> {
  await openWith(1);
  (await shown("mesh-controls")).dispatchEvent(new MeshActionEvent({ do: "show", panel: "effects" }));
  await shown("mesh-effects");
}

/** Threads that begin from now on run this text. */
function withThreads(text: string): void {
  const Original = Worker;
  atEnd(() => (globalThis.Worker = Original));
  globalThis.Worker = class extends Original {
    constructor() {
      super(`data:text/javascript,${encodeURIComponent(text)}`);
    }
  };
}

/** What matters most of the effects panel. */
export const effectScenes: Record<string, Scene> = {
  effects: async () => {
    await openEffects();
    await press("Evening hills");
    await until(() => all("video").some(isMade), "the effect to be seen");
  },
  "effects-failed": async () => {
    await openEffects();
    // nothing of ours is there to be loaded
    withThreads("throw 0");
    await press("Blurred");
    await said("The effect does not work");
  },
};

/** The other states of it. */
export const moreEffectScenes: Record<string, Scene> = {
  "effects-off": async () => {
    await openEffects();
    await said("Nothing changed");
  },
  "effects-loading": async () => {
    await openEffects();
    withThreads("");
    await press("Blurred");
    await said("The effect is being loaded");
  },
  "effects-skin-and-sound": async () => {
    await openEffects();
    for (const [at, range] of all('mesh-effects input[type="range"], input[type="range"]').entries()) {
      if (!(range instanceof HTMLInputElement)) continue;
      range.valueAsNumber = at === 0 ? 5 : 2;
      range.dispatchEvent(new Event("input"));
    }
    await press("Blurred a little");
    const noise = await shown('[role="switch"]');
    noise.click();
    await until(() => all("video").some(isMade), "the effect to be seen");
    noise.scrollIntoView();
  },
};
