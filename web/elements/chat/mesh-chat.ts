import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Chat } from "../../chat/chat.ts";
import type { ChatEntry } from "../../chat/chat-entry.ts";
import { keptChatOf, type KeptChat } from "../../chat/kept-chat.ts";
import type { RemoteParticipant } from "../../room/remote-participant.ts";
import type { Room } from "../../room/room.ts";
import { isCutOff } from "../call/call-state.ts";
import { MeshErrorEvent } from "../events.ts";
import { icons } from "../icons.ts";
import { RoomPart } from "../room-part/room-part.ts";
import { watchRoom } from "../room-part/watch-room.ts";
import { switches } from "../switch.styles.ts";
import { panelHead } from "../panel/panel-head.styles.ts";
import { renderPanelHead } from "../panel/panel-head.ts";
import { buttons, fields, theme } from "../theme.styles.ts";
import { ChatFiles } from "./chat-files.ts";
import { chatInboxOf } from "./chat-inbox.ts";
import { followDrops } from "./dropping.ts";
import { renderEntry } from "./entry-view.ts";
import { notAttached, renderForm } from "./form-view.ts";
import { renderKeeping } from "./keeping-view.ts";
import { chatStyles } from "./mesh-chat.styles.ts";
import { chatWords } from "./words.ts";

/** Whoever is this near to the end is taken along by what comes. */
const nearPx = 60;

/**
 * What was written, and a field to write. Works alone around one room.
 * @summary `<mesh-chat>` with its `room` property
 * @fires mesh-action - close the panel
 * @fires mesh-error - what could not be loaded or shared
 * @csspart log - the messages
 * @csspart message - each message
 * @csspart input - the field
 */
export class MeshChat extends RoomPart {
  static override styles = [theme, buttons, fields, switches, panelHead, chatStyles];
  static override properties = {
    ...RoomPart.properties,
    chat: { state: true },
    to: { state: true },
    hasOptions: { state: true },
    isForgotten: { state: true },
    isDropping: { state: true },
    notShared: { state: true },
  };
  /** Undefined while its code is on the way. */
  declare private chat: Chat | undefined;
  /** Whom the next message is for alone, who may have left meanwhile; undefined: all. */
  declare private to: RemoteParticipant | undefined;
  declare private hasOptions: boolean;
  /** What was kept has just been deleted. */
  declare private isForgotten: boolean;
  declare private isDropping: boolean;
  /** Which file could not be shared, and why. */
  declare private notShared: string;
  #kept: KeptChat | undefined;
  #files: ChatFiles | undefined;
  #shown: readonly ChatEntry[] = [];
  #isAtEnd = true;
  /** Where the end was when this was last scrolled there. */
  #endPx = 0;

  constructor() {
    super();
    this.chat = undefined;
    this.to = undefined;
    this.hasOptions = false;
    this.isForgotten = false;
    this.isDropping = false;
    this.notShared = "";
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector("textarea")?.focus(options);
  }

