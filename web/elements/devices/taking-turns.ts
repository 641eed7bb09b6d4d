import type { CallServices } from "../../room/connect-options.ts";

let last: Promise<unknown> = Promise.resolve();

/** Several calls on one page open devices one after the other: a browser asks for one at a time. */
export function takingTurns(services: CallServices): CallServices {
  return {
    ...services,
    createLocalTracks: (options) => afterOthers(() => services.createLocalTracks(options)),
    createLocalAudioTrack: (options) => afterOthers(() => services.createLocalAudioTrack(options)),
    createLocalVideoTrack: (options) => afterOthers(() => services.createLocalVideoTrack(options)),
  };
}

function afterOthers<Value>(open: () => Promise<Value>): Promise<Value> {
  const opened = last.then(open);
  last = opened.catch(() => undefined);
  return opened;
}
