import { beforeTheCall } from "./before-the-call.ts";
import { inTheCall } from "./in-the-call.ts";
import type { Scene } from "./scene.ts";
import { endings, troubles } from "./troubles.ts";

/** Every state that the elements can be seen in, by group and name: what tests look over and pictures are made of. */
export const scenes: Readonly<Record<string, Readonly<Record<string, Scene>>>> = {
  "before-the-call": beforeTheCall,
  "in-the-call": inTheCall,
  troubles,
  endings,
};
