import { html, nothing } from "lit";
import { MeshElement } from "../mesh-element.ts";
import { icons } from "../icons.ts";
import { buttons, theme } from "../theme.styles.ts";
import { inviteStyles } from "./mesh-invite.styles.ts";
import { inviteWords } from "./words.ts";

/**
 * How others come in: a button that copies the link, and where the system has a sheet for sharing, one that opens it.
 * @summary `<mesh-invite url="https://example.com/?room=standup">`
 * @slot - other words above the buttons
 * @csspart action - each button
 */
export class MeshInvite extends MeshElement {
  static override styles = [theme, buttons, inviteStyles];
  static override properties = { url: {}, copied: { state: true } };
  /** Where others can join; left out: the page's address. */
  declare url: string | null;
  declare private copied: "no" | "yes" | "failed";

  constructor() {
    super();
    this.url = null;
    this.copied = "no";
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector("button")?.focus(options);
  }

  protected override render(): unknown {
    const { why, copy, copied, notCopied, share } = inviteWords;
    const said = { no: "", yes: copied, failed: notCopied }[this.copied];
    return html`<p><slot>${why}</slot></p>
      <div class="buttons">
        <button type="button" part="action" class="button primary" @click=${this.#copy}>
          ${icons.link}${said === "" ? copy : said}
        </button>
        ${
          canShare()
            ? html`<button type="button" part="action" class="button" @click=${this.#share}>${share}</button>`
            : nothing
        }
      </div>
      <span class="spoken" aria-live="polite">${said}</span>`;
  }

  get #address(): string {
    return this.url === null ? location.href : new URL(this.url, location.href).href;
  }

  readonly #copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(this.#address);
      this.copied = "yes";
    } catch {
      this.copied = "failed"; // the browser or the page's policy forbids it
    }
  };

  readonly #share = (): void => {
    navigator.share({ url: this.#address }).catch(() => undefined); // closed without a choice
  };
}

/** Sheets for sharing are a matter of phones; desktops have them too, and better ways to send a link. */
function canShare(): boolean {
  return "share" in navigator && matchMedia("(pointer: coarse)").matches;
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-invite": MeshInvite;
  }
}
