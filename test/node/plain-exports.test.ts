import { expect, test } from "vitest";
import { withPlainExports } from "../../scripts/vite-plugin-plain-exports.ts";

const chunk = (fileName: string, code: string, isEntry = false) => ({ fileName, code, isEntry });

test("chunks share names under those that they have inside", () => {
  const codes = withPlainExports([
    chunk("core.js", "const a=1,b=2,t=3,u=4;export{b as n,a as t,t as r,u as i};"),
    chunk("call.js", 'import{n as x,t as y}from"./core.js";import{r}from"./core.js";x(y,r);'),
    chunk("page.js", 'export{n as made,i as u}from"./core.js";', true),
  ]);
  expect(codes).toEqual([
    "const a=1,b=2,t=3,u=4;export{a,b,t,u};",
    'import{b as x,a as y}from"./core.js";import{t as r}from"./core.js";x(y,r);',
    'export{b as made,u}from"./core.js";',
  ]);
});

test("what is asked for by name later keeps its name, and so does what a page imports", () => {
  const call = "const a=1,t=2,c=3;export{a as t,t as r,c as x};";
  const codes = withPlainExports([
    chunk("call.js", call),
    chunk("panel.js", "const a=1;export{a as Panel};"),
    chunk(
      "page.js",
      'const a=()=>[import("./call.js").then(e=>e.t),import("./panel.js")];export{a as page};',
      true,
    ),
    chunk("later.js", 'import{r as e,t}from"./call.js";e(t);'),
  ]);
  expect(codes[0]).toBe("const a=1,t=2,c=3;export{a as t,c,t as r};");
  expect(codes.slice(1, 3)).toEqual([
    "const a=1;export{a as Panel};",
    'const a=()=>[import("./call.js").then(e=>e.t),import("./panel.js")];export{a as page};',
  ]);
  expect(codes[3]).toBe('import{r as e,t}from"./call.js";e(t);');
});
