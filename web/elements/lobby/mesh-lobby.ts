import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { CallMedia } from "../devices/call-media.ts";
import { defineDevices } from "../devices/define-devices.ts";
import { MeshActionEvent, MeshErrorEvent, MeshJoinEvent } from "../events.ts";
import { icons } from "../icons.ts";
import { MeshElement } from "../mesh-element.ts";
import { tellError } from "../notice/tell-error.ts";
import { callServices } from "../provided.ts";
import { renderUnsaved } from "../recording/recall-unsaved.ts";
import { strings } from "../strings.ts";
import { buttons, fields, theme } from "../theme.styles.ts";
import { defineNetworkCheck } from "./define-network-check.ts";
import { rememberedName, rememberName, tabIdentity } from "./identity.ts";
import { renderComing, renderEntry, renderPin, type LobbyPlace, type PinTrouble } from "./lobby-views.ts";
import { renderPreview, renderTroubles } from "./lobby-preview.ts";
import { lobbyWords } from "./lobby-words.ts";
import { lobbyStyles } from "./mesh-lobby.styles.ts";
import { lookAround, type Presence } from "./presence.ts";

/** What is loaded when somebody opens it. */
type Fold = "devices" | "network";

/**
 * Before the call: how one looks and sounds, who is in already, one's name, and the button to join. Alone on a page it opens
 * the devices itself and hands them to the page with `mesh-join`.
 * @summary `<mesh-lobby room="standup">`
 * @fires mesh-join - the person wants to join: the page connects with what the event carries
 * @fires mesh-error - a device failed; the person has been told
 * @fires mesh-action - in a `<mesh-call>`: join, a PIN, called off
 * @csspart preview - the own picture
 * @csspart pin-input - the field for the PIN
 * @csspart name-input - the field for the name
 * @csspart join - the button
 * @csspart control - each switch of a device
 */
export class MeshLobby extends MeshElement {
  static override styles = [theme, buttons, fields, lobbyStyles];
  static override properties = {
    room: {},
    name: {},
    server: {},
    identity: {},
    token: {},
    at: { attribute: false },
    pinTrouble: { attribute: false },
    watches: { attribute: false },
    withoutServer: { attribute: false },
    media: { attribute: false },
    presence: { state: true },
    loaded: { state: true },
    notLoaded: { state: true },
  };
  /** Name of the room. */
  declare room: string;
  /** What the field starts with; left out, the name of last time. */
  declare name: string | null;
  /** Where the signal-worker is, as for `<mesh-call>`. */
  declare server: string | null;
  /** Who this is, unique in the room. */
  declare identity: string | null;
  /** The page's own token: how many are in is then not asked. */
  declare token: string | null;
  declare at: LobbyPlace;
  declare pinTrouble: PinTrouble | undefined;
  /** Nothing is sent: there is no preview. */
  declare watches: boolean;
  /** There is no signal-worker to ask. */
  declare withoutServer: boolean;
  /** The devices of the call that this leads to; left out, the lobby opens its own. */
  declare media: CallMedia | undefined;
  declare private presence: Presence | undefined;
  declare private loaded: ReadonlySet<Fold>;
  declare private notLoaded: Fold | undefined;

  #own: CallMedia | undefined;
  #followed: CallMedia | undefined;
  #endOfMedia: (() => void) | undefined;
  #asked = "";
  #typed: string | undefined;
  #hadFocus = false;

