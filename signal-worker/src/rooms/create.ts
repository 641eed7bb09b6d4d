import type { ErrorCode } from "#protocol/errors";
import { roomCapacity } from "#protocol/limits";
import { usualRules } from "#protocol/room-rules";
import type { CreatedRoom, CreateRequest } from "#protocol/rooms-api";
import { roomNameError } from "#protocol/token";
import { policyOf, type AccessPolicy } from "../account/access-policy.ts";
import { newInvitation } from "../door/digests.ts";
import { cryptoRandom, isRoomSid, newSid } from "../ids.ts";
import { accessOf, rulesWith } from "../new-room.ts";
import { defaultSettings } from "../room/settings.ts";
import { isForPage } from "./lists.ts";
import type { Asker } from "./ports.ts";

/**
 * Makes a room, which its secret runs from then on: with the signal-worker's admin key, or, where it has none, as a guest
 * who might as well make it by joining.
 *
 * @returns the code of why there is none instead
 */
export async function createRoom(
  asker: Asker,
  { room, adminKey, pin, secret, type, maxParticipants, ...said }: CreateRequest,
): Promise<CreatedRoom | ErrorCode> {
  const [account] = asker.config.accounts;
  const roomSid = newSid("RM", cryptoRandom);
  const roomName = room ?? roomSid;
  const wrong = roomNameError(roomName) ?? (room !== undefined && isRoomSid(room) ? 53100 : undefined);
  if (wrong !== undefined) return wrong;
  if (!isForPage(asker, roomName)) return 54000;
  const policy = policyOf(account, roomName);
  const isAdmin = adminKey !== undefined || asker.config.adminKey !== undefined;
  const refused = isAdmin ? await adminError(asker, adminKey) : guestError(asker, policy);
  if (refused !== undefined) return refused;
  if (!isAdmin && policy?.pin === "asked" && pin === undefined) return 54030;
  // A guest's room goes with its guests, and is as large as the deployment has it.
  if (!isAdmin && (said.isPermanent === true || type !== undefined)) return 54037;
  const standard = defaultSettings(type ?? account.roomType);
  if ((maxParticipants ?? 0) > roomCapacity[standard.type]) return 54003;
  const given = secret ?? newInvitation(cryptoRandom);
  const answer = await asker.room(roomName).open({
    roomSid,
    roomName,
    settings: {
      ...standard,
      maxParticipants: maxParticipants ?? standard.maxParticipants,
      statusCallback: account.statusCallback,
      rules: rulesWith(policy?.rules ?? usualRules, said),
    },
    access: await accessOf({ pin, secret: given }, "token", cryptoRandom),
  });
  return "refused" in answer ? answer.refused : { room: roomName, roomSid, secret: given };
}

/** A key where none is set is wrong: whoever sends one means to be alone with it. */
async function adminError(
  { account, config: { adminKey }, network }: Asker,
  key: string | undefined,
): Promise<ErrorCode | undefined> {
  if (key === undefined || adminKey === undefined) return 54043;
  const found = await account.guessAdminKey(key, adminKey, network);
  return found === "right" ? undefined : found === "slowed" ? 54032 : 54043;
}

/** Whether guests may make such rooms: those who make one by joining it would be its host. */
function guestError({ config }: Asker, policy: AccessPolicy | undefined): ErrorCode | undefined {
  if (policy === undefined && !config.openRooms) return 54001;
  if (policy?.rules.admission === "members") return 54047;
  return policy?.host === "token" || !config.accounts[0].adHocRooms ? 54037 : undefined;
}
