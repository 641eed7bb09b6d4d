/**
 * The elements as React components: `import { MeshCall } from "meshcall/react"`. Properties are props, and each event
 * `mesh-joined` is a prop `onMeshJoined`. Importing it on a server defines nothing.
 * @module
 */
import type { MeshCall as CallElement } from "./elements/call/mesh-call.ts";
import type { MeshChat as ChatElement } from "./elements/chat/mesh-chat.ts";
import type { MeshControls as ControlsElement } from "./elements/controls/mesh-controls.ts";
import type { MeshDevices as DevicesElement } from "./elements/devices/mesh-devices.ts";
import type { MeshLobby as LobbyElement } from "./elements/lobby/mesh-lobby.ts";
import type { MeshNotice as NoticeElement } from "./elements/notice/mesh-notice.ts";
import type { MeshPeople as PeopleElement } from "./elements/people/mesh-people.ts";
import type { MeshStage as StageElement } from "./elements/stage/mesh-stage.ts";
import type { MeshTile as TileElement } from "./elements/stage/mesh-tile.ts";
import { definePeople } from "./elements.ts";
import { component } from "./react/component.ts";

export type {
  MeshErrorEvent,
  MeshJoinedEvent,
  MeshLeftEvent,
  MeshParticipantJoinedEvent,
  MeshParticipantLeftEvent,
  MeshStateEvent,
  MeshTokenAboutToExpireEvent,
} from "./elements/events.ts";

export const MeshCall = component<CallElement>("mesh-call");
export const MeshChat = component<ChatElement>("mesh-chat");
export const MeshControls = component<ControlsElement>("mesh-controls");
export const MeshDevices = component<DevicesElement>("mesh-devices");
export const MeshLobby = component<LobbyElement>("mesh-lobby");
export const MeshNotice = component<NoticeElement>("mesh-notice");
export const MeshPeople = component<PeopleElement>("mesh-people", definePeople);
export const MeshStage = component<StageElement>("mesh-stage");
export const MeshTile = component<TileElement>("mesh-tile");
