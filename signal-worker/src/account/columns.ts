import * as v from "valibot";

/** What is used of a Durable Object's `SqlStorage`. */
export interface Sql {
  exec(query: string, ...values: (string | number | null)[]): { toArray(): unknown[] };
}

/**
 * Gives a table of an earlier version what it does not have.
 *
 * @param table and `columns` are words of ours: a name, its type and what rows have that are there already.
 */
export function addColumns(sql: Sql, table: string, columns: readonly string[]): void {
  for (const column of columns) {
    const [name = ""] = column.split(" ");
    const known = sql.exec("SELECT 1 FROM pragma_table_info(?) WHERE name = ?", table, name).toArray();
    if (known.length === 0) sql.exec(`ALTER TABLE ${table} ADD COLUMN ${column}`);
  }
}

/** A column of JSON that rows of earlier versions do not have. */
export function jsonOr<Value>(schema: v.GenericSchema<unknown, Value>, usual: Value) {
  return v.pipe(
    v.nullable(v.string()),
    v.transform((text) => text ?? "null"),
    v.parseJson(),
    v.nullable(schema),
    v.transform((value): Value => value ?? usual),
  );
}