  constructor() {
    super();
    this.room = "";
    this.name = null;
    this.server = null;
    this.identity = null;
    this.token = null;
    this.at = "lobby";
    this.pinTrouble = undefined;
    this.watches = false;
    this.withoutServer = false;
    this.media = undefined;
    this.presence = undefined;
    this.loaded = new Set();
    this.notLoaded = undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.#look);
    if (this.hasUpdated) this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.#look);
    this.#endOfMedia?.();
    this.#endOfMedia = this.#followed = undefined;
    // a page that moves the lobby puts it back in the same breath
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#own?.close();
      this.#own = undefined;
    });
  }

  override focus(options?: FocusOptions): void {
    const name = this.renderRoot.querySelector<HTMLInputElement>("input[name=name]");
    const target = name?.value === "" ? name : this.renderRoot.querySelector<HTMLElement>(".join, .cancel");
    (this.renderRoot.querySelector<HTMLElement>("input[name=pin]") ?? target)?.focus(options);
  }

  protected override willUpdate(): void {
    this.#hadFocus = this.matches(":focus-within");
    this.#follow();
  }

  protected override firstUpdated(): void {
    // a person who has a name needs one key to join; whoever is busy elsewhere on the page is left alone
    if (document.activeElement === document.body) this.focus({ preventScroll: true });
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("room") || changed.has("name")) this.#look();
    if ((changed.has("at") || changed.has("pinTrouble")) && this.#hadFocus) this.focus();
  }

  protected override render(): unknown {
    return html`
      ${renderTroubles(this.#media)}
      <div class=${this.watches ? "lobby alone" : "lobby"}>
        ${this.watches ? nothing : renderPreview(this.#media, this.#name)}
        <div class="side">${this.#renderSide()}</div>
      </div>
    `;
  }

  get #media(): CallMedia | undefined {
    return this.media ?? this.#own;
  }

  get #name(): string {
    return this.#typed ?? this.name ?? rememberedName();
  }

  #renderSide(): TemplateResult {
    const cancel = () => this.#act({ do: "leave" });
    switch (this.at) {
      case "pin":
        return renderPin(this.pinTrouble, (pin) => this.#act({ do: "give-pin", pin }), cancel);
      case "connecting":
      case "waiting":
        return renderComing(this.at, cancel);
      case "lobby":
        return html`${renderEntry({
          room: this.room,
          name: this.#name,
          presence: this.presence,
          watches: this.watches,
          onName: (name) => {
            this.#typed = name;
            this.#look();
          },
          onJoin: this.#onJoin,
        })}
        ${
          this.watches
            ? nothing
            : this.#renderFold(
                "devices",
                html`<mesh-devices
                  exportparts="select"
                  .media=${this.#media}
                  .metered=${false}
                ></mesh-devices>`,
              )
        }
        ${
          this.withoutServer
            ? nothing
            : this.#renderFold(
                "network",
                html`<mesh-network-check
                  .room=${this.room}
                  .server=${this.server}
                  .name=${this.#name}
                  .identity=${this.identity}
                  .token=${this.token}
                ></mesh-network-check>`,
              )
        }
        ${renderUnsaved()}`;
    }
  }

  #renderFold(fold: Fold, content: TemplateResult): TemplateResult {
    const onToggle = (event: Event): void => {
      if (event.target instanceof HTMLDetailsElement && event.target.open) void this.#load(fold);
    };
    return html`<details @toggle=${onToggle}>
      <summary>${icons[fold]}${fold === "devices" ? strings.devices.heading : lobbyWords.network}</summary>
      ${this.notLoaded === fold ? html`<p role="alert">${lobbyWords.notLoaded}</p>` : nothing}
      ${this.loaded.has(fold) ? content : nothing}
    </details>`;
  }

  readonly #onJoin = (name: string): void => {
    rememberName(name);
    if (this.media !== undefined) return this.#act({ do: "join", name });
    const own = this.#own;
    this.dispatchEvent(
      new MeshJoinEvent({
        room: this.room,
        name,
        identity: this.identity ?? tabIdentity(),
        tracks: own?.tracks ?? [],
        speakerId: own?.speakerId,
      }),
    );
    own?.handOver();
  };

  #act(action: MeshActionEvent["action"]): void {
    this.dispatchEvent(new MeshActionEvent(action));
  }

  /** The devices that are shown; its own where nobody gave any. */
  #follow(): void {
    if (!this.isConnected) return;
    if (this.media === undefined && !this.watches && this.#own === undefined) {
      this.#own = new CallMedia();
      void this.#own.open();
    }
    const media = this.#media;
    if (media === this.#followed) return;
    this.#endOfMedia?.();
    this.#followed = media;
    this.#endOfMedia = media?.subscribe((error, trouble) => {
      if (error !== undefined && media === this.#own)
        void tellError((event) => void this.dispatchEvent(event), error, trouble);
      this.requestUpdate();
    });
  }

  /** Asks who is in: at first, with another name, and for who comes back to the page. */
  readonly #look = (): void => {
    if (document.hidden || this.at !== "lobby" || this.room === "" || this.withoutServer) return;
    const { room, token } = this;
    const server = this.server ?? undefined;
    const name = this.#name;
    const identity = this.identity ?? tabIdentity();
    const as = name === "" || token !== null ? undefined : { identity, name };
    const asked = JSON.stringify([server, room, as]);
    this.#asked = asked;
    void lookAround(callServices(), server, room, as).then((presence) => {
      if (asked === this.#asked) this.presence = presence;
    });
  };

  async #load(fold: Fold): Promise<void> {
    this.notLoaded = undefined;
    try {
      await (fold === "devices" ? defineDevices() : defineNetworkCheck());
      this.loaded = new Set([...this.loaded, fold]);
    } catch (error) {
      this.notLoaded = fold; // its file is gone, or the network
      this.dispatchEvent(new MeshErrorEvent(error));
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-lobby": MeshLobby;
  }
}
