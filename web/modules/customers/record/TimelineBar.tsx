import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { departments, timelineKinds } from "../../../../server/modules/customers/interaction.contract.ts";
import { listTradesContract } from "../../../../server/modules/customers/trade/trade.contract.ts";
import { useColleagues } from "../../../frame/colleagues.ts";
import { useCan } from "../../../frame/me.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { useIsNarrow } from "../../../ui/narrow.ts";
import { RangePicker } from "./RangePicker.tsx";
import type { RecordSearch } from "./search.ts";
import { tabNow, useRecordTabs } from "./tabs.ts";

const noEntry = { entry: undefined, at: undefined };
const noRange = { range: undefined, from: undefined, to: undefined };
const route = getRouteApi("/customers/$customerId");

const ownRight = new Set<string>(["promise", "touch", "intelligence", "trade"]);

/** Tabs of the record, and the timeline's filters; all of it stands in the address. */
export function TimelineBar({ search }: { search: RecordSearch }) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const { users } = useColleagues();
  const isNarrow = useIsNarrow();
  const tabs = useRecordTabs();
  const now = tabNow(search, tabs);
  const can = useCan();
  const kinds = timelineKinds.filter((kind) => !ownRight.has(kind) || can(`${kind}.read`));
  return (
    <div className="tlbar">
      <nav className="tabs" aria-label={t("customers.record_tabs")}>
        {tabs.map((tab) => (
          <button
            key={tab}
            type="button"
            aria-current={tab === now ? "page" : undefined}
            onClick={() => go({ tab: tab === "timeline" ? undefined : tab })}
          >
            {t(`customers.tab.${tab}`)}
          </button>
        ))}
      </nav>
      {now === "timeline" && (
        <div className="row tlfilters">
          {pick(
            "department",
            departments.map((one) => ({ id: one, name: t(`customers.department.${one}`) })),
          )}
          {pick(
            "kind",
            kinds.map((one) => ({ id: one, name: t(`customers.interaction.${one}`) })),
          )}
          {!isNarrow && pick("user_id", users)}
          {search.entry ? (
            <button type="button" className="btn s acc" onClick={() => go(noEntry)}>
              {t("customers.timeline.from_found")}
              <Icon name="close" size={12} />
            </button>
          ) : (
            <RangePicker value={search} onChange={(range) => go({ ...noRange, ...range })} />
          )}
        </div>
      )}
    </div>
  );

  function pick(field: "department" | "kind" | "user_id", options: readonly { id: string; name: string }[]) {
    return (
      <select
        className={`pick ${search[field] ? "acc" : ""}`}
        aria-label={t(`customers.timeline.${field}`)}
        value={search[field] ?? ""}
        onChange={(event) => go({ [field]: event.target.value || undefined })}
      >
        <option value="">{t(`customers.timeline.all_${field}`)}</option>
        {options.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </select>
    );
  }

  function go(part: { [K in keyof RecordSearch]?: RecordSearch[K] | undefined }) {
    const next = Object.fromEntries(Object.entries({ ...search, ...part }).filter(([, value]) => value !== undefined));
    void navigate({ search: next as RecordSearch, replace: true });
  }
}
