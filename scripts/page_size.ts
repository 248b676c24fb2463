import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "#platform/config.ts";

const folder = join(projectFolder, "dist", "web");
/** Bytes of compressed JavaScript that a page may load before it is of use. */
const budgets: Record<string, number> = { "index.html": 380_000, "signin.html": 120_000 };
/** Bytes of the compressed script that other web sites load, styles and words included. */
const widgetBudget = 60_000;

/** @throws when a first page loads more JavaScript than its budget */
export async function checkSizes(say: (line: string) => void): Promise<void> {
  const over: string[] = [];
  for (const [page, budget] of Object.entries(budgets)) {
    const size = firstLoad(page);
    say(`       ${page}: ${Math.round(size / 1000)} kB of ${budget / 1000} kB`);
    if (size > budget) over.push(`${page} loads ${size} bytes of JavaScript, ${budget} are allowed`);
  }
  const widget = sizeOf(join(projectFolder, "dist", "site"), "widget.js");
  say(`       widget.js: ${Math.round(widget / 1000)} kB of ${widgetBudget / 1000} kB`);
  if (widget > widgetBudget) over.push(`widget.js has ${widget} bytes, ${widgetBudget} are allowed`);
  if (over.length > 0) throw new Error(over.join("\n"));
}

/** The scripts that the page names and all that they import at once. */
function firstLoad(page: string): number {
  const seen = new Set<string>();
  const html = readFileSync(join(folder, page), "utf8");
  const visit = (file: string): void => {
    if (seen.has(file) || !existsSync(join(folder, file))) return;
    seen.add(file);
    const source = readFileSync(join(folder, file), "utf8");
    for (const [, name] of source.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)) visit(`assets/${name}`);
  };
  for (const [, file] of html.matchAll(/(?:src|href)="\/(assets\/[\w.-]+\.js)"/g)) visit(file!);
  return [...seen].reduce((sum, file) => sum + sizeOf(folder, file), 0);
}

function sizeOf(below: string, file: string): number {
  const compressed = join(below, `${file}.gz`);
  return statSync(existsSync(compressed) ? compressed : join(below, file)).size;
}
