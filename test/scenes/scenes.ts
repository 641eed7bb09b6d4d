import { beforeTheCall } from "./before-the-call.ts";
import { captionScenes } from "./captions.ts";
import { chatScenes } from "./chat.ts";
import { moreEffectScenes } from "./effects.ts";
import { inTheCall } from "./in-the-call.ts";
import { recordings } from "./recording.ts";
import type { Scene } from "./scene.ts";
import { endings, troubles } from "./troubles.ts";

/** Every state that the elements can be seen in, by group and name: what tests look over and pictures are made of. */
export const scenes: Readonly<Record<string, Readonly<Record<string, Scene>>>> = {
  "before-the-call": beforeTheCall,
  "in-the-call": inTheCall,
  features: { ...chatScenes, ...captionScenes, ...moreEffectScenes },
  recordings,
  troubles,
  endings,
};
