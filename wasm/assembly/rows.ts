/** The table that layers.ts works on: one row for each sent track and receiver, and the rungs of each row. */
import { LAYERS_OFFSET, LAYERS_ROW_FIELDS, LAYERS_RUNGS, LAYERS_RUNGS_OFFSET, RUNG_FIELDS } from "../layout";

export function rowAt(row: i32): usize {
  return LAYERS_OFFSET + row * LAYERS_ROW_FIELDS * 8;
}

export function get(row: i32, field: i32): f64 {
  return load<f64>(rowAt(row) + field * 8);
}

export function put(row: i32, field: i32, value: f64): void {
  store<f64>(rowAt(row) + field * 8, value);
}

function rungAt(row: i32, rung: i32, field: i32): usize {
  return LAYERS_RUNGS_OFFSET + ((row * LAYERS_RUNGS + rung) * RUNG_FIELDS + field) * 8;
}

export function ofRung(row: i32, rung: i32, field: i32): f64 {
  return load<f64>(rungAt(row, rung, field));
}

export function putRung(row: i32, rung: i32, field: i32, value: f64): void {
  store<f64>(rungAt(row, rung, field), value);
}
