import type { LitElement } from "lit";
import type { Panel } from "./call-state.ts";

/** What was focused is gone; the keyboard goes on where the person will look. */
export async function moveFocus(root: ParentNode, panel: Panel): Promise<void> {
  const place = panel === "none" ? undefined : `mesh-${panel}`;
  const target = root.querySelector<LitElement>(place ?? "mesh-controls, mesh-notice");
  await target?.updateComplete;
  if (target !== null) target.focus();
  else root.querySelector<HTMLElement>(".waiting input, .waiting button")?.focus();
}
