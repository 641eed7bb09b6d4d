export type Platform = "macos" | "windows" | "android" | "ios" | "other";

/** Whose settings a person has to open. @param navigator the page's */
export function platformOf({
  userAgent,
  maxTouchPoints,
}: Pick<Navigator, "userAgent" | "maxTouchPoints">): Platform {
  if (/android/i.test(userAgent)) return "android";
  if (/iphone|ipad|ipod/i.test(userAgent)) return "ios";
  // an iPad says that it is a Mac, and no Mac is touched with several fingers
  if (/mac os/i.test(userAgent)) return maxTouchPoints > 1 ? "ios" : "macos";
  return /windows/i.test(userAgent) ? "windows" : "other";
}
