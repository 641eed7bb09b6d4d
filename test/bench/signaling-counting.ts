/**
 * The instrument that counts what wakes a Durable Object: a module around the built signal-worker, whose code stays as it
 * is. It also moves the clock: alarms do not ring by themselves but when they are told to, at the time they were set for.
 */

/** What kept an object awake, by the moved clock. */
export interface Waking {
  /** Class and name of the object. */
  readonly object: string;
  /** `work` is what goes on after its event: it keeps the object awake and is no request. */
  readonly kind: "fetch" | "message" | "close" | "alarm" | "rpc" | "work";
  readonly startMs: number;
  readonly endMs: number;
}
export interface Counted {
  readonly nowMs: number;
  readonly wakings: readonly Waking[];
  readonly rowsWritten: number;
  /** Requests to the signal-worker itself. */
  readonly requests: number;
  readonly alarms: readonly { readonly object: string; readonly atMs: number }[];
}

export const countingPaths = { counted: "/bench/counted", move: "/bench/move", ring: "/bench/ring" } as const;

/** @param classes binding of each Durable Object class */
export function countingModule(classes: Readonly<Record<string, string>>): string {
  const exported = Object.keys(classes).map(
    (name) => `export class ${name} extends counted(built.${name}, "${name}") {}`,
  );
  return `
import worker, * as built from "./index.js";
const bindings = ${JSON.stringify(classes)};
const paths = ${JSON.stringify(countingPaths)};
${instrument}
${exported.join("\n")}
`;
}

const instrument = String.raw`
const realNow = Date.now.bind(Date);
let aheadMs = 0;
let requests = 0;
let rowsWritten = 0;
const wakings = [];
const alarms = new Map();
Date.now = () => realNow() + aheadMs;

const kinds = { fetch: "fetch", webSocketMessage: "message", webSocketClose: "close", webSocketError: "close", alarm: "alarm" };

function during(object, kind, work) {
  const waking = { object, kind, startMs: Date.now(), endMs: Date.now() };
  wakings.push(waking);
  const end = () => { waking.endMs = Date.now(); };
  const result = work();
  if (result instanceof Promise) result.then(end, end);
  return result;
}

function watch(ctx, className) {
  const object = className + " " + ctx.id.name;
  const { storage } = ctx;
  const own = (target, name, value) => Object.defineProperty(target, name, { value, configurable: true });
  const written = () => { rowsWritten++; };
  own(storage, "setAlarm", async (at) => { written(); alarms.set(object, Number(at)); });
  own(storage, "getAlarm", async () => alarms.get(object) ?? null);
  own(storage, "deleteAlarm", async () => { alarms.delete(object); });
  const deleteAll = storage.deleteAll.bind(storage);
  own(storage, "deleteAll", () => { alarms.delete(object); return deleteAll(); });
  const { sql } = storage;
  const exec = sql.exec.bind(sql);
  own(sql, "exec", (...query) => { const cursor = exec(...query); rowsWritten += cursor.rowsWritten; return cursor; });
  const timestamp = ctx.getWebSocketAutoResponseTimestamp.bind(ctx);
  own(ctx, "getWebSocketAutoResponseTimestamp", (socket) => {
    const date = timestamp(socket);
    return date && new Date(date.getTime() + aheadMs);
  });
  const waitUntil = ctx.waitUntil.bind(ctx);
  own(ctx, "waitUntil", (promise) => waitUntil(during(object, "work", () => promise)));
  return object;
}

function counted(Base, className) {
  class Counted extends Base {
    constructor(ctx, env) {
      const object = watch(ctx, className);
      super(ctx, env);
      this.benchObject = object;
    }
    benchRing() {
      alarms.delete(this.benchObject);
      return this.alarm();
    }
  }
  for (const name of Object.getOwnPropertyNames(Base.prototype)) {
    if (name === "constructor" || typeof Base.prototype[name] !== "function") continue;
    Counted.prototype[name] = function (...args) {
      const run = () => Base.prototype[name].apply(this, args);
      if (this.benchInside) return run(); // one method that uses another
      this.benchInside = true;
      try {
        return during(this.benchObject, kinds[name] ?? "rpc", run);
      } finally {
        this.benchInside = false;
      }
    };
  }
  return Counted;
}

export default {
  async fetch(request, env, ctx) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === paths.counted)
      return Response.json({
        nowMs: Date.now(), wakings, requests, rowsWritten,
        alarms: [...alarms].map(([object, atMs]) => ({ object, atMs })),
      });
    if (pathname === paths.move) {
      aheadMs = Number(searchParams.get("to")) - realNow();
      return new Response("moved");
    }
    if (pathname === paths.ring) {
      const [className, ...name] = searchParams.get("object").split(" ");
      await env[bindings[className]].getByName(name.join(" ")).benchRing();
      return new Response("rung");
    }
    requests++;
    return worker.fetch(request, env, ctx);
  },
};
`;
