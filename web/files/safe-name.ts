/** What others call their files is shown and saved: nothing of it may lead anywhere or look like something else. */

/** What every system takes, in UTF-8: ext4, APFS and NTFS have 255. */
const mostNameBytes = 200;
/** Windows' own devices, with any extension. */
const reserved = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;
/** Controls, marks of direction (`exe.gpj` shown as `jpg.exe`), what has no width, and noncharacters of U+FFF0. */
const unseen =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\uffff]/g;
/** Means something to a shell or a file system. */
const forbidden = /[<>:"|?*]/g;

const encoder = new TextEncoder();

/** @returns a name without a path that every system takes; `file` where nothing is left of it */
export function safeName(told: string): string {
  const last = told.toWellFormed().normalize("NFC").split(/[/\\]/).at(-1) ?? "";
  const clean = last
    .replace(unseen, "")
    .replace(forbidden, "_")
    .replace(/^[.\s]+|[.\s]+$/g, "");
  const short = shortened(clean === "" ? "file" : clean);
  return reserved.test(short) ? `_${short}` : short;
}

/** Takes from the end of what is before the extension. */
function shortened(name: string): string {
  const dot = name.lastIndexOf(".");
  const extension = dot > 0 && name.length - dot <= 16 ? name.slice(dot) : "";
  const characters = Array.from(name.slice(0, name.length - extension.length));
  while (characters.length > 1 && encoder.encode(characters.join("") + extension).length > mostNameBytes)
    characters.pop();
  return characters.join("").trimEnd() + extension;
}

/** Sound and picture are played, never run; SVG is a document. */
const harmless = /^(audio\/[\w.+-]+|video\/[\w.+-]+|image\/(png|jpeg|gif|webp|avif|bmp))$/;
const wellFormed = /^[\w.+-]+\/[\w.+-]+$/;
const plain = "application/octet-stream";

/** @returns what may stand beside the name */
export function shownType(told: string): string {
  const type = told.toLowerCase().split(";")[0]?.trim() ?? "";
  return wellFormed.test(type) ? type : plain;
}

/** @returns what a browser may take the file for: it would run HTML in the name of this page */
export function safeType(told: string): string {
  const type = shownType(told);
  return harmless.test(type) ? type : plain;
}
