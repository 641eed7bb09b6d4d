import type { CSSResultOrNative } from "lit";

/**
 * Gives a shadow root in another document (a frame's, a picture-in-picture window's) its styles again: a constructed sheet
 * belongs to the document that made it, and is lost on the way (CSSOM, 6.5).
 */
export function adoptStylesInto(root: ShadowRoot, styles: readonly CSSResultOrNative[]): void {
  const view = root.ownerDocument.defaultView;
  if (view === null) return;
  root.adoptedStyleSheets = styles.flatMap((style) => {
    if (!("cssText" in style)) return [];
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(style.cssText);
    return sheet;
  });
}
