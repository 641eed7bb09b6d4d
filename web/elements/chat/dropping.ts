/** Files that are dragged over an element, or dropped on it. @returns the call that ends it */
export function followDrops(
  target: HTMLElement,
  { onOver, onDrop }: { onOver(isOver: boolean): void; onDrop(files: File[]): void },
): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") === true;
  const over = (event: DragEvent): void => {
    if (!hasFiles(event)) return;
    event.preventDefault(); // else the browser opens what is dropped
    onOver(true);
  };
  target.addEventListener("dragenter", over, { signal });
  target.addEventListener("dragover", over, { signal });
  target.addEventListener(
    "dragleave",
    ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && target.contains(relatedTarget))) onOver(false);
    },
    { signal },
  );
  target.addEventListener(
    "drop",
    (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      onOver(false);
      onDrop([...(event.dataTransfer?.files ?? [])]);
    },
    { signal },
  );
  return () => listening.abort();
}
