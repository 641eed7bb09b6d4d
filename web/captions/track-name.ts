/** The data track of captions and real-time text; docs/protocol.md has what goes over it. */
export const captionTrackName = "captions";
