import * as v from "valibot";
import type { Act } from "#protocol/act";
import { role } from "#protocol/role";
import { parseFlag } from "./room-rules-form.ts";

/** What `POST` wants of somebody. @returns undefined for what cannot be read, and where nothing is wanted */
export function parseChange(
  form: URLSearchParams,
  participant: string,
): readonly Act[] | "disconnect" | undefined {
  const status = form.get("Status");
  const keepOut = form.get("KeepOut");
  const [toBe, audio, video] = [form.get("Role"), form.get("AudioSilenced"), form.get("VideoSilenced")];
  if (status !== null) {
    const isAlone = toBe === null && audio === null && video === null;
    const isKeptOut = keepOut === null ? false : parseFlag(keepOut);
    if (status !== "disconnected" || !isAlone || isKeptOut === undefined) return undefined;
    return isKeptOut ? [{ do: "kick", participant, keepOut: true }] : "disconnect";
  }
  const wanted = v.safeParse(changes, {
    role: toBe ?? undefined,
    audio: audio === null ? undefined : (parseFlag(audio) ?? null),
    video: video === null ? undefined : (parseFlag(video) ?? null),
  });
  if (!wanted.success || keepOut !== null) return undefined;
  const { role: wantedRole, ...silenced } = wanted.output;
  const acts: readonly Act[] = [
    ...(wantedRole === undefined ? [] : [{ do: "setRole", participant, role: wantedRole } as const]),
    ...(audio === null && video === null ? [] : [{ do: "silence", participant, ...silenced } as const]),
  ];
  return acts.length === 0 ? undefined : acts;
}
const changes = v.object({
  role: v.optional(role),
  audio: v.optional(v.boolean()),
  video: v.optional(v.boolean()),
});
