/**
 * Defines `<mesh-call>` and its parts. Importing it on a server does nothing.
 * @module
 */
import { createLocalAudioTrack, createLocalTracks, createLocalVideoTrack } from "./create-local-tracks.ts";
import { defineElements as defineTags } from "./elements/define-elements.ts";
import type { CallServices, Connect } from "./room/connect-options.ts";
import { provideCallServices } from "./elements/provided.ts";
import { lookIn } from "./look-in.ts";
import { meterMicrophone } from "./meter-microphone.ts";

const load = (): Promise<typeof import("./call.ts")> => {
  import("./kernel/start-kernel.ts").catch(() => undefined); // it starts beside the first links, and is there by then
  return import("./call.ts");
};

/** The SDK's `connect`, loaded with the first use. The parts of a call want a room of it, not one of another copy. */
export const connect: Connect = (token, options) => {
  let isCanceled = false;
  let cancel = (): void => void (isCanceled = true);
  const room = load().then((call) => {
    if (isCanceled) throw new Error("Canceled");
    const connecting = call.connect(token, options);
    cancel = connecting.cancel;
    return connecting;
  });
  return Object.assign(room, { cancel: () => cancel() });
};

/**
 * The SDK's `fetchToken`, loaded with the first use.
 * @throws MeshcallError (as a rejection)
 */
export const fetchToken: CallServices["fetchToken"] = async (server, request) =>
  (await load()).fetchToken(server, request);

/**
 * The SDK's `createScreenTracks`, loaded with the first call or use.
 * @throws NotAllowedError (as a rejection) when the person chooses nothing, NotSupportedError where no browser support is
 */
export const createScreenTracks: CallServices["createScreenTracks"] = async () =>
  (await import("./media/screen.ts")).createScreenTracks();

/**
 * Defines the elements, as importing this module does by itself. For pages whose bundler drops imports that
 * nothing is taken from. Safe to call twice.
 */
export function defineElements(): void {
  provideCallServices({
    load,
    connect,
    fetchToken,
    createLocalTracks,
    createLocalAudioTrack,
    createLocalVideoTrack,
    createScreenTracks,
    runPreflight: async (token, options) => (await import("./run-preflight.ts")).runPreflight(token, options),
    lookIn: async (server, question) => lookIn(server, question),
    meterMicrophone,
  });
  defineTags();
}

defineElements();

export { createLocalAudioTrack, createLocalTracks, createLocalVideoTrack };
export { defineParts } from "./elements/call/define-parts.ts";
export { defineNetworkCheck } from "./elements/lobby/define-network-check.ts";
export { defineFile } from "./elements/files/define-file.ts";
export { defineEffects } from "./elements/effects/define-effects.ts";
export { definePeople } from "./elements/people/define-people.ts";
export { defineRecording, defineUnsavedRecordings } from "./elements/recording/define-recording.ts";
export { defineReport } from "./elements/report/define-report.ts";
export { defineStats } from "./elements/stats/define-stats.ts";
export { defineVerification } from "./elements/verification/define-verification.ts";
export { roomContext } from "./elements/room-part/room-context.ts";
export {
  MeshConnectionEvent,
  MeshDeviceEvent,
  MeshErrorEvent,
  MeshFeedbackEvent,
  MeshJoinedEvent,
  MeshJoinEvent,
  MeshLeftEvent,
  MeshMessageEvent,
  MeshPanelEvent,
  MeshParticipantJoinedEvent,
  MeshParticipantLeftEvent,
  MeshRingEvent,
  MeshSpeakerEvent,
  MeshStateEvent,
  MeshTokenAboutToExpireEvent,
} from "./elements/events.ts";
export type { MeshCaptions } from "./elements/captions/mesh-captions.ts";
export type { MeshTranscript } from "./elements/captions/mesh-transcript.ts";
export type { MeshTimeline } from "./elements/timeline/mesh-timeline.ts";
export type { MeshCall } from "./elements/call/mesh-call.ts";
export type { MeshChat } from "./elements/chat/mesh-chat.ts";
export type { MeshControls } from "./elements/controls/mesh-controls.ts";
export type { MeshDevices } from "./elements/devices/mesh-devices.ts";
export type { MeshEffects } from "./elements/effects/mesh-effects.ts";
export type { MeshInvite } from "./elements/invite/mesh-invite.ts";
export type { MeshNetworkCheck } from "./elements/lobby/mesh-network-check.ts";
export type { MeshLobby } from "./elements/lobby/mesh-lobby.ts";
export type { MeshPeople } from "./elements/people/mesh-people.ts";
export type { MeshFile } from "./elements/files/mesh-file.ts";
export type { MeshKeptRecording } from "./elements/recording/mesh-kept-recording.ts";
export type { MeshRecording } from "./elements/recording/mesh-recording.ts";
export type { MeshRecordingSign } from "./elements/recording/mesh-recording-sign.ts";
export type { MeshUnsavedRecordings } from "./elements/recording/mesh-unsaved-recordings.ts";
export type { MeshReport } from "./elements/report/mesh-report.ts";
export type { MeshNotice } from "./elements/notice/mesh-notice.ts";
export type { MeshStats } from "./elements/stats/mesh-stats.ts";
export type { MeshVerification } from "./elements/verification/mesh-verification.ts";
export type { MeshShortcuts } from "./elements/hotkeys/mesh-shortcuts.ts";
export type { MeshSettings } from "./elements/devices/mesh-settings.ts";
export type { MeshStage } from "./elements/stage/mesh-stage.ts";
export type { MeshTile } from "./elements/stage/mesh-tile.ts";
