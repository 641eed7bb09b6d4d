const here: string = import.meta.url;

/**
 * Where the files lie that the effects load: `dist/effects/` of the package.
 * @param path what the page says, relative to the page; left out, beside this script
 */
export function assetsUrl(path: string | undefined): string {
  if (path === undefined) return new URL("./effects/", here).href;
  return new URL(path.endsWith("/") ? path : `${path}/`, document.baseURI).href;
}
