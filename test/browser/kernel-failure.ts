import { expect } from "vitest";

export const kernelFailure = (message: RegExp) =>
  expect.objectContaining({ name: "KernelError", message: expect.stringMatching(message) });
