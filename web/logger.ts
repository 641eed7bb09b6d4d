import { setLogSink } from "./room/log.ts";

/** The types of loglevel 1.7, which Twilio's `Logger` is. */
export declare namespace Log {
  interface LogLevel {
    TRACE: 0;
    DEBUG: 1;
    INFO: 2;
    WARN: 3;
    ERROR: 4;
    SILENT: 5;
  }
  type LogLevelNumbers = LogLevel[keyof LogLevel];
  type LogLevelDesc = LogLevelNumbers | Lowercase<keyof LogLevel> | keyof LogLevel;
  type LoggingMethod = typeof console.log;
  type MethodFactory = (
    methodName: string,
    level: LogLevelNumbers,
    loggerName: string | symbol,
  ) => LoggingMethod;
  interface Logger {
    readonly levels: LogLevel;
    methodFactory: MethodFactory;
    trace: LoggingMethod;
    debug: LoggingMethod;
    log: LoggingMethod;
    info: LoggingMethod;
    warn: LoggingMethod;
    error: LoggingMethod;
    /** Meshcall keeps no level beyond the page, whatever `persist` says. */
    setLevel(level: LogLevelDesc, persist?: boolean): void;
    getLevel(): LogLevelNumbers;
    setDefaultLevel(level: LogLevelDesc): void;
    enableAll(persist?: boolean): void;
    disableAll(persist?: boolean): void;
  }
  interface RootLogger extends Logger {
    noConflict(): unknown;
    getLogger(name: string | symbol): Logger;
    getLoggers(): { [name: string]: Logger };
    default: RootLogger;
  }
}

const levels: Log.LogLevel = { TRACE: 0, DEBUG: 1, INFO: 2, WARN: 3, ERROR: 4, SILENT: 5 };
const methods = ["trace", "debug", "info", "warn", "error"] as const;
const silent: Log.LoggingMethod = () => undefined;
const toConsole: Log.MethodFactory = (name) =>
  console[methods.find((method) => method === name) ?? "debug"].bind(console);
/** The name under which the SDK logs, unless `loggerName` says another. */
const usualName = "twilio-video";

class LevelLogger implements Log.Logger {
  readonly levels = levels;
  methodFactory: Log.MethodFactory;
  trace = silent;
  debug = silent;
  log = silent;
  info = silent;
  warn = silent;
  error = silent;
  readonly #name: string | symbol;
  #level: Log.LogLevelNumbers = levels.WARN;

  constructor(name: string | symbol, level: Log.LogLevelNumbers, factory: Log.MethodFactory) {
    this.#name = name;
    this.methodFactory = factory;
    this.setLevel(level);
  }

  /** @throws TypeError for what is no level */
  setLevel(level: Log.LogLevelDesc): void {
    const number = typeof level === "string" ? levels[asKey(level)] : level;
    if (!Object.values(levels).includes(number)) throw new TypeError(`No such level: ${String(level)}`);
    this.#level = number;
    for (const [at, method] of methods.entries())
      this[method] = at < number ? silent : this.methodFactory(method, number, this.#name);
    this.log = this.debug;
  }
  getLevel(): Log.LogLevelNumbers {
    return this.#level;
  }
  setDefaultLevel(level: Log.LogLevelDesc): void {
    this.setLevel(level);
  }
  enableAll(): void {
    this.setLevel(levels.TRACE);
  }
  disableAll(): void {
    this.setLevel(levels.SILENT);
  }
}

class RootLevelLogger extends LevelLogger implements Log.RootLogger {
  readonly default = this;
  readonly #loggers: { [name: string]: Log.Logger } = {};

  constructor() {
    super("", levels.WARN, toConsole);
  }

  /** The SDK logs as `twilio-video`: date, level, component, message, data. @throws TypeError for no name */
  getLogger(name: string | symbol): Log.Logger {
    if ((typeof name !== "string" && typeof name !== "symbol") || name === "")
      throw new TypeError("You must supply a name when creating a logger.");
    const key = String(name);
    const logger = (this.#loggers[key] ??= new LevelLogger(name, this.getLevel(), this.methodFactory));
    if (name === usualName)
      setLogSink((method, message, data) => {
        const line = [new Date().toISOString(), method, "[meshcall]", message];
        logger[method](...line, ...(data === undefined ? [] : [data]));
      });
    return logger;
  }
  getLoggers(): { [name: string]: Log.Logger } {
    return this.#loggers;
  }
  noConflict(): this {
    return this;
  }
}

function asKey(level: string): keyof Log.LogLevel {
  const upper = level.toUpperCase();
  for (const key of Object.keys(levels)) if (key === upper && isKey(key)) return key;
  throw new TypeError(`No such level: ${level}`);
}
function isKey(key: string): key is keyof Log.LogLevel {
  return Object.hasOwn(levels, key);
}

/** What Meshcall does, line by line, to wherever a page wants it: as Twilio's `Logger`, a loglevel 1.7. */
export const Logger: Log.RootLogger = /* @__PURE__ */ new RootLevelLogger();
