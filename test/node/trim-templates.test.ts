import { expect, test } from "vitest";
import { trimmedTemplates } from "../../scripts/vite-plugin-trim-templates.ts";

const trimmed = (source: string): string => trimmedTemplates("example.ts", source);

test("styles keep their rules, and selectors the spaces that mean something", () => {
  const source = `export const styles = css\`
  /* why */
  :host(:not([own])) .a :hover,
  .b > .c {
    color: light-dark(#fff, #000);
    margin: calc(1px + 2px) \${size};
    --_gap: 4px;
  }
  @media (forced-colors: active) {
    .a {
      content: "a, b > c";
      color: rgb(0 0 0 / 0.5) !important;
      background: #ffaa00;
      inset: -0.5px 10.5px 0 0.5em;
    }
  }
\`;`;
  expect(trimmed(source)).toBe(
    'export const styles = css` :host(:not([own])) .a :hover,.b>.c{color:light-dark(#fff,#000);margin:calc(1px + 2px) ${size};--_gap:4px}@media (forced-colors:active){.a{content:"a, b > c";color:rgb(0 0 0/.5)!important;background:#fa0;inset:-.5px 10.5px 0 .5em}}`;',
  );
});

test("templates keep one line break where there were more and their indentation", () => {
  const source = 'const view = html`<p>\n      ${a} b\n    </p>\n\n    <i class="x"\n       part=y></i>`;';
  expect(trimmed(source)).toBe('const view = html`<p>\n${a} b\n</p>\n<i class="x"\npart=y></i>`;');
});

test("a template in a template, and nothing else, is touched", () => {
  const source = "const a = html`<b>\n  ${c ? html`\n   <i></i>` : `\n   as it is`}</b>`;";
  expect(trimmed(source)).toBe("const a = html`<b>\n${c ? html`\n<i></i>` : `\n   as it is`}</b>`;");
});
