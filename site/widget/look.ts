export type Look = "light" | "dark";

/** Light or dark as it is told, else as the visitor's system is, from then on. */
export function followLook(host: HTMLElement, told: Look | undefined): void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    host.dataset.look = told ?? (system.matches ? "dark" : "light");
  };
  show();
  if (!told) system.addEventListener("change", show);
}
