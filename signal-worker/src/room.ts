/** The rules of a room, as the room-object carries them out. Pure: time and randomness come in as parameters. */
export { admit, opens, type Admission, type JoinRequest } from "./room/admit.ts";
export {
  complete,
  disconnect,
  nextSweepMs,
  nextTickMs,
  open,
  reconcile,
  roomLifeMs,
  setSubscribeRules,
  sweepIntervalMs,
  tick,
} from "./room/life.ts";
export { absenceMs, isAlive, lose } from "./room/leave.ts";
export { rates } from "./room/rates.ts";
export { receive } from "./room/receive.ts";
export { defaultSettings } from "./room/settings.ts";
export { seatedAt } from "./room/state.ts";
export type { Effect, HashEffect, Outcome, Participant, RoomRecord, RoomState } from "./room/state.ts";
export { act, refusal } from "./room/act/act.ts";
export { actHashed } from "./room/act/receive-act.ts";
export { hasSecrets, type Hashed, type SecretAct } from "./room/act/secrets.ts";
