import type { Calls, Settings } from "./calls.ts";
import { element, icon } from "./element.ts";
import formStyle from "./form.css?inline";
import { askForm } from "./form.ts";
import type { Kept, Memory } from "./kept.ts";
import { outcome, withdrawn } from "./outcome.ts";
import style from "./widget.css?inline";
import { type Locale, wordsIn } from "./words.ts";

export interface WidgetParts {
  settings: Settings;
  locale: Locale;
  calls: Pick<Calls, "ask" | "withdraw">;
  kept: Memory;
  /** Stands open where its host is, without a button: for who sets it up. */
  isPreview?: boolean;
}

/** The button in the corner and what opens by it, in a shadow root: no style of the page comes in, none of ours gets out. */
export function mountWidget(host: HTMLElement, parts: WidgetParts): void {
  const { settings, locale, kept, isPreview = false } = parts;
  const words = wordsIn(locale);
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`${style}${formStyle}`);
  root.adoptedStyleSheets = [sheet];
  host.lang = locale;
  if (isPreview) host.dataset.place = "preview";

  const body = element("div", { class: "body" });
  const close = element("button", { type: "button", class: "quiet close", "aria-label": words.close }, icon("close"));
  const mark = element("span", { class: "mark", "aria-hidden": "true" }, [...settings.organisation][0] ?? "");
  const name = element("b", { id: "name" }, settings.organisation);
  const head = element("div", { class: "head" }, mark, name, !isPreview && close);
  const panel = element("dialog", { "aria-labelledby": "name", open: isPreview }, head, body);
  const opener = element("button", { type: "button", class: "opener" }, icon("phone"), words.open);
  opener.setAttribute("aria-expanded", "false");
  opener.setAttribute("aria-haspopup", "dialog");
  root.replaceChildren(...(isPreview ? [panel] : [opener, panel]));

  opener.addEventListener("click", open);
  close.addEventListener("click", () => panel.close());
  panel.addEventListener("close", closed);
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !isPreview) panel.close();
  });
  const known = kept.read();
  if (known) showOutcome(known);
  else showForm();

  /** A sheet over a narrow page holds the focus; beside a wide one the page goes on. */
  function open(): void {
    if (matchMedia("(max-width: 480px)").matches) panel.showModal();
    else panel.show();
    opener.setAttribute("aria-expanded", "true");
    (body.querySelector("input") ?? body.querySelector("h2"))?.focus();
  }

  function closed(): void {
    opener.setAttribute("aria-expanded", "false");
    opener.focus();
  }

  function showForm(): void {
    body.replaceChildren(askForm(parts, words, remember));
  }

  function remember(made: Kept): void {
    kept.write(made);
    showOutcome(made);
    focusHeading();
  }

  function showOutcome(made: Kept): void {
    body.replaceChildren(outcome(parts, words, made, forget));
  }

  function forget(): void {
    kept.write(undefined);
    body.replaceChildren(
      withdrawn(words, () => {
        showForm();
        body.querySelector("input")?.focus();
      }),
    );
    focusHeading();
  }

  function focusHeading(): void {
    body.querySelector("h2")?.focus();
  }
}
