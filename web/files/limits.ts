/** What is shared and accepted, unless a page says otherwise. */
export const usualLargestBytes = 150_000_000;
/** What is accepted by itself: a photo, a page. */
export const usualAcceptedBytes = 5_000_000;
