import type { Act } from "#protocol/act";
import { usualRules } from "#protocol/room-rules";
import type { AudioLevel } from "./ports.ts";
import type { LocalParticipant } from "./local-participant.ts";
import type { RemoteParticipant } from "./remote-participant.ts";
import type { Room } from "./room.ts";
import { TalkingTold } from "./talking-told.ts";
import { Talking, windowMs, type TalkingRules } from "./talking.ts";

type Talker = LocalParticipant | RemoteParticipant;

/** A microphone that has gone reports no silence: so long after its time it counts as silent. */
const lateMs = 1_000;
/** Of who is silenced nobody hears anything. */
const silence: AudioLevel = { levelDbov: -127, speaking: false };

/**
 * Says of everybody in the room, oneself included, when they begin to talk and when they stop.
 * @param act tells the signal-worker of oneself
 */
export function followTalkers(room: Room, act: (act: Act) => Promise<unknown>): void {
  if (room.state === "disconnected") return;
  const told = new TalkingTold(room, act);
  const following = new Map<Talker, () => void>();
  const follow = (talker: Talker): void => {
    const talking = new Talking();
    let late: ReturnType<typeof setTimeout> | undefined;
    const tell = (): void => {
      const { isTalking } = talking;
      talker.talks(isTalking);
      Reflect.apply(talker.emit, talker, [isTalking ? "talking" : "stoppedTalking", talker]);
      room.emit(isTalking ? "participantTalking" : "participantStoppedTalking", talker);
      if (talker === room.localParticipant) told.review();
    };
    const hear = (level: AudioLevel): void => {
      const rules: TalkingRules = room.rules ?? usualRules;
      const heard = talker.silenced.audio ? silence : level;
      const changed = talking.hear(heard, rules, performance.now());
      clearTimeout(late);
      late = talking.isTalking
        ? setTimeout(() => talking.silent() && tell(), windowMs(rules) + lateMs)
        : undefined;
      if (changed) tell();
    };
    const unsubscribe = talker.audioLevel.subscribe(hear);
    following.set(talker, () => {
      unsubscribe();
      clearTimeout(late);
      if (talking.silent()) tell();
    });
  };
  const forget = (talker: Talker): void => {
    following.get(talker)?.();
    following.delete(talker);
  };
  follow(room.localParticipant);
  for (const participant of room.participants.values()) follow(participant);
  room.on("participantConnected", follow);
  room.on("participantDisconnected", forget);
  room.on("disconnected", () => {
    for (const talker of following.keys()) forget(talker);
  });
}
