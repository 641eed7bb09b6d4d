/**
 * Defines an element unless the page has one of that name already, so that two copies of Meshcall on one
 * page do not throw. Does nothing where there are no custom elements (server rendering).
 */
export function define(tag: string, element: CustomElementConstructor): void {
  if (typeof customElements === "undefined" || customElements.get(tag) !== undefined) return;
  customElements.define(tag, element);
}
