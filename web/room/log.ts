/** In the order of weight. */
const methods = ["debug", "info", "warn", "error"] as const;
export type LogMethod = (typeof methods)[number];
export type LogSink = (method: LogMethod, message: string, data?: unknown) => void;

let least = methods.indexOf("warn");
let sink: LogSink = (method, message, data) =>
  console[method](`Meshcall: ${message}`, ...(data === undefined ? [] : [data]));

/** One line of what Meshcall does. `error`: something was given up. `warn`: it recovered. `info`: a step. */
export function log(method: LogMethod, message: string, data?: unknown): void {
  if (methods.indexOf(method) >= least) sink(method, message, data);
}

/** @param level of the least that is said; `off`: nothing is */
export function setLogLevel(level: LogMethod | "off"): void {
  least = level === "off" ? methods.length : methods.indexOf(level);
}

/** From now on everything goes there, whatever its weight. */
export function setLogSink(next: LogSink): void {
  sink = next;
  least = 0;
}
