// Before the first paint: colours and language as this browser last used them.
(() => {
  const root = document.documentElement;
  let theme = "system";
  let locale = navigator.language.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
  try {
    theme = localStorage.getItem("zhiyin.theme") || theme;
    locale = localStorage.getItem("zhiyin.locale") || locale;
  } catch {}
  const dark = theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.theme = dark ? "dark" : "light";
  root.lang = locale === "en" ? "en" : "zh-CN";
})();
