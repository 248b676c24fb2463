import { useTranslation } from "react-i18next";
import { Icon } from "../../../ui/Icon.tsx";
import { useListView } from "./useListView.ts";

const icons = { list: "list", board: "board" } as const;

/** The same customers as rows or as a board. */
export function LayoutSwitch() {
  const { t } = useTranslation();
  const { state, set } = useListView();
  return (
    <fieldset className="seg plain-set" aria-label={t("list.layout.label")}>
      {(["list", "board"] as const).map((layout) => (
        <button
          key={layout}
          type="button"
          aria-label={t(`list.layout.${layout}`)}
          aria-pressed={state.layout === layout}
          onClick={() => set({ layout })}
        >
          <Icon name={icons[layout]} />
          <span className="only-l">{t(`list.layout.${layout}`)}</span>
        </button>
      ))}
    </fieldset>
  );
}
