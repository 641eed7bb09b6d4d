import { captionTrackName } from "../../captions/track-name.ts";
import type { Room, RoomEvents } from "../../room/room.ts";
import { defineCaptions } from "./define-captions.ts";

/** More do not come in the time in which code is loaded, but from somebody who floods. */
const mostKept = 200;

/** Has captions shown from the first on that somebody sends: their code comes with it. */
export function followCaptions(room: Room): void {
  const kept: RoomEvents["trackMessage"][] = [];
  let isLoading = false;
  const receive = (...message: RoomEvents["trackMessage"]): void => {
    if (message[1].name !== captionTrackName) return;
    if (kept.length < mostKept) kept.push(message);
    if (isLoading) return;
    isLoading = true;
    defineCaptions().then(
      ({ captionsOf }) => {
        room.off("trackMessage", receive); // it hears by itself now; what it has had it does not take again
        for (const each of kept) captionsOf(room).receive(...each);
      },
      () => (isLoading = false), // the next message tries again
    );
  };
  room.on("trackMessage", receive);
}
