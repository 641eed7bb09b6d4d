import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { defineFile } from "../../web/elements/files/define-file.ts";
import type { RemoteFile } from "../../web/files/remote-file.ts";
import type { SharedFile } from "../../web/files/shared-file.ts";
import { memoryStorage } from "../../web/files/store/memory-storage.ts";
import { FilePeople } from "../fakes/file-people.ts";
import { waiting } from "../fakes/people.ts";
import { clearPage, expectAccessible } from "./elements-page.ts";

let people: FilePeople;
beforeEach(async () => {
  await page.viewport(700, 500);
  await defineFile();
  people = new FilePeople();
});
afterEach(() => {
  people.close();
  clearPage();
});

const button = (name: string) => page.getByRole("button", { name, exact: true });
const text = (words: string) => page.getByText(words, { exact: false });

function show(file: RemoteFile | SharedFile): HTMLElementTagNameMap["mesh-file"] {
  const element = document.createElement("mesh-file");
  element.file = file;
  document.body.append(element);
  return element;
}

function fileOf(sizeBytes: number, name = "plan.pdf"): File {
  return new File([new Uint8Array(sizeBytes).fill(7)], name, { type: "application/pdf" });
}

async function shared(file: File) {
  const ana = people.join("Ana", {}, memoryStorage);
  const ben = people.join("Ben", { acceptedBytes: 0 }, memoryStorage);
  const own = await ana.files.share(file);
  await vi.waitFor(() => expect(ben.files.offered).toHaveLength(1), waiting);
  return { ana, ben, own, remote: ben.files.offered[0]! };
}

test("is received on a press, paused and resumed by keyboard, and saved under its safe name", async () => {
  const { remote } = await shared(fileOf(9_000_000, "../pl\u202Efdp.exe"));
  const element = show(remote);
  await expect.element(text("plfdp.exe")).toBeVisible();
  await expect.element(text("9 MB")).toBeVisible();
  await expectAccessible("mesh-file");
  element.focus();
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByRole("progressbar")).toBeVisible();
  remote.pause();
  await expect.element(text("Paused")).toBeVisible();
  await expectAccessible("mesh-file");
  await button("Resume plfdp.exe").click();
  await expect.element(text("Received")).toBeVisible();
  await expectAccessible("mesh-file");
  const saved = new Promise<string>((settle) => {
    const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      click.mockRestore();
      settle(this.download);
    });
  });
  await button("Save plfdp.exe").click();
  expect(await saved).toBe("plfdp.exe");
  await button("Remove plfdp.exe from this device").click();
  await expect.element(text("Cancelled")).toBeVisible();
  await button("Try again to receive plfdp.exe").click();
  await expect.element(text("Received")).toBeVisible();
});

test("who shared it sees who has it, and takes it back; the others are told", async () => {
  const { own, remote } = await shared(fileOf(300_000));
  show(own);
  await expect.element(text("Nobody has it yet.")).toBeVisible();
  await expectAccessible("mesh-file");
  remote.accept();
  await expect.element(text("1 person has it")).toBeVisible();
  const late = people.join("Cleo", { acceptedBytes: 0 }, memoryStorage);
  await vi.waitFor(() => expect(late.files.offered).toHaveLength(1), waiting);
  await button("Take plan.pdf back").click();
  await expect.element(text("Taken back")).toBeVisible();
  show(late.files.offered[0]!);
  await expect.element(text("Whoever shared it has taken it back.")).toBeVisible();
  await expectAccessible("mesh-file");
});

test("a picture is shown when it is whole, with its name; a document that calls itself one is not", async () => {
  const canvas = document.createElement("canvas");
  canvas.width = 1_600;
  canvas.height = 800;
  canvas.getContext("2d")!.fillRect(0, 0, 1_600, 800);
  const bytes = await new Promise<Blob>((settle) => canvas.toBlob((blob) => settle(blob!)));
  const { remote } = await shared(new File([bytes], "beach.png", { type: "image/png" }));
  show(remote);
  remote.accept();
  await expect.element(page.getByRole("img", { name: "Picture: beach.png" })).toBeVisible();
  await expectAccessible("mesh-file");
  const shown = document.querySelector("mesh-file")!.shadowRoot!.querySelector("canvas")!;
  expect([shown.width, shown.height]).toEqual([800, 400]);

  document.querySelector("mesh-file")!.remove();
  people.close();
  people = new FilePeople();
  const svg = new File([`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`], "a.svg", {
    type: "image/svg+xml",
  });
  const other = await shared(svg);
  show(other.remote);
  other.remote.accept();
  await expect.element(text("Received")).toBeVisible();
  await expect.element(page.getByRole("img")).not.toBeInTheDocument();
  expect((await other.remote.file()).type).toBe("application/octet-stream");
});

test("what goes wrong is said in words, with what to do", async () => {
  const { ana, ben, remote } = await shared(fileOf(6_000_000));
  show(remote);
  remote.accept();
  await vi.waitFor(() => expect(remote.receivedBytes).toBeGreaterThan(100_000), waiting);
  people.break(ana, ben);
  await expect.element(text("Waits for a connection, then goes on by itself.")).toBeVisible();
  people.leave(ana);
  await expect.element(text("Nobody who is here has the rest.")).toBeVisible();
  await expectAccessible("mesh-file");
});

test("fits into 320 px, and its buttons are large enough for a thumb", async () => {
  await page.viewport(320, 500);
  const name = `${"a very long name ".repeat(8)}.pdf`;
  const { remote } = await shared(fileOf(300_000, name));
  const element = show(remote);
  await expect.element(page.getByRole("button")).toBeVisible();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(320);
  for (const each of element.shadowRoot!.querySelectorAll("button")) {
    const { width, height } = each.getBoundingClientRect();
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
  }
});
