import { updateWhenLocaleChanges } from "@lit/localize";
import { LitElement, type PropertyValues } from "lit";
import { adoptStylesInto } from "./adopted-styles.ts";
import { MeshFocusLostEvent } from "./events.ts";
import { pageLanguage } from "./language/page-language.ts";

/**
 * What every element of Meshcall is: it speaks the page's language, and renders anew when that changes; and where what has the
 * keyboard vanishes, the keyboard does not.
 * @fires mesh-focus-lost
 * @cssprop --mesh-accent - buttons, rings and marks
 * @cssprop --mesh-on-accent - words and icons on the accent
 * @cssprop --mesh-background - behind everything
 * @cssprop --mesh-surface - bar, panels, fields
 * @cssprop --mesh-tile - behind a picture, and where there is none
 * @cssprop --mesh-text - words
 * @cssprop --mesh-quiet - lesser words
 * @cssprop --mesh-line - borders
 * @cssprop --mesh-danger - what is off, or ends the call
 * @cssprop --mesh-on-danger - words and icons on that
 * @cssprop --mesh-radius - corners of tiles and panels
 * @cssprop --mesh-font - font family
 */
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

  /** Moved to another document, with all that it does. */
  adoptedCallback(): void {
    const styles = (this.constructor as typeof MeshElement).elementStyles;
    if (this.shadowRoot !== null) adoptStylesInto(this.shadowRoot, styles);
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    if (this.ownerDocument === document) return super.createRenderRoot();
    const { elementStyles, shadowRootOptions } = this.constructor as typeof MeshElement;
    const root = this.shadowRoot ?? this.attachShadow(shadowRootOptions);
    adoptStylesInto(root, elementStyles);
    return root;
  }

  protected override update(changed: PropertyValues): void {
    const focused = this.shadowRoot?.activeElement;
    super.update(changed);
    if (focused === undefined || focused === null || focused.isConnected) return;
    if (this.dispatchEvent(new MeshFocusLostEvent())) this.focus();
  }

  /** Nobody sees English flash by while the words of their own language are on the way. */
  protected override scheduleUpdate(): void | Promise<unknown> {
    const coming = this.hasUpdated ? undefined : pageLanguage.coming;
    return coming === undefined ? super.scheduleUpdate() : coming.then(() => super.scheduleUpdate());
  }
}
