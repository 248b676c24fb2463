import { isRefused } from "./calls.ts";
import { element, icon } from "./element.ts";
import type { Kept } from "./kept.ts";
import { problemIn } from "./problem.ts";
import type { WidgetParts } from "./widget.ts";
import { fill, momentIn, type Words } from "./words.ts";

/** What happens next, the reference to name on the phone, and the way to take it back. */
export function outcome(
  { locale, calls }: WidgetParts,
  words: Words,
  { key, number, at, reference }: Kept,
  onWithdrawn: () => void,
): HTMLElement {
  const next = at ? fill(words.will_call_at, { number, at: momentIn(locale, at) }) : fill(words.will_call, { number });
  const back = element("button", { type: "button", class: "quiet" }, words.withdraw);
  const problem = element("p", { class: "problem", role: "alert" });
  back.addEventListener("click", () => void withdraw());
  return element(
    "div",
    { class: "outcome" },
    element("span", { class: "badge" }, icon("done")),
    element("h2", { tabindex: -1 }, at ? words.done_later : words.done_now),
    element("p", {}, next),
    element("p", { class: "reference" }, `${words.reference} `, element("b", {}, reference)),
    problem,
    back,
  );

  async function withdraw(): Promise<void> {
    if (back.getAttribute("aria-busy") === "true") return;
    back.setAttribute("aria-busy", "true");
    const reply = await calls.withdraw(key);
    back.removeAttribute("aria-busy");
    // what the house knows no more needs no taking back
    if (isRefused(reply) && reply.refused.id !== "web_callback.not_found")
      problem.textContent = problemIn(words, reply.refused);
    else onWithdrawn();
  }
}

export function withdrawn(words: Words, onAgain: () => void): HTMLElement {
  const again = element("button", { type: "button", class: "quiet" }, words.again);
  again.addEventListener("click", onAgain);
  return element("div", { class: "outcome" }, element("h2", { tabindex: -1 }, words.withdrawn), again);
}
