import type { Chat, ChatSendOptions } from "../../chat/chat.ts";
import type { RemoteFile } from "../../files/remote-file.ts";
import type { RoomFiles } from "../../files/room-files.ts";
import type { SharedFile } from "../../files/shared-file.ts";
import { log } from "../../room/log.ts";

/** The files of a chat, whose code comes with the first of them. */
export class ChatFiles {
  readonly #chat: Chat;
  readonly #onChange: () => void;
  #files: RoomFiles | undefined;
  #loading: Promise<RoomFiles> | undefined;

  constructor(chat: Chat, onChange: () => void) {
    this.#chat = chat;
    this.#onChange = onChange;
  }

  /** @returns undefined while it is not known, which is told when it is */
  find(id: string): RemoteFile | SharedFile | undefined {
    if (this.#files === undefined)
      this.#load().catch((error: unknown) => log("warn", "files could not be loaded", error));
    return this.#files?.find(id);
  }

  /**
   * Shares a file, and says so in the chat.
   * @throws MeshcallError (as a rejection) as `RoomFiles.share`, TypeError when the code does not come
   */
  async share(file: File, to: ChatSendOptions["to"]): Promise<void> {
    const files = await this.#load();
    const known = files.shared.length;
    const sharing = files.share(file, { to: to?.sid });
    const shared = files.shared[known]; // none where it is too large
    if (shared !== undefined) {
      const { id, name, sizeBytes, type } = shared;
      this.#chat.send("", {
        to,
        file: { id, name: name.slice(0, 255), sizeBytes, type: type.slice(0, 128) },
      });
    }
    await sharing;
  }

  #load(): Promise<RoomFiles> {
    this.#loading ??= this.#start().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  async #start(): Promise<RoomFiles> {
    const [{ filesOf }, { defineFile }] = await Promise.all([
      import("../../files/files-of.ts"),
      import("../files/define-file.ts"),
    ]);
    await defineFile();
    this.#files = filesOf(this.#chat.room);
    this.#files.on("offered", this.#onChange);
    this.#files.on("shared", this.#onChange);
    this.#onChange();
    return this.#files;
  }
}
