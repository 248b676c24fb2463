import { useTranslation } from "react-i18next";
import { formatNumber } from "../../text/format.ts";
import { Icon } from "../../ui/Icon.tsx";
import type { Import } from "./import.ts";

const names = ["created", "updated", "duplicate", "skipped", "rejected"] as const;

/** What became of the rows: together they are the rows of the file. */
export function Counts({ one }: { one: Import }) {
  const { t } = useTranslation();
  return (
    <>
      <dl className="im-counts">
        {names
          .filter((name) => always.has(name) || one[`${name}_count`] > 0)
          .map((name) => (
            <div key={name}>
              <dt className="small t3">{t(`imports.count.${name}`)}</dt>
              <dd className={looks[name]}>{formatNumber(one[`${name}_count`])}</dd>
            </div>
          ))}
      </dl>
      {one.unknown_owner_count > 0 && (
        <div className="note warn">
          <Icon name="info" />
          <span>
            {t("imports.unknown_owners", {
              rows: formatNumber(one.unknown_owner_count),
              names: one.unknown_owners.slice(0, 5).join(t("imports.comma")),
              owner: t(`imports.owner.${one.defaults.owner}`),
            })}
          </span>
        </div>
      )}
    </>
  );
}

const always = new Set<string>(["created", "rejected"]);
const looks = { created: "good", updated: "good", duplicate: "", skipped: "", rejected: "danger" } as const;
