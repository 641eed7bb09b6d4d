import { MeshcallError } from "../errors.ts";
import { topLayer } from "../layer.ts";

/** 0: a quarter of what the publisher sends, 1: half, 2: all. */
export type VideoLayer = 0 | 1 | 2;

/** What a subscription receives. */
export interface WatchOptions {
  /** Default: true. */
  audio?: boolean;
  /** Default: true. */
  video?: boolean;
  /** Default: true. */
  data?: boolean;
  /** Of the publisher's width and height, at most; default: 2. */
  spatialLayer?: VideoLayer;
  /** Of the publisher's frames, at most; default: 2. */
  temporalLayer?: VideoLayer;
}

export type WatchSettings = Required<WatchOptions>;

export const usualSettings: WatchSettings = {
  audio: true,
  video: true,
  data: true,
  spatialLayer: topLayer,
  temporalLayer: topLayer,
};

/**
 * What is in force after a change; what it leaves out stays.
 * @throws MeshcallError 54044 for a layer that there is not
 * @throws TypeError for what is no object, or no boolean
 */
export function changedSettings(before: WatchSettings, changes: unknown = {}): WatchSettings {
  if (typeof changes !== "object" || changes === null) throw new TypeError("Expected an object");
  const flag = (name: "audio" | "video" | "data"): boolean => {
    const value: unknown = Reflect.get(changes, name) ?? before[name];
    if (typeof value !== "boolean") throw new TypeError(`Expected \`${name}\` to be a boolean`);
    return value;
  };
  const layer = (name: "spatialLayer" | "temporalLayer"): VideoLayer => {
    const value: unknown = Reflect.get(changes, name) ?? before[name];
    if (value !== 0 && value !== 1 && value !== 2) throw new MeshcallError(54044);
    return value;
  };
  return {
    audio: flag("audio"),
    video: flag("video"),
    data: flag("data"),
    spatialLayer: layer("spatialLayer"),
    temporalLayer: layer("temporalLayer"),
  };
}
