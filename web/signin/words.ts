import en from "../locales/en/signin.json" with { type: "json" };
import zh from "../locales/zh-CN/signin.json" with { type: "json" };
import { createStore } from "../ui/store.ts";

export type Word = keyof typeof zh;
export type Say = (word: Word, values?: Record<string, string | number>) => string;

const language = createStore<"zh-CN" | "en">(document.documentElement.lang === "en" ? "en" : "zh-CN");

export const useLanguage = language.use;

/** Was the language chosen here, by hand? Then it becomes the person's. */
export const chosen = createStore(false);

export function chooseLanguage(next: "zh-CN" | "en"): void {
  document.documentElement.lang = next;
  try {
    localStorage.setItem("zhiyin.locale", next);
  } catch {}
  chosen.set(true);
  language.set(next);
}

/** This page's few words, without the machinery of the staff page. */
export function useSay(): Say {
  const words: Record<Word, string> = useLanguage() === "en" ? en : zh;
  return (word, values = {}) =>
    words[word].replace(/\{\{(\w+)\}\}/g, (_all, name: string) => String(values[name] ?? ""));
}
