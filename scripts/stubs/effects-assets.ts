/** The classic script is no module: it knows where it lies by its tag. */
const source = typeof document === "object" ? document.currentScript : null;
const here = source !== null && "src" in source ? source.src : undefined;

/** As web/effects/assets.ts. */
export function assetsUrl(path: string | undefined): string {
  if (path === undefined) return new URL("./effects/", here ?? document.baseURI).href;
  return new URL(path.endsWith("/") ? path : `${path}/`, document.baseURI).href;
}
