import { housesCalls } from "./calls.ts";
import { keptIn } from "./kept.ts";
import { followLook, type Look } from "./look.ts";
import { mountWidget } from "./widget.ts";
import { localeOf } from "./words.ts";

const script = document.currentScript as HTMLScriptElement | null;

/**
 * `<script src="https://crm.example/site/widget.js" data-widget="ID" async></script>`, with `data-lang` ("zh-CN", "en") and
 * `data-theme` ("light", "dark") where the page's language and the visitor's system shall not decide.
 * A page that may not show it shows nothing.
 */
async function start({ src, dataset }: HTMLScriptElement): Promise<void> {
  const { widget, lang, theme } = dataset;
  if (!widget || document.querySelector(`zhiyin-widget[data-id="${CSS.escape(widget)}"]`)) return;
  const host = document.createElement("zhiyin-widget");
  host.dataset.id = widget;
  document.body.append(host);
  const calls = housesCalls(new URL(src).origin, widget);
  const settings = await calls.read();
  if (!settings) return host.remove();
  followLook(host, theme as Look | undefined);
  const locale = localeOf(lang || document.documentElement.lang || navigator.language);
  mountWidget(host, { settings, locale, calls, kept: keptIn(`zhiyin-widget-${widget}`) });
}

function whenThereIsABody(work: () => void): void {
  if (document.body) work();
  else document.addEventListener("DOMContentLoaded", work, { once: true });
}

if (script) whenThereIsABody(() => void start(script));
