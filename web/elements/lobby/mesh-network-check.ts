import { html, nothing, type TemplateResult } from "lit";
import { icons } from "../icons.ts";
import { MeshElement } from "../mesh-element.ts";
import { callServices } from "../provided.ts";
import { strings } from "../strings.ts";
import { buttons, theme } from "../theme.styles.ts";
import { tabIdentity } from "./identity.ts";
import { networkCheckStyles } from "./mesh-network-check.styles.ts";
import { checkNetwork, checkSteps, type CheckResult, type CheckStep } from "./network-check.ts";
import { networkWords as words } from "./network-words.ts";

type Progress =
  | { is: "ready" }
  | { is: "running"; at: CheckStep; stop: AbortController }
  | { is: "done"; result: CheckResult };

/**
 * Whether calls work on this network: the call server, the relay for networks that let nothing else through, and how fast
 * the way is. It opens no device and joins nothing.
 * @summary `<mesh-network-check room="standup">`
 * @csspart check-button - starts and stops the check
 * @csspart verdict - what came of it
 */
export class MeshNetworkCheck extends MeshElement {
  static override styles = [theme, buttons, networkCheckStyles];
  static override properties = {
    room: {},
    server: {},
    name: {},
    identity: {},
    token: {},
    progress: { state: true },
  };
  /** Whose way is tried; a room that nobody has named yet is as good. */
  declare room: string;
  /** Where the signal-worker is. */
  declare server: string | null;
  /** What others would see. */
  declare name: string | null;
  /** Who this is, unique in the room. */
  declare identity: string | null;
  /** The page's own; left out, the signal-worker is asked for one. */
  declare token: string | null;
  declare private progress: Progress;

  constructor() {
    super();
    this.room = "network-check";
    this.server = null;
    this.name = null;
    this.identity = null;
    this.token = null;
    this.progress = { is: "ready" };
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  /** Starts the check, as the button does. Settles when it is over or called off; never rejects. */
  async check(): Promise<void> {
    this.#stop();
    const stop = new AbortController();
    const onStep = (at: CheckStep): void => void (this.progress = { is: "running", at, stop });
    const services = callServices();
    const server = this.server ?? undefined;
    const asked = {
      room: this.room,
      identity: this.identity ?? tabIdentity(),
      name: this.name || strings.guest,
    };
    const token = async () => this.token ?? (await services.fetchToken(server, asked)).token;
    try {
      const result = await checkNetwork({ services, server, token, onStep }, stop.signal);
      this.progress = { is: "done", result };
    } catch {
      // called off: #stop has put everything back
    }
  }

  protected override render(): unknown {
    const { progress } = this;
    return html`
      ${progress.is === "ready" ? html`<p class="why">${words.why}</p>` : this.#renderSteps()}
      <div role="status">
        ${progress.is === "running" ? html`<span class="spoken">${words.running}</span>` : nothing}
        ${progress.is === "done" ? renderVerdict(progress.result) : nothing}
      </div>
      ${
        progress.is === "running"
          ? html`<button type="button" class="button" part="check-button" @click=${() => this.#stop()}>
              ${words.stop}
            </button>`
          : html`<button type="button" class="button" part="check-button" @click=${() => void this.check()}>
              ${progress.is === "ready" ? words.start : words.again}
            </button>`
      }
    `;
  }

  #stop(): void {
    if (this.progress.is !== "running") return;
    const { stop } = this.progress;
    this.progress = { is: "ready" };
    stop.abort(new Error("stopped"));
  }

  #renderSteps(): TemplateResult {
    return html`<ul class="steps">
      ${checkSteps.map((step) => {
        const state = this.#stateOf(step);
        const sign = { good: icons.check, bad: icons.close, running: nothing, waiting: nothing }[state];
        return html`<li class=${state}>
          <span class="sign">${sign}</span><span>${words.step(step)}</span
          ><span>${words.stateOf(state)}</span>
        </li>`;
      })}
    </ul>`;
  }

  #stateOf(step: CheckStep): "waiting" | "running" | "good" | "bad" {
    const { progress } = this;
    if (progress.is === "ready") return "waiting";
    const at = progress.is === "running" ? progress.at : progress.result.failedAt;
    if (at === undefined) return "good";
    if (at === step) return progress.is === "running" ? "running" : "bad";
    return checkSteps.indexOf(step) < checkSteps.indexOf(at) ? "good" : "waiting";
  }
}

function renderVerdict({ verdict, figures, code }: CheckResult): TemplateResult {
  const { heading, todo } = words.verdict(verdict);
  const isFine = verdict === "good" || verdict === "fair";
  return html`<div class=${isFine ? "verdict" : "verdict weak"} part="verdict">
    <h3>${heading}</h3>
    <p>${todo}</p>
    ${
      figures === undefined
        ? nothing
        : html`<ul class="figures">
            ${words.figures(figures).map((line) => html`<li>${line}</li>`)}
          </ul>`
    }
    ${code === undefined ? nothing : html`<p class="code">${strings.code(code)}</p>`}
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-network-check": MeshNetworkCheck;
  }
}
