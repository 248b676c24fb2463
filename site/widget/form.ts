import { type Asked, isRefused, type Refusal } from "./calls.ts";
import { element } from "./element.ts";
import { choice, field, tick } from "./field.ts";
import type { Kept } from "./kept.ts";
import { problemIn } from "./problem.ts";
import type { WidgetParts } from "./widget.ts";
import { fill, momentIn, type Words } from "./words.ts";

/** Number, when, a name and a word on what about, and the organisation's sentence on consent. */
export function askForm(
  { settings, locale, calls }: WidgetParts,
  words: Words,
  onMade: (made: Kept) => void,
): HTMLElement {
  const { organisation, title, consent, is_open, slots } = settings;
  // the same while what is asked is the same: a reply that was lost on its way makes no second request
  let [key, tried] = ["", ""];
  const number = field(words.number, {
    type: "tel",
    autocomplete: "tel",
    inputmode: "tel",
    maxlength: 40,
    required: true,
  });
  const name = field(words.name, { autocomplete: "name", maxlength: 80 }, words.optional);
  const about = field(words.words, { rows: 2, maxlength: 500 }, words.optional);
  const slot = choice(
    words.slot,
    slots.map((at) => [at, momentIn(locale, at)]),
  );
  const when = whenChooser(words, is_open, slots.length > 0, slot.box);
  const agreed = tick(consent ?? fill(words.consent, { organisation }));
  const problem = element("p", { class: "problem", role: "alert" });
  const send = element("button", { type: "submit", class: "primary" }, words.send);
  const form = element(
    "form",
    { novalidate: true },
    element("h2", { tabindex: -1 }, title ?? words.title),
    number.box,
    when.box,
    name.box,
    about.box,
    agreed.box,
    problem,
    send,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void submit();
  });
  return form;

  async function submit(): Promise<void> {
    if (send.getAttribute("aria-busy") === "true") return;
    problem.textContent = "";
    const typed = number.input.value.trim();
    number.say(typed ? "" : words.fill);
    agreed.say(agreed.input.checked ? "" : words.agree);
    if (!typed) return number.input.focus();
    if (!agreed.input.checked) return agreed.input.focus();
    const facts = {
      number: typed,
      at: when.isNow() ? null : slot.input.value,
      ...(name.input.value.trim() ? { name: name.input.value.trim() } : {}),
      ...(about.input.value.trim() ? { words: about.input.value.trim() } : {}),
    };
    if (JSON.stringify(facts) !== tried) [key, tried] = [randomKey(), JSON.stringify(facts)];
    const asked: Asked = { ...facts, key, locale, has_agreed: true, page: pageNow() };
    send.setAttribute("aria-busy", "true");
    const reply = await calls.ask(asked);
    send.removeAttribute("aria-busy");
    if (isRefused(reply)) refuse(reply.refused);
    else onMade({ ...reply, key });
  }

  /** Beside the field it is about, else above the button. */
  function refuse(refused: Refusal): void {
    const sentence = problemIn(words, refused);
    const at =
      refused.id === "web_callback.number_refused" ? number : refused.id === "web_callback.slot_gone" ? slot : null;
    if (!at) {
      problem.textContent = sentence;
      return;
    }
    at.say(sentence);
    if (at === slot) when.choose();
    at.input.focus();
  }
}

/** Now or at a time; only the latter outside business hours. */
function whenChooser(words: Words, isOpen: boolean, hasSlots: boolean, slot: HTMLElement) {
  const option = (value: string, label: string, isChecked: boolean) => {
    const input = element("input", { type: "radio", name: "when", value, checked: isChecked });
    return { input, box: element("label", {}, input, element("span", {}, label)) };
  };
  const [now, later] = [option("now", words.now, true), option("later", words.later, false)];
  const follow = () => slot.toggleAttribute("hidden", isOpen && now.input.checked);
  for (const { input } of [now, later]) input.addEventListener("change", follow);
  follow();
  const legend = element("legend", {}, words.when);
  const box = isOpen
    ? element("fieldset", {}, legend, element("div", { class: "either" }, now.box, hasSlots && later.box), slot)
    : element("div", {}, element("p", { class: "note" }, words.shut), slot);
  return {
    box,
    isNow: () => isOpen && now.input.checked,
    choose: () => {
      later.input.checked = true;
      follow();
    },
  };
}

/** Where the visitor is, without what may stand behind the question mark: keys and mail addresses do. */
const pageNow = (): string => `${location.origin}${location.pathname}`.slice(0, 1000);

/** A random UUID; `crypto.randomUUID` is not there on pages without https. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
