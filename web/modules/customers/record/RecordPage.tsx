import "./record.css";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { readCustomerContract } from "../../../../server/modules/customers/customer.contract.ts";
import { useLoaded } from "../../../api/queries.ts";
import { nameOf, useColleagues } from "../../../frame/colleagues.ts";
import { useKeys } from "../../../frame/keys.ts";
import { useMe } from "../../../frame/me.ts";
import { useLook, useLookers } from "../../../live/presence.ts";
import { ConflictDialog } from "../../../ui/ConflictDialog.tsx";
import { useIsNarrow } from "../../../ui/narrow.ts";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { newTask, RecordTasks } from "../../tasks/RecordTasks.tsx";
import { Consents } from "../consent/Consents.tsx";
import { RecordDoubles } from "../duplicates/RecordDoubles.tsx";
import { remember } from "../recents.ts";
import { Relations } from "../relations/Relations.tsx";
import { WhoDecides } from "../relations/WhoDecides.tsx";
import { useStar } from "../useStar.ts";
import { Composer, focusComposer } from "./Composer.tsx";
import { Contacts } from "./Contacts.tsx";
import { FactGroups } from "./FactGroups.tsx";
import { Files } from "./files/Files.tsx";
import { HistoryList } from "./HistoryList.tsx";
import { RecordProvider, useRecord } from "./RecordContext.ts";
import { RecordHeader } from "./RecordHeader.tsx";
import { Shares } from "./Shares.tsx";
import { IntelligenceSection } from "./said/IntelligenceSection.tsx";
import type { RecordSearch } from "./search.ts";
import { Timeline } from "./Timeline.tsx";
import { TimelineBar } from "./TimelineBar.tsx";
import { tabNow, useRecordTabs } from "./tabs.ts";
import { TradesTab } from "./trades/TradesTab.tsx";
import { useFactSaving } from "./useFactSaving.ts";
import { useFactText } from "./useFactText.ts";

const OrgChart = lazy(async () => ({ default: (await import("../relations/OrgChart.tsx")).OrgChart }));
const RelationsTab = lazy(async () => ({ default: (await import("../relations/RelationsTab.tsx")).RelationsTab }));

const route = getRouteApi("/customers/$customerId");

export function RecordPage() {
  const { customerId } = route.useParams();
  return <Record key={customerId} customerId={customerId} />;
}

function Record({ customerId }: { customerId: string }) {
  const record = useLoaded(readCustomerContract, { params: { customerId } });
  const search: RecordSearch = route.useSearch();
  const isNarrow = useIsNarrow();
  const { users } = useColleagues();
  const [editing, setEditing] = useState<string | null>(null);
  const lookers = useLookers("customer", customerId, useMe().user.id);
  const { show, fieldName } = useFactText(record.facts.currency ?? "CNY");
  const saving = useFactSaving(record, fieldName);
  const { t } = useTranslation();
  useLook("customer", customerId, editing);
  const star = useStar();
  useKeys("record", { n: focusComposer, t: () => newTask.set(true), s: () => star(record) });
  const name = record.facts.name ?? record.number;
  document.title = `${name} · ${t("frame.product")}`;
  useEffect(() => remember(customerId), [customerId]);
  const names = (ids: readonly string[]) => [...new Set(ids.map((id) => nameOf(users, id)))].filter(Boolean);
  const editorsOf = (field: string) => names(lookers.filter((one) => one.field === field).map((one) => one.user_id));
  const present = names(lookers.map((one) => one.user_id));

  return (
    <RecordProvider value={{ record, saving, show, fieldName, editorsOf, setEditing }}>
      <RecordHeader present={present} />
      {isNarrow ? <NarrowBody search={search} /> : <WideBody search={search} />}
      {saving.conflicts.length > 0 && (
        <ConflictDialog
          conflicts={saving.conflicts}
          fieldName={fieldName}
          show={show}
          stillLooking={saving.conflicts.some((one) => present.includes(one.by))}
          onKeepTheirs={saving.keepTheirs}
          onSave={saving.keepMine}
        />
      )}
    </RecordProvider>
  );
}

function WideBody({ search }: { search: RecordSearch }) {
  const tab = tabNow(search, useRecordTabs());
  return (
    <div className="rec">
      <div className="left">
        {(tab === "timeline" || tab === "history") && <Composer />}
        <TimelineBar search={search} />
        <TabBody search={search} />
      </div>
      <aside className="aside">
        <Aside />
      </aside>
    </div>
  );
}

function NarrowBody({ search }: { search: RecordSearch }) {
  return (
    <div className="rec">
      <TimelineBar search={search} />
      <TabBody search={search} />
    </div>
  );
}

function TabBody({ search }: { search: RecordSearch }) {
  const tab = tabNow(search, useRecordTabs());
  if (tab === "history") return <HistoryList />;
  if (tab === "trades") return <TradesTab />;
  if (tab === "timeline") return <Timeline search={search} />;
  if (tab === "facts")
    return (
      <div className="aside">
        <Aside />
      </div>
    );
  return (
    <Suspense fallback={<Skeleton rows={6} height={44} />}>
      {tab === "organisation" ? <OrgChart /> : <RelationsTab />}
    </Suspense>
  );
}

function Aside() {
  const { record } = useRecord();
  return (
    <>
      <WhoDecides />
      <RecordTasks customer={{ id: record.id, name: record.facts.name ?? record.number }} />
      <Contacts />
      <FactGroups />
      <Relations />
      <Consents />
      <RecordDoubles />
      <Files />
      <IntelligenceSection />
      <Shares />
    </>
  );
}
