/** Has the browser save a text as a file. @param type of the text, without its character set */
export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // some browsers read it only after this task
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A name of a file for what belongs to a call: the room's name as far as every system takes it, and the day. */
export function fileName(room: string, what: string, extension: string, atMs: number): string {
  const safe = room
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  const day = new Date(atMs).toISOString().slice(0, 10);
  return `${[safe, what, day].filter((part) => part !== "").join("-")}.${extension}`;
}
