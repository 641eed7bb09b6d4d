import { afterEach, describe, test } from "vitest";
import "../../web/themes/contrast.css";
import "../../web/themes/midnight.css";
import "../../web/themes/paper.css";
import { clearPage, expectAccessible, openCall, openJoined } from "./elements-page.ts";

afterEach(() => clearPage());

describe.each(["paper", "midnight", "contrast"])("in the theme %s", (theme) => {
  test("the lobby can be read by everybody", async () => {
    openCall({ class: `mesh-${theme}` });
    await expectAccessible();
  });

  test("the call can be read by everybody", async () => {
    const call = await openJoined({ class: `mesh-${theme}` });
    await call.person("Bea");
    await expectAccessible();
  });
});
