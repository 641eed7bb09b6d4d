import { updateWhenLocaleChanges } from "@lit/localize";
import { LitElement } from "lit";
import { pageLanguage } from "./language/page-language.ts";

/** What every element of Meshcall is: it speaks the page's language, and renders anew when that changes. */
export abstract class MeshElement extends LitElement {
  constructor() {
    super();
    updateWhenLocaleChanges(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const root = this.getRootNode();
    if (!(root instanceof ShadowRoot && root.host instanceof MeshElement)) pageLanguage.follow(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    pageLanguage.forget(this);
  }

  /** Nobody sees English flash by while the words of their own language are on the way. */
  protected override scheduleUpdate(): void | Promise<unknown> {
    const coming = this.hasUpdated ? undefined : pageLanguage.coming;
    return coming === undefined ? super.scheduleUpdate() : coming.then(() => super.scheduleUpdate());
  }
}
