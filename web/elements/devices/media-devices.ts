/** Undefined where the page is not a secure context, whatever the type library says. */
export function mediaDevices(): MediaDevices | undefined {
  return typeof navigator === "undefined" || !("mediaDevices" in navigator)
    ? undefined
    : navigator.mediaDevices;
}

/** Why this page cannot call; undefined when it can. */
export function missingAbility(): "insecure" | "browser" | undefined {
  if (!isSecureContext) return "insecure";
  if (mediaDevices() === undefined || typeof RTCPeerConnection === "undefined") return "browser";
  return undefined;
}

/** Phones cannot share their screen. */
export function canShareScreen(): boolean {
  const devices = mediaDevices();
  return devices !== undefined && "getDisplayMedia" in devices;
}
