import assert from "node:assert/strict";
import { glob, readFile } from "node:fs/promises";
import { test } from "node:test";
import { type KeyPlace, keyLines } from "./keyLines.ts";

const web = new URL("../", import.meta.url).pathname;
const sources = new Map<string, string>();
for await (const path of glob("**/*.{ts,tsx}", { cwd: web })) {
  if (!path.includes(".test.")) sources.set(path, await readFile(`${web}${path}`, "utf8"));
}
const places = Object.keys(keyLines) as KeyPlace[];
const linesOf = (place: KeyPlace) =>
  keyLines[place] as readonly { keys: readonly string[]; act: string; bound?: readonly string[] }[];

test("every place with keys is bound in exactly one file, to exactly the keys of the map", () => {
  const bound = [...sources.values()].flatMap((text) =>
    [...text.matchAll(/\buseKeys\("(\w+)", \{([\s\S]*?)\n? *\}\);/g)].map(
      ([, place, body]) => [place!, keysIn(body!)] as const,
    ),
  );
  const wanted = places.map((place) => [place, linesOf(place).flatMap((line) => line.bound ?? [])] as const);
  assert.deepEqual(
    bound.map(([place, keys]) => [place, keys.toSorted()]).toSorted(),
    wanted
      .filter(([, keys]) => keys.length > 0)
      .map(([place, keys]) => [place, keys.toSorted()])
      .toSorted(),
  );
});

/** Parts that listen by themselves, the lines of the map that tell so, and what they look for. */
const byThemselves: Record<string, { at: KeyPlace; acts: string[]; keys: string[] }> = {
  "palette/Palette.tsx": {
    at: "palette",
    acts: ["choose", "switch", "open", "new_tab"],
    keys: ["ArrowDown", "Tab", "Enter"],
  },
  "ui/CellMenu.tsx": { at: "list", acts: ["value"], keys: ["Number(event.key)", "Escape"] },
  "modules/customers/list/ColumnMenu.tsx": { at: "list", acts: ["column"], keys: ["altKey", "ArrowUp", "ArrowDown"] },
  "modules/customers/board/BoardCard.tsx": {
    at: "board",
    acts: ["walk", "card"],
    keys: ["altKey", "ArrowLeft", "ArrowUp"],
  },
  "ui/InlineEdit.tsx": { at: "record", acts: ["edit", "cancel"], keys: ["Enter", "Escape"] },
  "modules/customers/record/ComposerForm.tsx": { at: "record", acts: ["log"], keys: ["ctrlKey", "Enter"] },
  "modules/customers/record/files/FilePreview.tsx": { at: "record", acts: ["file"], keys: ["ArrowLeft", "ArrowRight"] },
  "modules/customers/relations/GraphView.tsx": { at: "record", acts: ["graph"], keys: ['startsWith("Arrow")'] },
  "modules/imports/ProblemRow.tsx": { at: "imports", acts: ["cell", "cancel"], keys: ["Enter", "Escape"] },
  "modules/settings/roles/ScopeGrid.tsx": { at: "roles", acts: ["walk", "scope"], keys: ["[0-5]"] },
  "modules/settings/layouts/FieldRow.tsx": { at: "layouts", acts: ["field"], keys: ["ArrowUp", "ArrowDown"] },
  "modules/settings/tiers/RuleRow.tsx": { at: "tiers", acts: ["rule"], keys: ["ArrowUp", "ArrowDown"] },
  "ui/Menu.tsx": { at: "everywhere", acts: ["close"], keys: ["Escape"] },
};

test("a key that a part listens to by itself stands in the map, and the part still listens", () => {
  const told = new Set<string>();
  for (const [path, { at, acts, keys }] of Object.entries(byThemselves)) {
    const text = sources.get(path) ?? assert.fail(`${path} is gone`);
    for (const key of keys) assert.ok(text.includes(key), `${path} does not listen to ${key}`);
    for (const act of acts) told.add(`${at}.${act}`);
  }
  const silent = places.flatMap((place) =>
    linesOf(place)
      .filter((line) => !line.bound)
      .map((line) => `${place}.${line.act}`),
  );
  assert.deepEqual([...told].toSorted(), silent.toSorted());
});

test("whoever listens for a chord or an arrow is in the map, or is a control that everybody knows", () => {
  const plain = /^(ui\/(walk|OptionList|CheckList|Menu)|frame\/keys)\./;
  const listening = [...sources]
    .filter(([, text]) => /event\.altKey|event\.key === "Arrow/.test(text))
    .map(([path]) => path);
  assert.deepEqual(
    listening.filter((path) => !plain.test(path) && !(path in byThemselves)),
    [],
  );
});

test("each act has its words in both languages", async () => {
  for (const language of ["zh-CN", "en"]) {
    const { keys } = JSON.parse(await readFile(`${web}locales/${language}/frame.json`, "utf8")) as {
      keys: Record<string, string> & { act: Record<string, string> };
    };
    for (const place of places) assert.ok(keys[place], `${language} ${place}`);
    const acts = new Set(places.flatMap((place) => linesOf(place).map(({ act }) => act)));
    assert.deepEqual(Object.keys(keys.act).toSorted(), [...acts].toSorted(), language);
  }
});

/** The names of an object literal's own lines: `j: () => …`, `"mod+k": …`. */
function keysIn(body: string): string[] {
  const depth = body.startsWith("\n") ? body.match(/\n( +)/)![1]!.length : 0;
  if (depth === 0) return body.split(", ").map((part) => part.trim().match(/^"?([^":]+)"?:/)?.[1] ?? "");
  return [...body.matchAll(new RegExp(`\\n {${depth}}(?:"([^"]+)"|(\\w+)):`, "g"))].map(
    ([, quoted, bare]) => quoted ?? bare!,
  );
}
