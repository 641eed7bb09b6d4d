import { fileURLToPath } from "node:url";

/** The top folder of the repository, without a slash at its end. */
export const repositoryDir = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");

/** Absolute path of a file of the repository. */
export function inRepository(path: string): string {
  return `${repositoryDir}/${path}`;
}
