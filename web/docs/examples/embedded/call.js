import "meshcall/elements";

document.querySelector("mesh-call").room = new URLSearchParams(location.search).get("room") ?? "embedded";
