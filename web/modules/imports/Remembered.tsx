import { useState } from "react";
import { useTranslation } from "react-i18next";
import { readRememberedContract } from "../../../server/modules/customers/import_check.contract.ts";
import { useRead } from "../../api/queries.ts";
import { formatFull } from "../../text/format.ts";
import { Icon } from "../../ui/Icon.tsx";
import type { Defaults, Import, Target } from "./import.ts";

interface Props {
  one: Import;
  targets: readonly Target[];
  defaults: Defaults;
  onTake: (targets: Target[], defaults: Defaults) => void;
}

/** Files with the same heads came before: their mapping, by whom and when, for taking over. */
export function Remembered({ one, targets, defaults, onTake }: Props) {
  const { t } = useTranslation();
  const [before, setBefore] = useState<{ targets: Target[]; defaults: Defaults }>();
  const { remembered } = useRead(readRememberedContract, { params: { importId: one.id } }).data ?? {};
  if (!remembered) return null;
  const isSame =
    JSON.stringify([remembered.targets, remembered.defaults.policy]) === JSON.stringify([targets, defaults.policy]);
  if (isSame && !before) return null;
  return (
    <div className="note im-remembered">
      <Icon name={before ? "check" : "info"} />
      <span>{t("imports.remembered.text", { name: remembered.used_by.name, at: formatFull(remembered.used_at) })}</span>
      <span className="grow" />
      <button
        type="button"
        className="btn s"
        onClick={() => {
          setBefore(before ? undefined : { targets: [...targets], defaults });
          if (before) onTake(before.targets, before.defaults);
          else onTake([...remembered.targets], remembered.defaults);
        }}
      >
        {t(before ? "imports.remembered.back" : "imports.remembered.take")}
      </button>
    </div>
  );
}
