/** The text of a file, as Vite hands it to tests. */
declare module "*?raw" {
  const text: string;
  export { text as default };
}
