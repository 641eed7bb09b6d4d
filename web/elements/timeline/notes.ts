import { captionTrackName } from "../../captions/track-name.ts";
import { timelineOf, type Timeline } from "../../timeline/timeline.ts";
import { defineCaptions } from "../captions/define-captions.ts";
import { handsOf } from "../hands/hands.ts";
import type { Room } from "../../room/room.ts";
import { mayKeepNotes } from "../../timeline/may-keep-notes.ts";
import { ofRoom } from "../room-part/of-room.ts";
import { keepEndedNotes } from "./ended-notes.ts";
import { saveNotes } from "./save-notes.ts";

/** The notes of a room, with hands of one's own, and captions from when there are any. */
export const notesOf: (room: Room) => Timeline = ofRoom((room) => {
  const timeline = timelineOf(room);
  const { sid } = room.localParticipant;
  handsOf(room).subscribe(({ hand, isUp }) => {
    if (hand.sid === sid) timeline.raiseOwnHand(isUp);
  });
  const follow = (): void =>
    void defineCaptions().then(
      ({ captionsOf }) => timeline.follow(captionsOf(room)),
      () => undefined, // the next line tries again
    );
  room.on("trackMessage", (_data, { name }) => {
    if (name === captionTrackName) follow();
  });
  room.localParticipant.on("trackPublished", ({ trackName }) => {
    if (trackName === captionTrackName) follow();
  });
  room.on("disconnected", () => {
    if (mayKeepNotes(room))
      keepEndedNotes({
        roomSid: room.sid,
        saveJson: () => saveNotes(timeline, "json"),
        saveWebVtt: () => saveNotes(timeline, "vtt"),
      });
  });
  return timeline;
});
