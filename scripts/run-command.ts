import { spawn } from "node:child_process";
import { delimiter } from "node:path";
import { repositoryDir } from "./repository.ts";

export interface CommandResult {
  /** The exit code; 1 when a signal ended the command. */
  code: number;
  /** What it wrote to stdout and stderr, when `quiet`; else empty. */
  output: string;
}

/** Runs one command of the repository's own `node_modules/.bin`, or of the system, to its end. */
export function runCommand(
  command: readonly [program: string, ...args: string[]],
  { quiet = false, cwd = repositoryDir }: { quiet?: boolean; cwd?: string } = {},
): Promise<CommandResult> {
  const [program, ...args] = command;
  const path = `${repositoryDir}/node_modules/.bin${delimiter}${process.env["PATH"] ?? ""}`;
  return new Promise((settle, fail) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, PATH: path },
      stdio: ["ignore", quiet ? "pipe" : "inherit", quiet ? "pipe" : "inherit"],
      shell: process.platform === "win32",
    });
    let output = "";
    const collect = (chunk: Buffer) => (output += chunk.toString());
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    child.on("error", fail);
    child.on("close", (code) => settle({ code: code ?? 1, output }));
  });
}

/** Like {@link runCommand} with `quiet`, but throws with the command's output when it fails. */
export async function mustRun(
  command: readonly [program: string, ...args: string[]],
  options: { cwd?: string } = {},
): Promise<string> {
  const { code, output } = await runCommand(command, { ...options, quiet: true });
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}\n${output}`);
  return output;
}
