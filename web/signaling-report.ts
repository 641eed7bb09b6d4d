import { log } from "./room/log.ts";

type Listener = { emit(event: string, ...args: unknown[]): unknown };

/** Tells of the way to the signal-worker as Twilio's SDK does: to the log, and to the page's `eventListener`. */
export function signalingReport(given: unknown): (name: string, error?: Error) => void {
  const startMs = Date.now();
  const listener = isListener(given) ? given : undefined;
  return (name, error) => {
    const timestamp = Date.now();
    const event = {
      elapsedTime: timestamp - startMs,
      group: "signaling",
      level: error === undefined ? "info" : "error",
      name,
      timestamp,
      ...(error === undefined ? {} : { payload: { reason: error.message } }),
    };
    log("info", "event", event);
    listener?.emit("event", event);
  };
}

function isListener(given: unknown): given is Listener {
  return typeof given === "object" && given !== null && "emit" in given && typeof given.emit === "function";
}
