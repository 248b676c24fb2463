import { useTranslation } from "react-i18next";
import { useListView } from "./useListView.ts";
import { piecesOf, useViewNames } from "./viewNames.ts";
import { parameterValues } from "./views.ts";

/** The question that a view asks, with its numbers to be changed where they stand. */
export function Parameters() {
  const { t } = useTranslation();
  const { view, state, search, give } = useListView();
  const { written } = useViewNames();
  if (view.parameters.length === 0 || search.filter !== undefined) return null;
  const values = parameterValues(view, state.filter);
  const pieces = piecesOf(written(view));
  const placed = pieces.filter((piece) => typeof piece === "number").length;
  const box = (index: number) => (
    <input
      key={`${view.id} ${index} ${values[index]}`}
      className="inp s given"
      inputMode="numeric"
      defaultValue={values[index]}
      aria-label={view.parameters[index]?.label || t("list.parameter.value")}
      onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
      onBlur={(event) => set(index, event.target)}
    />
  );
  return (
    <span className="row ask">
      {placed > 0 &&
        pieces.map((piece) => (typeof piece === "number" ? box(piece) : <span key={piece}>{piece.trim()}</span>))}
      {view.parameters.slice(placed).map(({ label, path }, index) => (
        <span key={path} className="row">
          {label}
          {box(placed + index)}
        </span>
      ))}
    </span>
  );

  function set(index: number, input: HTMLInputElement) {
    const before = values[index] ?? "";
    const typed = input.value.trim().replaceAll(",", "");
    const isFine =
      typed !== "" && (Number.isNaN(Number(before)) || (Number(typed) >= 1 && Number.isInteger(Number(typed))));
    if (!isFine) input.value = before;
    else if (typed !== before) give(values.map((value, at) => (at === index ? typed : value)));
  }
}
