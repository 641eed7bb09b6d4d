/** What the page's Content-Security-Policy has stopped. */
export interface Violation {
  /** For instance `connect-src`. */
  directive: string;
  /** An address, or a word such as `blob` or `wasm-eval`. */
  blocked: string;
  /** `performance.now()` */
  atMs: number;
}

/** A page that violates its policy all the time would fill the memory. */
const mostRemembered = 50;
const remembered: Violation[] = [];
const followers = new Set<(violation: Violation) => void>();
let watching = false;

/** Remembers violations from now on: what fails because of one fails later, and does not say why. Safe to call twice. */
export function watchViolations(): void {
  if (watching) return;
  watching = true;
  document.addEventListener("securitypolicyviolation", (event) => {
    if (event.disposition !== "enforce" || remembered.length >= mostRemembered) return;
    const { effectiveDirective: directive, blockedURI: blocked } = event;
    const violation = { directive, blocked, atMs: performance.now() };
    remembered.push(violation);
    for (const follower of followers) follower(violation);
  });
}

/** Told of what was remembered, and of all that comes. @returns the call that ends it */
export function followViolations(follower: (violation: Violation) => void): () => void {
  remembered.forEach(follower);
  followers.add(follower);
  return () => void followers.delete(follower);
}

/** The latest of a directive since then. @param sinceMs `performance.now()` */
export function violationOf(directive: string, sinceMs: number): Violation | undefined {
  return remembered.findLast((each) => each.directive === directive && each.atMs >= sinceMs);
}
