import type { LitElement } from "lit";

/** What was focused is gone; the keyboard goes on where the person will look. */
export async function moveFocus(root: ParentNode): Promise<void> {
  const panel = root.querySelector<LitElement>(".panel > *");
  const target =
    panel ?? root.querySelector<LitElement>("mesh-controls, .page > mesh-notice, .page > mesh-lobby");
  await target?.updateComplete;
  target?.focus();
}
