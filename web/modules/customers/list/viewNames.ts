import { useTranslation } from "react-i18next";
import type { FilterTree } from "../../../filter/tree.ts";
import { parameterValues, type View } from "./views.ts";

/** A name such as "VIP 超过 {30} 天未联系" in pieces: text, the place of a parameter, text. */
export function piecesOf(name: string): (string | number)[] {
  let count = 0;
  return name
    .split(/(\{[^{}]*\})/)
    .map((piece, index) => (index % 2 ? count++ : piece))
    .filter((piece) => piece !== "");
}

/** Names of views; a place in braces shows the value that its parameter has now. */
export function useViewNames() {
  const { t } = useTranslation();

  const written = (view: View): string => view.saved?.name ?? t(`list.view.${view.id}`);

  function nameOf(view: View, filter: FilterTree = view.filter): string {
    const values = parameterValues(view, filter);
    return piecesOf(written(view))
      .map((piece) => (typeof piece === "number" ? (values[piece] ?? "") : piece))
      .join("");
  }

  return { written, nameOf };
}
