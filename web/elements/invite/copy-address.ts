/** @returns whether the page's address is on the clipboard now */
export async function copyAddress(): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(location.href);
    return true;
  } catch {
    return false; // the browser or the page's policy forbids it
  }
}
