import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { test } from "node:test";
import { gather } from "../server/modules.ts";
import { projectFolder } from "../server/platform/config.ts";
import { declaredEvents } from "../server/platform/event/declare.ts";
import { isPermission } from "../server/platform/permission/registry.ts";

const read = (file: string): string => readFileSync(join(projectFolder, file), "utf8");
const sources = (pattern: string): string[] => globSync(pattern, { cwd: projectFolder }).sort();
const code = [...sources("{server,web,site,scripts,test,e2e,bench}/**/*.{ts,tsx}")].filter(
  (file) => !file.endsWith(".gen.ts"),
);

/** Paths, from the project's folder, that a file imports statically or not. */
function importsOf(file: string): string[] {
  const found = [...read(file).matchAll(/(?:from|import)\s*\(?\s*["']([^"']+)["']/g)].map((match) => match[1]!);
  return found.flatMap((name) => {
    if (name.startsWith(".")) return [normalize(join(dirname(file), name))];
    if (name.startsWith("#platform/")) return [name.replace("#platform/", "server/platform/")];
    if (name.startsWith("#modules/")) return [name.replace("#modules/", "server/modules/")];
    return name.startsWith("#test/") ? [name.replace("#test/", "test/")] : [];
  });
}

const levels = [
  ["platform"],
  ["people"],
  ["customers"],
  ["catalogue", "calendar", "routing"],
  ["voice", "messaging", "sales", "service"],
  ["marketing", "shop"],
  ["workforce", "insight"],
  ["admin"],
];
const moduleOf = (file: string): string | undefined =>
  file.startsWith("server/platform/") ? "platform" : /^server\/modules\/([^/]+)\//.exec(file)?.[1];
const levelOf = (module: string): number => levels.findIndex((names) => names.includes(module));

test("imports point down, and into a module through its index or a contract only", () => {
  const wrong: string[] = [];
  for (const file of code.filter((one) => !one.endsWith(".test.ts"))) {
    const from = moduleOf(file);
    if (!from) continue;
    for (const target of importsOf(file)) {
      const to = moduleOf(target);
      if (!to || to === from) continue;
      if (levelOf(to) >= levelOf(from)) wrong.push(`${file} -> ${target}: upwards`);
      const isDoor = to === "platform" || target.endsWith("/index.ts") || target.endsWith(".contract.ts");
      if (!isDoor) wrong.push(`${file} -> ${target}: not through index.ts`);
    }
  }
  assert.deepEqual(wrong, []);
});

test("contracts import TypeBox and contracts only; the page imports nothing else of the server", () => {
  const wrong: string[] = [];
  for (const file of code) {
    const isContract = file.endsWith(".contract.ts");
    const isPage = /^(web|site)\//.test(file) && !file.startsWith("web/build/");
    if (!isContract && !isPage) continue;
    for (const target of importsOf(file)) {
      const isFine = target.endsWith(".contract.ts") || target.startsWith("server/platform/contract/");
      if (target.startsWith("server/") && !isFine) wrong.push(`${file} -> ${target}`);
    }
  }
  assert.deepEqual(wrong, []);
});

const { routes } = gather({
  version: "0",
  startedAt: new Date(),
  directory: {} as never,
  isEmbedded: true,
  certificate: null,
  socketCount: async () => 0,
});

test("every contract is handled, every permission of a contract is declared", () => {
  const handled = new Set(routes.map(({ contract }) => `${contract.method} ${contract.path}`));
  const wrong = routes
    .map(({ contract }) => contract.permission)
    .filter((permission) => !["public", "signed_in"].includes(permission) && !isPermission(permission));
  assert.deepEqual(wrong, []);
  assert.equal(handled.size, routes.length, "two routes share an address");
  const declared = sources("server/modules/*/*.contract.ts").flatMap((file) =>
    [...read(file).matchAll(/export const (\w+Contract) = contract/g)].map((match) => match[1]!),
  );
  const served = sources("server/modules/**/{routes,*.routes}.ts").map(read).join("\n");
  assert.deepEqual(
    declared.filter((name) => !new RegExp(`\\b${name}\\b`).test(served)),
    [],
  );
});

test("only calls that must be are public", () => {
  const open = routes
    .filter(({ contract }) => contract.permission === "public")
    .map(({ contract }) => `${contract.method} ${contract.path}`)
    .sort();
  assert.deepEqual(open, [
    "GET /access_links/:token",
    "GET /welcome",
    "GET /widgets/:widgetId",
    "POST /password_resets",
    "POST /session",
    "POST /session/second_factor",
    "POST /widgets/:widgetId/callbacks",
    "PUT /access_links/:token",
    "PUT /widgets/:widgetId/callbacks/:key/withdrawal",
  ]);
});

test("every event that is recorded is declared, and the other way round", () => {
  const text = code
    .filter((file) => file.startsWith("server/"))
    .map((file) => (file.endsWith("events.ts") ? "" : read(file)))
    .join("\n");
  const unused = [...declaredEvents().keys()].filter((name) => !text.includes(`"${name}"`));
  assert.deepEqual(unused, []);
  const recorded = [...text.matchAll(/(?:record|told|touched)\(\s*tx,\s*[^"()]*"([a-z_]+\.[a-z_]+)"/g)].map(
    (match) => match[1]!,
  );
  assert.ok(recorded.length > 15, "the pattern still finds the calls");
  assert.deepEqual(
    recorded.filter((name) => !declaredEvents().has(name)),
    [],
  );
});

/** Files over 400 lines, each with its reason. */
const longFiles: Record<string, string> = {};

test("no file grows past 400 lines without a reason", () => {
  const long = code.filter((file) => read(file).split("\n").length > 400 && !(file in longFiles));
  assert.deepEqual(long, []);
});

test("both languages have every string", () => {
  const wrong: string[] = [];
  for (const file of sources("web/locales/zh-CN/*.json")) {
    const other = file.replace("zh-CN", "en");
    const [zh, en] = [
      keysOf(JSON.parse(read(file))),
      existsSync(join(projectFolder, other)) ? keysOf(JSON.parse(read(other))) : [],
    ];
    for (const key of zh) if (!en.includes(key) && !isPlural(key, en)) wrong.push(`${other}: ${key} is missing`);
    for (const key of en) if (!zh.includes(key) && !isPlural(key, zh)) wrong.push(`${file}: ${key} is missing`);
  }
  assert.deepEqual(wrong, []);
});

const keysOf = (value: unknown, prefix = ""): string[] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => keysOf(inner, prefix ? `${prefix}.${key}` : key))
    : [prefix];
const isPlural = (key: string, keys: string[]): boolean => {
  const stem = key.replace(/_(one|other)$/, "");
  return keys.some((one) => one.replace(/_(one|other)$/, "") === stem);
};

test("whatever a contract refuses with, people read in both languages", () => {
  const refusals = routes.flatMap(({ contract }) => contract.errors ?? []);
  const wrong = ["zh-CN", "en"].flatMap((language) => {
    const words: unknown = JSON.parse(read(`web/locales/${language}/problem.json`));
    const wordsOf = (id: string): unknown =>
      id.split(".").reduce<unknown>((found, part) => (found as Record<string, unknown> | undefined)?.[part], words);
    return refusals.filter((id) => typeof wordsOf(id) !== "string").map((id) => `${id} in ${language}`);
  });
  assert.deepEqual([...new Set(wrong)], []);
});

test("no exclamation marks in what people read", () => {
  const wrong = sources("web/locales/*/*.json").flatMap((file) => (/[!！]"/.test(read(file)) ? [file] : []));
  assert.deepEqual(wrong, []);
});

test("names keep to the house style", () => {
  const banned = /\b(?:class|function|const|interface|type)\s+\w+(?:Manager|Helper|Util|Handler|Processor|Info)\b/;
  assert.deepEqual(
    code.filter((file) => banned.test(read(file))),
    [],
  );
  assert.deepEqual(
    code.filter((file) => /(^|\/)(utils|helpers|common)\//.test(file)),
    [],
  );
  assert.deepEqual(
    code.filter((file) => !file.startsWith("test/repo") && /\bas any\b|@ts-(ignore|nocheck)/.test(read(file))),
    [],
  );
});

test("addresses that somebody names are called through one door, which keeps requests out of the house", () => {
  /** Each may call by itself: the door, and what who runs the program has set up in its settings. */
  const may = [
    "server/platform/http/outgoing.ts",
    "server/platform/file/s3.ts",
    "server/platform/telephony/engine/rpc.ts", // Kamailio on loopback, which we have started
  ];
  const calls = /\bfetch\(|\bfrom "(?:node:)?(?:http2|undici)"|\brequest(?:Https?)?\b[^;]*from "(?:node:)?https?"/;
  const callers = code.filter(
    (file) => file.startsWith("server/") && !/\.(test|fixture)\.ts$/.test(file) && calls.test(read(file)),
  );
  assert.ok(
    may.every((file) => callers.includes(file)),
    "the pattern still finds the calls",
  );
  assert.deepEqual(
    callers.filter((file) => !may.includes(file)),
    [],
  );
});

test("merged migrations never change", () => {
  const sums = JSON.parse(read("db/checksums.json")) as Record<string, string>;
  for (const file of sources("db/{migrations,directory}/*.sql")) {
    const sum = createHash("sha256").update(read(file)).digest("hex");
    assert.equal(
      sums[relative("db", file)],
      sum,
      `${file}: write a new migration instead (or add a new file's sum to db/checksums.json)`,
    );
  }
});

test("no address of a package registry, and no place of this machine, stands in any file", () => {
  const files = globSync(
    "{*.json,*.md,docs/**/*.md,server/**/*,web/**/*.{ts,tsx},scripts/*,test/**/*.ts,e2e/*.ts,bench/*.ts}",
    { cwd: projectFolder },
  ).filter((file) => /\.\w+$/.test(file) && !file.includes("node_modules"));
  const banned = new RegExp(["registry\\.npm", "npmmirror", "/work/(main|shared|\\.library)"].join("|"));
  assert.deepEqual(
    files.filter((file) => file !== "test/repo.test.ts" && banned.test(read(file))),
    [],
  );
  assert.equal(read("package-lock.json").includes('"resolved"'), false);
});

test("what the page on adding a feature names is there: files, commands, imports", () => {
  const page = read("docs/add-a-feature.md");
  const isExample = (name: string) => /memo/i.test(name);
  const files = [...page.matchAll(/`([\w./-]+\.(?:ts|tsx|json|md|sql))`/g)].map((match) => match[1]!);
  assert.deepEqual(
    files.filter((file) => !isExample(file) && (file.includes("/") ? !existsSync(join(projectFolder, file)) : false)),
    [],
  );
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const commands = [...page.matchAll(/`npm (?:run )?([a-z]+)/g)].map((match) => match[1]!);
  assert.deepEqual(
    commands.filter((command) => !(command in scripts)),
    [],
  );
  const imports = [...page.matchAll(/^import (?:type )?\{ (.+) \} from "([.#].+)";$/gm)];
  assert.ok(imports.length > 15, "the pattern still finds the imports");
  const wrong: string[] = [];
  for (const [, names, from] of imports) {
    if (isExample(from!)) continue;
    const end = from!.replace(/^(\.{1,2}\/)+|^#/g, "");
    const sources = code.filter((file) => file.endsWith(`/${end}`) || file === end).map(read);
    for (const name of names!.split(", ").map((one) => one.replace(/^type /, ""))) {
      const exported = new RegExp(
        `export (?:async )?(?:const|function|type|interface) ${name}\\b|export \\{[^}]*\\b${name}\\b`,
      );
      if (!sources.some((source) => exported.test(source))) wrong.push(`${name} from ${from}`);
    }
  }
  assert.deepEqual(wrong, []);
});
