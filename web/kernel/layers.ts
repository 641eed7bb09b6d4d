import * as layout from "../../wasm/layout.ts";
import type { KernelWasm } from "./kernel-wasm.ts";
import { rowsOf, type LayerTable } from "./layer-table.ts";

/** @returns the table with its answers */
export function chooseInTable(
  { exports, doubles }: Pick<KernelWasm, "exports" | "doubles">,
  table: LayerTable,
): LayerTable {
  const at = layout.LAYERS_LIMITS_OFFSET / 8;
  doubles.set(table, at);
  exports.chooseLayers(rowsOf(table));
  return doubles.slice(at, at + table.length);
}