  protected override followRoom(room: Room): () => void {
    const ends = [
      watchRoom(room, () => this.requestUpdate()),
      followDrops(this, {
        onOver: (isOver) => (this.isDropping = isOver && this.#mayShare),
        onDrop: (files) => void this.#share(files),
      }),
    ];
    let ended = false;
    chatInboxOf(room)
      .load()
      .then(
        (chat) => {
          if (ended) return;
          this.chat = chat;
          this.#kept = keptChatOf(chat);
          const look = (): void => this.requestUpdate();
          this.#files = new ChatFiles(chat, look);
          ends.push(chat.subscribe(look), this.#kept.subscribe(look), chat.read());
        },
        (error: unknown) => this.dispatchEvent(new MeshErrorEvent(error)),
      );
    return () => {
      ended = true;
      this.chat = undefined;
      this.to = undefined;
      for (const end of ends) end();
    };
  }

  protected override updated(): void {
    const log = this.renderRoot.querySelector(".log");
    const entries = this.chat?.entries ?? [];
    if (entries === this.#shown || log === null) return;
    const last = entries.at(-1);
    const hasWritten = last?.from === undefined && last?.id !== this.#shown.at(-1)?.id;
    this.#shown = entries;
    if (hasWritten) [this.#isAtEnd, this.#endPx] = [true, 0];
    this.#stayAtEnd();
  }

  protected override firstUpdated(): void {
    const said = this.renderRoot.querySelector(".said");
    // a picture may come, or the panel become narrower
    if (said !== null) new ResizeObserver(() => this.#stayAtEnd()).observe(said);
  }

  #stayAtEnd(): void {
    const log = this.renderRoot.querySelector(".log");
    if (log === null || !this.#isAtEnd) return;
    // scrolled back just now, and the event is still to come
    if (log.scrollTop < this.#endPx - nearPx && !isNearEnd(log)) return;
    log.scrollTop = log.scrollHeight;
    this.#endPx = log.scrollTop;
  }

  readonly #onScroll = ({ currentTarget: log }: Event): void => {
    if (!(log instanceof Element)) return;
    if (isNearEnd(log)) this.#isAtEnd = true;
    // not where this was scrolled to: what came since has made it longer, perhaps
    else if (log.scrollTop < this.#endPx - nearPx) this.#isAtEnd = false;
  };

  protected override render(): unknown {
    const words = chatWords();
    return html`${renderPanelHead(this, words.heading, words.close, this.#renderOptionsButton(words.options))}
      ${
        this.hasOptions && this.#kept !== undefined
          ? renderKeeping(this.#kept, this.isForgotten, (isForgotten) => (this.isForgotten = isForgotten))
          : nothing
      }
      <div
        class="log"
        part="log"
        role="log"
        aria-live="polite"
        aria-label=${words.log}
        tabindex="0"
        @scroll=${this.#onScroll}
      >
        <div class="said">${this.#renderEntries()}</div>
      </div>
      <div class="typing" aria-hidden=${this.#typists.length === 0}>
        ${this.#typists.length === 0 ? nothing : words.typing(this.#typists)}
      </div>
      ${this.#renderForm()}`;
  }

  get #typists(): readonly string[] {
    return this.chat?.typists ?? [];
  }

  #renderEntries(): unknown {
    const words = chatWords();
    const { chat } = this;
    const entries = chat?.entries ?? [];
    if (chat === undefined || entries.length === 0)
      return html`<p class="empty"><strong>${words.empty}</strong> ${words.emptyWhy}</p>`;
    const lastOwn = entries.findLast(({ from, isKept }) => from === undefined && !isKept);
    let before = "";
    return repeat(
      entries,
      ({ id }) => id,
      (entry) => {
        const section = sectionOf(entry);
        const isFirst = section !== before && (before !== "" || section !== "now");
        // what was made up for later, among what was said here, parts nothing
        const divider = isFirst && !(before === "now" && section === "late") ? section : undefined;
        if (divider !== undefined || before === "") before = section;
        return html`${divider === undefined ? nothing : renderDivider(divider)}${this.#renderEntry(entry, entry === lastOwn)}`;
      },
    );
  }

  #renderEntry(entry: ChatEntry, showsReaders: boolean): TemplateResult {
    const { chat, room } = this;
    const readers = showsReaders ? (chat?.readersOf(entry) ?? []) : [];
    return renderEntry({
      entry,
      readers,
      isReadByAll: readers.length > 1 && readers.length === room?.participants.size,
      isCutOff: room !== undefined && isCutOff(room),
      card: this.#cardOf(entry),
      onAgain: () => chat?.retry(entry.id),
    });
  }

  #cardOf({ file, isKept }: ChatEntry): unknown {
    const found = file === undefined || isKept ? undefined : this.#files?.find(file.id);
    return found && html`<mesh-file .file=${found}></mesh-file>`;
  }

  #renderForm(): TemplateResult {
    return renderForm({
      people: [...(this.room?.participants.values() ?? [])],
      to: this.to,
      mayShare: this.#mayShare,
      notShared: this.notShared,
      isDropping: this.isDropping,
      onTo: (sid) => {
        this.to = this.room?.participants.get(sid);
        this.focus();
      },
      onInput: this.#onInput,
      onFiles: (files) => void this.#share(files),
      onSubmit: this.#onSubmit,
    });
  }

  /** Who watches publishes nothing. */
  get #mayShare(): boolean {
    return this.room !== undefined && this.room.localParticipant.role !== "attendee";
  }

  async #share(files: readonly File[]): Promise<void> {
    this.notShared = "";
    if (!this.#mayShare || !this.#mayAddress) return;
    const { to } = this;
    for (const file of files) {
      try {
        await this.#files?.share(file, to);
      } catch (error) {
        this.notShared = notAttached(file.name, error);
        this.dispatchEvent(new MeshErrorEvent(error));
      }
    }
  }

  /** Whom it is for is there: what was meant for one must not go to all. */
  get #mayAddress(): boolean {
    return this.to === undefined || this.room?.participants.has(this.to.sid) === true;
  }

  #renderOptionsButton(label: string): TemplateResult {
    return html`<button
      type="button"
      class="bare"
      aria-label=${label}
      aria-expanded=${this.hasOptions}
      @click=${this.#onOptions}
    >
      ${icons.more}
    </button>`;
  }

  readonly #onOptions = (): void => {
    this.hasOptions = !this.hasOptions;
    this.isForgotten = false;
  };

  readonly #onInput = (): void => {
    if (this.#field?.value.trim() !== "") this.chat?.typing(this.to);
  };

  get #field(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector("textarea");
  }

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const field = this.#field;
    const text = field?.value.trim() ?? "";
    const { room, to } = this;
    if (field === null || text === "" || room === undefined || !this.#mayAddress) return;
    field.value = "";
    if (this.chat !== undefined) return void this.chat.send(text, { to });
    // its code is on the way still
    chatInboxOf(room)
      .load()
      .then(
        (chat) => chat.send(text, { to }),
        (error: unknown) => {
          field.value ||= text;
          this.dispatchEvent(new MeshErrorEvent(error));
        },
      );
  };
}

function isNearEnd({ scrollHeight, scrollTop, clientHeight }: Element): boolean {
  return scrollHeight - scrollTop - clientHeight < nearPx;
}

type Section = "kept" | "late" | "now";

function sectionOf({ isKept, isLate }: ChatEntry): Section {
  return isKept ? "kept" : isLate ? "late" : "now";
}

function renderDivider(section: Section): TemplateResult {
  const words = chatWords();
  const said = { kept: words.earlier, late: words.before, now: words.sinceThen };
  return html`<p class="divider"><span>${said[section]}</span></p>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-chat": MeshChat;
  }
}
