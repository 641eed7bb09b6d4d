/** Rows of "Who may do what" in docs/access.md, by act; of each its cells, by who asks. */
export function actTable(text: string): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const [, section = ""] = text.split("## Who may do what");
  const [, first = ""] = /((?:^\|.*\n)+)/m.exec(section) ?? [];
  const [head = [], , ...rows] = first
    .trim()
    .split("\n")
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  return new Map(
    rows.map(([act = "", ...cells]) => [
      act.replaceAll("`", ""),
      Object.fromEntries(cells.map((cell, index) => [head[index + 1] ?? "", cell])),
    ]),
  );
}
