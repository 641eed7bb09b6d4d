import { readFileSync, renameSync, writeFileSync } from "node:fs";
import zopfli from "@gfx/zopfli";

/**
 * `node scripts/pack-wasm.ts FROM TO`: deflates a file. zopfli's search takes seconds, and saves 7 %. In a process of its
 * own, since it listens to all errors of the one that it is in.
 */
const [from, to] = process.argv.slice(2);
if (from === undefined || to === undefined) throw new Error("Expected two paths");
zopfli.deflate(readFileSync(from), {}, (error, packed) => {
  if (error) throw error;
  const whole = `${to}.${process.pid}`; // who reads meanwhile must not see half of it
  writeFileSync(whole, packed);
  renameSync(whole, to);
});
