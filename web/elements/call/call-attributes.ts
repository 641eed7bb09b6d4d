import type { HotkeyMode } from "../hotkeys/hotkey-target.ts";
import { MeshElement } from "../mesh-element.ts";

/** The attributes of `<mesh-call>`, which are properties too. */
export class CallAttributes extends MeshElement {
  static override properties = {
    room: {},
    server: {},
    name: {},
    identity: {},
    token: {},
    trackers: {},
    kernelUrl: { attribute: "kernel-url" },
    noKernel: { type: Boolean, attribute: "no-kernel" },
    skipLobby: { type: Boolean, attribute: "skip-lobby" },
    autoJoin: { type: Boolean, attribute: "auto-join" },
    ring: { type: Boolean },
    relayOnly: { type: Boolean, attribute: "relay-only" },
    sealMedia: { type: Boolean, attribute: "seal-media" },
    sharedVideo: { type: Boolean, attribute: "shared-video" },
    receive: {},
    maxVideoTracks: { type: Number, attribute: "max-video-tracks" },
    pin: {},
    invitation: {},
    joinAs: { attribute: "join-as" },
    feedback: { type: Boolean },
    hotkeys: {},
    theme: { reflect: true },
  };
  /** Another room ends the call and starts over. The others count from the next join on. */
  declare room: string | null;
  /** Where the signal-worker is. Left out: `<meta name="meshcall-server">`, then the page's own origin. */
  declare server: string | null;
  /** What others see. Left out, the lobby asks, and the answer is remembered on this site. */
  declare name: string | null;
  /** Who this is, unique in the room. Left out, one for each tab that lasts through a reload. */
  declare identity: string | null;
  /** Of your own server; set in a call, it renews the one in use. Left out, the signal-worker is asked for one. */
  declare token: string | null;
  /** Addresses of public WebTorrent trackers, with spaces, in place of a signal-worker. */
  declare trackers: string | null;
  /** Where `kernel-worker.js` lies, for pages whose Content-Security-Policy forbids `blob:`. */
  declare kernelUrl: string | null;
  /** Neither WASM nor a kernel worker: the page's policy forbids them. No chat, no levels. */
  declare noKernel: boolean;
  /** Join at once, with the devices there are. */
  declare skipLobby: boolean;
  /** Joins by itself, and again after every end: for devices that nobody operates. */
  declare autoJoin: boolean;
  /** Rings when somebody comes into the empty call, or knocks. */
  declare ring: boolean;
  /** No path but over a TURN server: the others never learn this device's addresses. */
  declare relayOnly: boolean;
  /** Sound and picture are sealed end to end, and go to nobody whose page does not seal them too. */
  declare sealMedia: boolean;
  /** From three people on a camera is encoded once for all who see it, where the browser can and it saves work. */
  declare sharedVideo: boolean;
  /** `none`: sound, but nobody's video. */
  declare receive: "all" | "none" | null;
  /** Cameras that are seen from five people on. */
  declare maxVideoTracks: number | null;
  /** Of a room that has one. Left out, the lobby asks for it. */
  declare pin: string | null;
  /** Of a room that asks for one. */
  declare invitation: string | null;
  /** What to come in as; `attendee` watches and is not seen. (`role` is ARIA's.) */
  declare joinAs: "host" | "publisher" | "attendee" | null;
  /** When keys do something; null: `focus`, while the keyboard is in the call or nowhere. */
  declare hotkeys: HotkeyMode | null;
  /** After the call the person is asked how it was: `mesh-feedback`. */
  declare feedback: boolean;
  /** Left out, as the system has it. */
  declare theme: "light" | "dark" | null;

  constructor() {
    super();
    this.room = null;
    this.server = null;
    this.name = null;
    this.identity = null;
    this.token = null;
    this.trackers = null;
    this.kernelUrl = null;
    this.noKernel = false;
    this.skipLobby = false;
    this.autoJoin = false;
    this.ring = false;
    this.relayOnly = false;
    this.sealMedia = false;
    this.sharedVideo = false;
    this.receive = null;
    this.maxVideoTracks = null;
    this.pin = null;
    this.invitation = null;
    this.joinAs = null;
    this.feedback = false;
    this.hotkeys = null;
    this.theme = null;
  }
}
