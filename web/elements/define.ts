/**
 * Defines an element that the page does not have yet, so that two copies of Meshcall on one page do not throw. Does nothing
 * where there are no custom elements (server rendering).
 */
export function define(tag: string, element: CustomElementConstructor): void {
  if (typeof customElements === "undefined" || customElements.get(tag) !== undefined) return;
  customElements.define(tag, element);
}
