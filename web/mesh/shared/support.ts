/** A track of pictures that a script writes: MediaStreamTrack Insertable Media Processing (Chromium's form). */
type MakesTrack = new (init: { kind: "video" }) => MediaStreamTrack & {
  readonly writable: WritableStream<VideoFrame>;
};

/** What sharing takes, all of it; parts of it are missing in Firefox and Safari. */
export interface Support {
  readonly MediaStreamTrackGenerator: MakesTrack;
}

const needed = ["MediaStreamTrackGenerator", "RTCRtpScriptTransform"];

function isSupport(scope: object): scope is Support {
  return needed.every((name) => typeof Reflect.get(scope, name) === "function");
}

/** @returns undefined where the browser lacks a part */
export function supportOf(scope: object = globalThis): Support | undefined {
  return isSupport(scope) && "transform" in RTCRtpSender.prototype ? scope : undefined;
}
