import { connect, createLocalTracks, fetchToken } from "meshcall";

const name = new URLSearchParams(location.search).get("room") ?? "headless";
const form = document.querySelector("form");
const people = document.querySelector("#people");
const leave = document.querySelector("#leave");

form.onsubmit = (event) => {
  event.preventDefault();
  join(form.elements.name.value).catch((error) => say(error.remedy ?? error.message));
};

async function join(displayName) {
  say("Joining …");
  const tracks = await createLocalTracks({ audio: true, video: { width: 640, height: 360 } });
  const { token } = await fetchToken(undefined, {
    room: name,
    identity: crypto.randomUUID(),
    name: displayName,
  });
  const room = await connect(token, { name, tracks });

  form.hidden = true;
  leave.hidden = false;
  leave.onclick = () => room.disconnect();
  show(room.localParticipant, tracks);
  for (const participant of room.participants.values()) arrived(participant);
  room.on("participantConnected", arrived);
  room.on("participantDisconnected", ({ sid }) => document.getElementById(sid)?.remove());
  room.on("trackSubscribed", (track, _publication, participant) => show(participant, [track]));
  room.on(
    "trackUnsubscribed",
    (track) => track.kind !== "data" && track.detach().forEach((each) => each.remove()),
  );
  room.on("disconnected", (_room, error) => {
    for (const track of tracks) track.stop();
    people.replaceChildren();
    form.hidden = false;
    leave.hidden = true;
    say(error ? error.remedy : "You have left.");
  });
  say(`In ${room.name}.`);
}

function arrived(participant) {
  const known = [...participant.tracks.values()].flatMap(({ track }) => track ?? []);
  show(participant, known);
}

function show({ sid, displayName }, tracks) {
  const figure = document.getElementById(sid) ?? document.createElement("figure");
  if (figure.id === "") {
    const caption = document.createElement("figcaption");
    caption.textContent = displayName;
    figure.id = sid;
    figure.append(caption);
    people.append(figure);
  }
  const isSelf = tracks.some((track) => "stop" in track);
  // One hears the others, and sees everybody.
  for (const track of tracks)
    if (track.kind === "video" || (track.kind === "audio" && !isSelf)) figure.prepend(track.attach());
}

function say(words) {
  document.querySelector('[role="status"]').textContent = words;
}
