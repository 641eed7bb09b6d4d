/** `meshcall/rooms`: room lists for lobbies, making rooms, and running one by its secret. No call is in it. */
export { MeshcallError } from "./room/errors.ts";
export type { RoomsOptions } from "./rooms/ask.ts";
export { createRoom, listParticipants, listRooms, roomExists, type RoomQuestion } from "./rooms/rooms.ts";
export { RoomManagement, roomManagement } from "./rooms/room-management.ts";
export type {
  CreatedRoom,
  CreateRequest,
  ListedRoom,
  PresentParticipant,
  RoomList,
} from "#protocol/rooms-api";
export type { Knock, ListedParticipant } from "#protocol/news";
export type { Role } from "#protocol/role";
export type { RoomEdit } from "#protocol/room-rules";
