import { createContext } from "@lit/context";
import type { Room } from "../../room/room.ts";

/**
 * The room of whatever stands inside: `<mesh-call>` provides it while in a call, and so can any element of a page with
 * `new ContextProvider(element, { context: roomContext })` of `@lit/context`. The key is the same in two copies of Meshcall.
 */
export const roomContext = createContext<Room | undefined>(Symbol.for("meshcall-room"));
