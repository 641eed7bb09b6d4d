/** What the kernel refuses. comlink carries name and message to the page, not the class: compare `name`. */
export class KernelError extends Error {
  override readonly name = "KernelError";
}
