import { createStore } from "../ui/store.ts";

export type Theme = "system" | "light" | "dark";

const system = matchMedia("(prefers-color-scheme: dark)");
const chosen = createStore<Theme>(stored());
const darkness = createStore(document.documentElement.dataset.theme === "dark");

export const useTheme = chosen.use;
export const useIsDark = darkness.use;

system.addEventListener("change", apply);

/** Sets the colours in this tick and remembers them for the next first paint. */
export function chooseTheme(theme: Theme): void {
  chosen.set(theme);
  try {
    localStorage.setItem("zhiyin.theme", theme);
  } catch {}
  apply();
}

function apply(): void {
  const isDark = chosen.get() === "dark" || (chosen.get() === "system" && system.matches);
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
  darkness.set(isDark);
}

function stored(): Theme {
  try {
    const theme = localStorage.getItem("zhiyin.theme");
    if (theme === "light" || theme === "dark") return theme;
  } catch {}
  return "system";
}
