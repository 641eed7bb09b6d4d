declare global {
  interface Window {
    /** Freezes so far of the picture that this page sends to itself. */
    freezesOfItself(): Promise<number>;
  }
}

/**
 * Runs in a page that is in a call: sends its camera to itself too, small, over a connection that knows neither a room nor
 * a server. What freezes there is the machine's.
 */
export async function callItself(): Promise<void> {
  const [from, to] = [new RTCPeerConnection(), new RTCPeerConnection()];
  from.addEventListener("icecandidate", ({ candidate }) => void to.addIceCandidate(candidate ?? undefined));
  to.addEventListener("icecandidate", ({ candidate }) => void from.addIceCandidate(candidate ?? undefined));
  const shown = document.createElement("video");
  shown.muted = true;
  shown.autoplay = true;
  to.addEventListener("track", ({ track }) => (shown.srcObject = new MediaStream([track])));
  from.addTransceiver(window.inPage.camera.mediaStreamTrack, {
    direction: "sendonly",
    sendEncodings: [{ scaleResolutionDownBy: 4 }],
  });
  await from.setLocalDescription();
  await to.setRemoteDescription(from.localDescription!);
  await to.setLocalDescription();
  await from.setRemoteDescription(to.localDescription!);
  document.body.append(shown);
  await new Promise((resolve) => shown.requestVideoFrameCallback(resolve));
  window.freezesOfItself = async () => {
    for (const entry of (await to.getStats()).values())
      if (entry.type === "inbound-rtp") return entry.freezeCount;
    return 0;
  };
}
