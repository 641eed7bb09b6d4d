/** `meshcall/files`: files from browser to browser, sealed, in pieces from whoever has them. */
export { filesOf } from "./files/files-of.ts";
export type { FilesOptions, RoomFiles, RoomFilesEvents, ShareOptions } from "./files/room-files.ts";
export type {
  AcceptOptions,
  FileOwner,
  RemoteFile,
  RemoteFileEvents,
  RemoteFileState,
} from "./files/remote-file.ts";
export type { SharedFile, SharedFileEvents, SharedFileState } from "./files/shared-file.ts";
export { pictureOf } from "./files/picture.ts";
export { MeshcallError } from "./room/errors.ts";
