/** Of the manifest; made when the library is built. */
declare module "virtual:element-names" {
  /** Tag -> properties that a page may set. */
  export const propertyNames: Readonly<Record<string, readonly string[]>>;
  export const eventNames: readonly string[];
}
