import { all, clearScene, showPictures, until } from "../../test/scenes/scene.ts";
import { scenes } from "../../test/scenes/scenes.ts";

declare global {
  interface Window {
    staged: {
      /** Names of scenes, by group. */
      names: [group: string, names: string[]][];
      /** Settles when the scene shows, in place of the one before. */
      open(group: string, name: string): Promise<void>;
    };
  }
}

showPictures(
  (person) => window.drawPerson?.(person + 1) ?? new MediaStream(),
  () => window.drawScreen?.() ?? new MediaStream(),
);

window.staged = {
  names: Object.entries(scenes).map(([group, each]) => [group, Object.keys(each)]),
  async open(group, name) {
    clearScene();
    await scenes[group]?.[name]?.();
    await until(picturesCome, "pictures").catch(() => undefined);
  },
};

function picturesCome(): boolean {
  return all("video").every(
    (video) => video instanceof HTMLVideoElement && (video.hidden || video.readyState >= 2),
  );
}
