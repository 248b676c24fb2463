import { useTranslation } from "react-i18next";
import { formatNumber } from "../../../text/format.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { useFactText } from "../record/useFactText.ts";
import type { Preview } from "./CompareTable.tsx";

/** What a merge takes along, what stays, and what remains one client's own. */
export function WhatGoes({ preview }: { preview: Preview }) {
  const { t } = useTranslation();
  const { show, fieldName } = useFactText("CNY");
  const counted = (counts: Preview["moves"]) =>
    counts.map(({ kind, count }) => t(`duplicates.child.${kind}`, { count, shown: formatNumber(count) })).join("、");
  return (
    <div className="dup-goes">
      {preview.moves.length > 0 && (
        <p>
          <Icon name="check" /> {t("duplicates.goes", { what: counted(preview.moves) })}
        </p>
      )}
      {preview.stays.length > 0 && (
        <p className="t3">
          <Icon name="dash" /> {t("duplicates.there_already", { what: counted(preview.stays) })}
        </p>
      )}
      {preview.is_crossing && (
        <div className="note acc">
          <Icon name="lock" />
          <div>
            <p>{t("duplicates.crossing")}</p>
            {preview.client_facts.length > 0 && (
              <ul>
                {preview.client_facts.map(({ client, field, value }) => (
                  <li key={`${client.id} ${field}`}>
                    {client.name} · {fieldName(field)}：{show(field, value)}
                  </li>
                ))}
              </ul>
            )}
          </div>
        </div>
      )}
    </div>
  );
}
