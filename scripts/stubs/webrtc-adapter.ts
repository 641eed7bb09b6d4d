/**
 * Stands in for `webrtc-adapter`, which PeerJS imports only to read the browser's name and version.
 * Evergreen browsers need none of its patches, and it is half of PeerJS's weight. The version is higher
 * than any that PeerJS asks for.
 */
export default { browserDetails: { browser: "chrome", version: 1000 } };
