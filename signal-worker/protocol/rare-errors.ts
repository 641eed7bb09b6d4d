import type { ErrorText } from "./error-codes.ts";

/** Errors that a page hears of from the signal-worker alone: it loads their texts with the first. */
export const rareErrors = {
  20102: [
    "AccessTokenHeaderInvalid",
    "Invalid Access Token header",
    "Sign with HS256, HS384 or HS512 and keep `typ: JWT` and `cty: twilio-fpa;v=1` in the header.",
  ],
  20103: [
    "AccessTokenIssuerInvalid",
    "Invalid Access Token issuer/subject",
    "Use the API key SID as `iss` and the account SID as `sub`, as this signal-worker has them.",
  ],
  20105: [
    "AccessTokenNotYetValid",
    "Access Token not yet valid",
    "Check the clock of the machine that made the token.",
  ],
  20106: [
    "AccessTokenGrantsInvalid",
    "Invalid Access Token grants",
    "Add a video grant for this room to the token.",
  ],
  53006: ["SignalingServerBusy", "Video server is busy", "Try again in a few seconds."],
  53100: ["RoomNameInvalid", "Room name is invalid", "Give the room a name of 1 to 128 characters."],
  53101: ["RoomNameTooLong", "Room name is too long", "Use at most 128 characters."],
  53106: ["RoomNotFound", "Room not found", "Create the room first, or switch client-side room creation on."],
  53113: ["RoomRoomExists", "Room exists", "Complete the room of that name first, or use the one there is."],
  53200: [
    "ParticipantIdentityInvalid",
    "Participant identity is invalid",
    "Give the participant an identity of 1 to 128 characters.",
  ],
  53201: ["ParticipantIdentityTooLong", "Participant identity is too long", "Use at most 128 characters."],
  53203: [
    "ParticipantMaxTracksExceeded",
    "The maximum number of published tracks allowed in the Room at the same time has been reached",
    "Unpublish a track first: 64 at a time, 24 data tracks of them, and some 460 of these in one call.",
  ],
  53206: [
    "AccountParticipantsExceeded",
    "The account has too many concurrent Participants",
    "Wait until somebody leaves a room, or raise the account's cap.",
  ],
  53216: [
    "ParticipantSessionLengthExceeded",
    "Participant session length exceeded",
    "Connect again, or create the room with a larger MaxParticipantDuration.",
  ],
  54000: [
    "OriginNotAllowed",
    "This page's origin may not use this signal-worker",
    "Add the origin to ALLOWED_ORIGINS, or to `origins` of the room's policy.",
  ],
  54001: [
    "TokenEndpointOff",
    "This signal-worker does not hand out tokens",
    "Set OPEN_ROOMS to `true`, or mint tokens on your own server.",
  ],
  54002: [
    "ServerNotConfigured",
    "This signal-worker is not configured",
    "Its log says what is missing or cannot be read. At first: `wrangler secret put API_KEY_SECRET`, 32 characters or more.",
  ],
  54003: ["RequestInvalid", "The request could not be read", "See docs/protocol.md for its shape."],
  54012: [
    "LinkFlooded",
    "The participant's page sends too much over its link and was cut off",
    "Ask them to reload the page. Meshcall tries the link again.",
  ],
  54013: [
    "RoomSecretDiffers",
    "The participant's keys for data tracks do not open",
    "Give everybody the same link, with all that follows its `#`. If all have it, somebody may be in the middle.",
  ],
  54014: [
    "DataTrackStalled",
    "A participant does not take a data track's messages",
    "Send less, or wait for `bufferedAmountLow`. The track works for them again on a new link, or published anew.",
  ],
  54015: [
    "ComparisonFailed",
    "The emoji for comparing could not be made",
    "Try again when the participant is connected. If it fails again, somebody may be in the middle: connect anew.",
  ],
  53002: [
    "SignalingConnectionTimeout",
    "Signaling connection timed out",
    "Check the network connection and the server address.",
  ],
  53004: [
    "SignalingOutgoingMessageInvalid",
    "Client sent an invalid signaling message",
    "Update Meshcall: page and signal-worker differ in version.",
  ],
  54006: [
    "TokenOfAnotherIdentity",
    "The token is of another identity",
    "Make the new token for the identity of the one before.",
  ],
  54007: [
    "SignalingFlooded",
    "The page sent too much to the signal-worker",
    "Look for a loop in the page; docs/protocol.md has the limits.",
  ],
  54030: ["PinRequired", "This room has a PIN", "Ask whoever invited you for the PIN."],
  54031: ["PinWrong", "The PIN is wrong", "Check the PIN with whoever invited you."],
  54032: [
    "TooManyGuesses",
    "Too many wrong PINs or secrets",
    "Wait a minute, and check it before you try again.",
  ],
  54033: ["KnockRefused", "A host has turned you away", "Ask the host outside of the call."],
  54034: ["RoomLocked", "The room is locked", "Ask a host to unlock it."],
  54035: ["KeptOut", "A host keeps you out of this room", "Ask the host outside of the call."],
  54036: [
    "RemovedByHost",
    "A host has put you out of the room",
    "Connect again, unless the host keeps you out.",
  ],
  54037: ["ActNotAllowed", "You may not do that in this room", "docs/access.md has who may do what."],
  54038: ["ActInvalid", "That cannot be done", "Check whom and what it names: docs/access.md."],
  54039: [
    "PublishersExceeded",
    "As many publish in this room as may",
    "Wait until somebody stops, or come in as an attendee.",
  ],
  54040: [
    "AttendeeMayNotPublish",
    "An attendee receives and does not publish",
    "Ask a host for another role.",
  ],
  54041: [
    "InvitationInvalid",
    "This room asks for an invitation, and this one is not good",
    "Ask for a new invitation: this one is missing, wrong or revoked.",
  ],
  54042: [
    "PrivateIdInvalid",
    "This room takes attendees only on behalf of somebody who is in",
    "Pass the `privateId` of somebody's `localParticipant`.",
  ],
  54043: ["AdminKeyInvalid", "The key for making rooms is wrong", "Use the signal-worker's ADMIN_KEY."],
  54044: ["LayerUnknown", "There is no such layer", "A spatial or temporal layer is 0, 1 or 2."],
  54045: ["MessageNotSent", "A message did not reach somebody", "Send it again when they are back."],
  54046: ["TooManyJoins", "Too many have asked to come in", "Wait a minute, then connect again."],
  54047: ["MembersOnly", "This room takes no guests", "Use a token from the site's own server."],
  54048: ["AttendeesExceeded", "As many attend this room as may", "Wait until somebody leaves."],
  54049: ["MessagesFull", "Too many messages wait to be sent", "Wait until some have settled."],
} as const satisfies Record<number, ErrorText>;
