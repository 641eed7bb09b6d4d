import { connect, createLocalTracks, isSupported } from "twilio-video"; // now an alias, see vite.config.js

const form = document.querySelector("form");
const leave = document.querySelector("#leave");
const localMedia = document.querySelector("#local-media");
const remoteMedia = document.querySelector("#remote-media");
const roomName = new URLSearchParams(location.search).get("room") ?? "moved-over";

if (!isSupported) say("This browser cannot make calls.");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    await joinRoom(form.elements.identity.value);
  } catch (error) {
    say(`${error.code}: ${error.message}`);
  }
});

async function joinRoom(identity) {
  const query = new URLSearchParams({ identity, room: roomName });
  const { token } = await (await fetch(`./token?${query}`)).json();
  const tracks = await createLocalTracks({ audio: true, video: { width: 640 } });
  const room = await connect(token, { name: roomName, tracks, dominantSpeaker: true });

  form.hidden = true;
  leave.hidden = false;
  leave.addEventListener("click", () => room.disconnect());
  say(`Connected as ${room.localParticipant.identity}`);
  tracks.filter(({ kind }) => kind === "video").forEach((track) => localMedia.append(track.attach()));

  room.participants.forEach(participantConnected);
  room.on("participantConnected", participantConnected);
  room.on("participantDisconnected", ({ sid }) => document.getElementById(sid)?.remove());
  room.on("dominantSpeakerChanged", (participant) => {
    document.querySelectorAll(".speaks").forEach((each) => each.classList.remove("speaks"));
    if (participant) document.getElementById(participant.sid)?.classList.add("speaks");
  });
  room.once("disconnected", (_room, error) => {
    tracks.forEach((track) => track.stop());
    localMedia.replaceChildren();
    remoteMedia.replaceChildren();
    form.hidden = false;
    leave.hidden = true;
    say(error ? `${error.code}: ${error.message}` : "Disconnected");
  });
  window.addEventListener("pagehide", () => room.disconnect());
}

function participantConnected(participant) {
  const place = document.createElement("div");
  place.id = participant.sid;
  place.append(participant.identity);
  remoteMedia.append(place);

  const attach = (track) => track.kind !== "data" && place.append(track.attach());
  participant.tracks.forEach(({ track }) => track && attach(track));
  participant.on("trackSubscribed", attach);
  participant.on("trackUnsubscribed", (track) => {
    if (track.kind !== "data") track.detach().forEach((element) => element.remove());
  });
}

function say(words) {
  document.querySelector('[role="status"]').textContent = words;
}
