import { describe, expect, it } from "vitest";
import { safeName, safeType, shownType } from "../../web/files/safe-name.ts";
import { seeded } from "../wasm/seeded.ts";

describe("what others call their files", () => {
  it.each([
    ["holiday.jpg", "holiday.jpg"],
    ["../../etc/passwd", "passwd"],
    ["..\\..\\Windows\\win.ini", "win.ini"],
    ["C:\\autoexec.bat", "autoexec.bat"],
    ["/", "file"],
    ["", "file"],
    ["...", "file"],
    [".bashrc", "bashrc"],
    ["evil\u202Egpj.exe", "evilgpj.exe"],
    ["a\u2066b\u200Fc\u200B.txt", "abc.txt"],
    ["line\nbreak\u0000.txt", "linebreak.txt"],
    ['what "is" <this>?.txt', "what _is_ _this__.txt"],
    ["stream.txt:hidden", "stream.txt_hidden"],
    ["CON", "_CON"],
    ["nul.tar.gz", "_nul.tar.gz"],
    ["LPT¹.txt", "_LPT¹.txt"],
    ["console.log", "console.log"],
    ["trailing. . ", "trailing"],
    ["Grüße aus 東京 👩‍👩‍👧.png", "Grüße aus 東京 👩👩👧.png"],
    ["lone \uD800 surrogate", "lone  surrogate"],
  ])("%j is saved as %j", (told, saved) => expect(safeName(told)).toBe(saved));

  it("long ones are cut before their extension, between characters", () => {
    const name = safeName(`${"ü".repeat(300)}.tar.gz`);
    expect(name).toMatch(/^ü+\.tar\.gz$|^ü+\.gz$|\.gz$/);
    expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(200);
    expect(safeName("👩".repeat(200)).isWellFormed()).toBe(true);
  });

  it("nothing that chance makes leads anywhere, hides or is refused by a system", () => {
    const { fraction } = seeded("file names");
    const letters = [
      "a",
      ".",
      "/",
      "\\",
      ":",
      " ",
      "\u202E",
      "\u0000",
      "con",
      "nul",
      "é",
      "👩",
      "\uDC00",
      "*",
      "~",
    ];
    for (let round = 0; round < 2_000; round++) {
      const told = Array.from(
        { length: Math.floor(fraction() * 12) },
        () => letters[Math.floor(fraction() * letters.length)],
      ).join("");
      const saved = safeName(told);
      const why = `${JSON.stringify(told)} became ${JSON.stringify(saved)}`;
      expect(saved, why).not.toBe("");
      // oxlint-disable-next-line no-control-regex
      expect(saved, why).not.toMatch(/[/\\:*?"<>|\u0000-\u001f\u202a-\u202e]|^[.\s]|[.\s]$/);
      expect(saved, why).not.toMatch(/^(con|nul)(\.|$)/i);
      expect(saved.isWellFormed(), why).toBe(true);
      expect(safeName(saved), why).toBe(saved);
    }
  });
});

describe("what others say a file is", () => {
  it.each([
    ["image/png", "image/png", "image/png"],
    ["video/mp4; codecs=avc1", "video/mp4", "video/mp4"],
    ["text/html", "text/html", "application/octet-stream"],
    ["image/svg+xml", "image/svg+xml", "application/octet-stream"],
    ["application/pdf", "application/pdf", "application/octet-stream"],
    ["<script>", "application/octet-stream", "application/octet-stream"],
    ["", "application/octet-stream", "application/octet-stream"],
  ])("%j is shown as %j and handed out as %j", (told, shown, handed) => {
    expect([shownType(told), safeType(told)]).toEqual([shown, handed]);
  });
});
