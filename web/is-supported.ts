/** Whether this browser can make calls, computed once at import as in Twilio's SDK; false on a server. */
export const isSupported: boolean =
  typeof RTCPeerConnection === "function" &&
  typeof RTCRtpSender === "function" &&
  "setParameters" in RTCRtpSender.prototype &&
  typeof navigator === "object" &&
  typeof navigator.mediaDevices?.getUserMedia === "function";
