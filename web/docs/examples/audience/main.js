import { createRoom } from "meshcall/rooms";
import "meshcall/elements";

const room = new URLSearchParams(location.search).get("room") ?? "audience";
document.querySelector("#watch").search = new URLSearchParams({ room });

try {
  await createRoom({ room, maxAttendees: 20, notifyJoining: true });
} catch (error) {
  const isThere = error.code === 53113;
  if (!isThere) throw error;
}
document.querySelector("mesh-call").room = room;
