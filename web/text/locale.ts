import type { Locale as AntLocale } from "antd/es/locale/index.js";
import i18next, { type TOptions } from "i18next";
import { initReactI18next } from "react-i18next";
import { createStore } from "../ui/store.ts";

export type Locale = "zh-CN" | "en";
type Strings = { default: Record<string, unknown> };

const files = import.meta.glob<Strings>(["../locales/*/*.json", "!../locales/*/signin.json"]);
const loaded = new Set<string>();
const modules = new Set<string>();
const ant = createStore<AntLocale | undefined>(undefined);

/** antd's own words in the reader's language. */
export const useAntLocale = ant.use;

/** Starts with the language this browser used last; strings come one file a module, in this language only. */
export async function startText(first: readonly string[]): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: document.documentElement.lang === "en" ? "en" : "zh-CN",
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false },
    react: { bindI18nStore: "added" },
    returnEmptyString: false,
  });
  await Promise.all([needStrings(...first), loadAnt()]);
}

/** Loads the strings of modules; routes call it in their loader. */
export async function needStrings(...names: readonly string[]): Promise<void> {
  for (const name of names) modules.add(name);
  await Promise.all(names.map((name) => loadStrings(locale(), name)));
}

export async function chooseLocale(next: Locale): Promise<void> {
  if (next === locale()) return;
  await Promise.all([...modules].map((name) => loadStrings(next, name)));
  document.documentElement.lang = next;
  try {
    localStorage.setItem("zhiyin.locale", next);
  } catch {}
  await i18next.changeLanguage(next);
  await loadAnt();
}

export function locale(): Locale {
  return i18next.language === "en" ? "en" : "zh-CN";
}

/** Text outside of components; inside use `useTranslation()`. */
export function t(key: string, options?: TOptions): string {
  return i18next.t(key, options ?? {});
}

async function loadStrings(language: Locale, name: string): Promise<void> {
  const path = `../locales/${language}/${name}.json`;
  const load = files[path];
  if (!load || loaded.has(path)) return;
  loaded.add(path);
  const strings = await load();
  i18next.addResourceBundle(language, "translation", { [name]: strings.default }, true, true);
}

async function loadAnt(): Promise<void> {
  const found = locale() === "en" ? await import("antd/es/locale/en_US.js") : await import("antd/es/locale/zh_CN.js");
  ant.set(found.default as unknown as AntLocale);
}
