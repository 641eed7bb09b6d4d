import { describe, expect, test } from "vitest";
import { ariaChord, chordOf, isSingle, showChord } from "../../web/elements/hotkeys/chord.ts";
import { hotkeyActions, usualKeys } from "../../web/elements/hotkeys/hotkey-actions.ts";
import { parseSettings } from "../../web/elements/hotkeys/hotkey-settings.ts";

const nothing = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const press = (key: string, code = "", held: Partial<typeof nothing> = {}) =>
  chordOf({ key, code, ...nothing, ...held });

describe("keys of a call", () => {
  test.for([
    ["m", "KeyM", {}, "M"],
    ["M", "KeyM", { shiftKey: true }, "Shift+M"],
    ["d", "KeyD", { ctrlKey: true }, "Mod+D"],
    ["d", "KeyD", { metaKey: true }, "Mod+D"],
    [" ", "Space", {}, "Space"],
    ["?", "Slash", { shiftKey: true }, "?"],
    ["?", "Minus", { shiftKey: true }, "?"],
    ["5", "Digit5", {}, "5"],
    ["F2", "F2", { altKey: true }, "Alt+F2"],
    // other alphabets: by the key's place
    ["م", "KeyL", {}, "L"],
    ["ь", "KeyM", {}, "M"],
    ["µ", "KeyM", { altKey: true }, "Alt+M"],
  ] as const)("%s (%s) with %o is %s", ([key, code, held, chord]) => {
    expect(press(key, code, held)).toBe(chord);
  });

  test.for(["Tab", "Escape", "Enter", "ArrowLeft", "Home", "Shift", "Control", "Dead", "Process"])(
    "%s is never one",
    (key) => expect(press(key)).toBeUndefined(),
  );

  test("what people read", () => {
    expect(showChord("Mod+Shift+D", false)).toBe("Ctrl+Shift+D");
    expect(showChord("Mod+D", true)).toBe("⌘D");
    expect(ariaChord("Mod+D")).toBe("Control+D");
  });

  test("single are those without Ctrl, ⌘ or Alt", () => {
    expect(["M", "Shift+M", "?", "Space"].every(isSingle)).toBe(true);
    expect(["Mod+D", "Alt+M", "Mod+Alt+M"].some(isSingle)).toBe(false);
  });

  test("no two things have the same key at first", () => {
    const all = hotkeyActions.flatMap((action) => usualKeys[action]);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe("what the browser has kept", () => {
  const usual = { keys: usualKeys, single: true };

  test.for([undefined, "", "{", "null", "[]", "7", '"x"', "{}", '{"keys":null,"single":"no"}'])(
    "%s: the usual keys",
    (kept) => expect(parseSettings(kept)).toEqual(usual),
  );

  test("what can be read counts, the rest is as usual", () => {
    const kept = {
      single: false,
      keys: {
        microphone: ["K"],
        camera: [7],
        hand: "H",
        chat: [""],
        nonsense: ["X"],
        toString: ["Y"],
        leave: [],
      },
    };
    expect(parseSettings(JSON.stringify(kept))).toEqual({
      single: false,
      keys: { ...usualKeys, microphone: ["K"], leave: [] },
    });
  });
});
