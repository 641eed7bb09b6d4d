import "meshcall/elements";

// Whoever opens the same address is in the same room.
const room = new URLSearchParams(location.search).get("room") ?? "one-to-one";
document.querySelector("mesh-call").room = room;
