/** What is used of the analyzer, whose own typings know only its configuration file. */
declare module "@custom-elements-manifest/analyzer" {
  import type { Package } from "custom-elements-manifest/schema";

  export interface Plugin {
    name: string;
  }
  export interface SourceFile {
    fileName: string;
  }
  export function create(options: { modules: readonly SourceFile[]; plugins: readonly Plugin[] }): Package;
  /** The TypeScript that the analyzer reads with. */
  export const ts: {
    createSourceFile(fileName: string, text: string, target: number, setParentNodes: boolean): SourceFile;
    ScriptTarget: { ESNext: number };
  };
}

declare module "@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js" {
  import type { Plugin } from "@custom-elements-manifest/analyzer";

  export function litPlugin(): Plugin[];
}
