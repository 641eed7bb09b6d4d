import { spawn } from "node:child_process";
import { inRepository } from "../../scripts/repository.ts";

/** `meshcall …`, from its source, with no variables but those given. */
export function runCli(
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [inRepository("server/cli.ts"), ...args], {
    env: variables,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((settle, fail) => {
    child.on("error", fail);
    child.on("close", (code) => settle({ code, stdout, stderr }));
  });
}
