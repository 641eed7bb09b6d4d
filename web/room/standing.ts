import type { Member } from "#protocol/announce";
import type { Role, Silenced } from "#protocol/role";
import type { TrackInfo } from "./track-info.ts";

/** What somebody is in the room and may do there, as the signal-worker says. */
export interface Standing {
  displayName: string;
  role: Role;
  isPublishing: boolean;
  silenced: Silenced;
}

type Kind = TrackInfo["kind"];
const kinds: readonly Kind[] = ["audio", "video", "data"];

export function standingOf({ name, role = "publisher", isPublishing, silenced }: Member): Standing {
  return {
    displayName: name,
    role,
    isPublishing: role !== "attendee" && isPublishing !== false,
    silenced: silenced ?? { audio: false, video: false },
  };
}

/** Of what nobody is to receive anything from them, whatever their page sends. */
export function silentKinds({ isPublishing, silenced }: Omit<Standing, "displayName">): ReadonlySet<Kind> {
  return new Set(kinds.filter((kind) => !isPublishing || (kind !== "data" && silenced[kind])));
}

export function isSameStanding(one: Member, other: Member): boolean {
  return JSON.stringify(standingOf(one)) === JSON.stringify(standingOf(other));
}
