import { html, type TemplateResult } from "lit";
import { MeshActionEvent } from "../events.ts";
import { icons } from "../icons.ts";

/**
 * @param panel where the close button fires `mesh-action`
 * @param close what that button is called
 * @param tools buttons before it
 */
export function renderPanelHead(
  panel: HTMLElement,
  heading: string,
  close: string,
  tools?: TemplateResult,
): TemplateResult {
  const onClose = () => panel.dispatchEvent(new MeshActionEvent({ do: "show", panel: "none" }));
  return html`<header role="none">
    <h2>${heading}</h2>
    ${tools}
    <button type="button" class="bare" aria-label=${close} @click=${onClose}>${icons.close}</button>
  </header>`;
}
