// The room is in the frame's address.
document.querySelector("iframe").src = `./call.html${location.search}`;
