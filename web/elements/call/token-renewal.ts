import type { Room } from "../../room/room.ts";

/** Ten tries in the three minutes that the room gives notice of; few enough for a server in trouble. */
const retryMs = 18_000;

/**
 * Fetches a new token whenever the one in use comes to its end, until the room ends.
 * @param onError told of the first failure for each token; other tries follow by themselves
 */
export function renewTokens(
  room: Room,
  fetchToken: () => Promise<string>,
  onError: (error: unknown) => void,
): void {
  let retry: ReturnType<typeof setTimeout> | undefined;
  let underWay = false;
  const renew = async (isFirst: boolean): Promise<void> => {
    if (underWay) return;
    clearTimeout(retry);
    underWay = true;
    try {
      await room.updateToken(await fetchToken());
    } catch (error) {
      if (room.state === "disconnected") return;
      if (isFirst) onError(error);
      retry = setTimeout(() => void renew(false), retryMs);
    } finally {
      underWay = false;
    }
  };
  room.on("tokenAboutToExpire", () => void renew(true));
  room.on("tokenExpired", () => void renew(false)); // after a long sleep there was no notice
  room.on("disconnected", () => clearTimeout(retry));
}
