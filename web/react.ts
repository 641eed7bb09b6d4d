/**
 * The elements as React components: `import { MeshCall } from "meshcall/react"`. Properties are props, and each event
 * `mesh-joined` is a prop `onMeshJoined`. Importing it on a server defines nothing.
 * @module
 */
import type { MeshCall as CallElement } from "./elements/call/mesh-call.ts";
import type { MeshCaptions as CaptionsElement } from "./elements/captions/mesh-captions.ts";
import type { MeshTranscript as TranscriptElement } from "./elements/captions/mesh-transcript.ts";
import type { MeshChat as ChatElement } from "./elements/chat/mesh-chat.ts";
import type { MeshControls as ControlsElement } from "./elements/controls/mesh-controls.ts";
import type { MeshDevices as DevicesElement } from "./elements/devices/mesh-devices.ts";
import type { MeshFile as FileElement } from "./elements/files/mesh-file.ts";
import type { MeshEffects as EffectsElement } from "./elements/effects/mesh-effects.ts";
import type { MeshInvite as InviteElement } from "./elements/invite/mesh-invite.ts";
import type { MeshKeptRecording as KeptRecordingElement } from "./elements/recording/mesh-kept-recording.ts";
import type { MeshLobby as LobbyElement } from "./elements/lobby/mesh-lobby.ts";
import type { MeshNetworkCheck as NetworkCheckElement } from "./elements/lobby/mesh-network-check.ts";
import type { MeshNotice as NoticeElement } from "./elements/notice/mesh-notice.ts";
import type { MeshPeople as PeopleElement } from "./elements/people/mesh-people.ts";
import type { MeshRecording as RecordingElement } from "./elements/recording/mesh-recording.ts";
import type { MeshRecordingSign as RecordingSignElement } from "./elements/recording/mesh-recording-sign.ts";
import type { MeshReport as ReportElement } from "./elements/report/mesh-report.ts";
import type { MeshSettings as SettingsElement } from "./elements/devices/mesh-settings.ts";
import type { MeshShortcuts as ShortcutsElement } from "./elements/hotkeys/mesh-shortcuts.ts";
import type { MeshStage as StageElement } from "./elements/stage/mesh-stage.ts";
import type { MeshStats as StatsElement } from "./elements/stats/mesh-stats.ts";
import type { MeshTile as TileElement } from "./elements/stage/mesh-tile.ts";
import type { MeshTimeline as TimelineElement } from "./elements/timeline/mesh-timeline.ts";
import type { MeshUnsavedRecordings as UnsavedRecordingsElement } from "./elements/recording/mesh-unsaved-recordings.ts";
import type { MeshVerification as VerificationElement } from "./elements/verification/mesh-verification.ts";
import {
  defineEffects,
  defineFile,
  defineNetworkCheck,
  defineParts,
  defineRecording,
  defineReport,
  defineUnsavedRecordings,
} from "./elements.ts";
import { component } from "./react/component.ts";

export type * from "./elements/events.ts";

export const MeshCall = component<CallElement>("mesh-call");
export const MeshCaptions = component<CaptionsElement>("mesh-captions", defineParts);
export const MeshChat = component<ChatElement>("mesh-chat", defineParts);
export const MeshControls = component<ControlsElement>("mesh-controls", defineParts);
export const MeshDevices = component<DevicesElement>("mesh-devices");
export const MeshFile = component<FileElement>("mesh-file", defineFile);
export const MeshEffects = component<EffectsElement>("mesh-effects", defineEffects);
export const MeshInvite = component<InviteElement>("mesh-invite", defineParts);
export const MeshKeptRecording = component<KeptRecordingElement>("mesh-kept-recording", defineRecording);
export const MeshLobby = component<LobbyElement>("mesh-lobby");
export const MeshNetworkCheck = component<NetworkCheckElement>("mesh-network-check", defineNetworkCheck);
export const MeshNotice = component<NoticeElement>("mesh-notice");
export const MeshPeople = component<PeopleElement>("mesh-people", defineParts);
export const MeshRecording = component<RecordingElement>("mesh-recording", defineParts);
export const MeshRecordingSign = component<RecordingSignElement>("mesh-recording-sign", defineRecording);
export const MeshReport = component<ReportElement>("mesh-report", defineReport);
export const MeshSettings = component<SettingsElement>("mesh-settings", defineParts);
export const MeshShortcuts = component<ShortcutsElement>("mesh-shortcuts", defineParts);
export const MeshStage = component<StageElement>("mesh-stage", defineParts);
export const MeshStats = component<StatsElement>("mesh-stats", defineParts);
export const MeshTile = component<TileElement>("mesh-tile");
export const MeshTimeline = component<TimelineElement>("mesh-timeline", defineParts);
export const MeshTranscript = component<TranscriptElement>("mesh-transcript", defineParts);
export const MeshUnsavedRecordings = component<UnsavedRecordingsElement>(
  "mesh-unsaved-recordings",
  defineUnsavedRecordings,
);
export const MeshVerification = component<VerificationElement>("mesh-verification", defineParts);
