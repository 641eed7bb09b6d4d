import { html, nothing, type TemplateResult } from "lit";
import { mayHaveRecordings } from "../lobby/identity.ts";
import { defineUnsavedRecordings } from "./define-recording.ts";

/** What was recorded in this browser and not saved. Its code comes where there may be something. */
export function renderUnsaved(): TemplateResult | typeof nothing {
  if (!mayHaveRecordings()) return nothing;
  defineUnsavedRecordings().catch(() => undefined); // next time
  return html`<mesh-unsaved-recordings exportparts="recording"></mesh-unsaved-recordings>`;
}
