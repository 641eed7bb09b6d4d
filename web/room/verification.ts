/** One of the seven that two people compare; both see the same when nobody is in the middle. */
export interface VerificationEmoji {
  symbol: string;
  /** English, for reading aloud. */
  name: string;
}
