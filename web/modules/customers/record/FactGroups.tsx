import { useTranslation } from "react-i18next";
import { readMyLayoutContract } from "../../../../server/modules/customers/own/layout.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { locale } from "../../../text/locale.ts";
import { OwnFact } from "../own/OwnFact.tsx";
import { useOwnFields } from "../own/useOwnFields.ts";
import { labelOf, sectionsOn } from "../sections.ts";
import { Fact, PlaceFact } from "./Fact.tsx";
import type { factTypes } from "./facts.ts";
import { useRecord } from "./RecordContext.ts";

/** Facts in the sections of the reader's layout, those that the reader may see. */
export function FactGroups() {
  const { t } = useTranslation();
  const { record } = useRecord();
  const layout = useRead(readMyLayoutContract, {}, { staleTime: 600_000 });
  const own = useOwnFields().filter(({ field }) => field in record.facts);
  if (layout.isPending) return null;
  const isSeen = (field: string) => (field === "place" ? "province" : field) in record.facts;
  const sections = sectionsOn(
    record.kind,
    layout.data?.sections ?? null,
    own.map(({ field }) => field),
  )
    .map((section) => ({ ...section, fields: section.fields.filter(isSeen) }))
    .filter(({ fields }) => fields.length > 0);
  return sections.map((section, index) => (
    <section key={`${section.key} ${section.fields[0]}`}>
      <div className="sect">
        <h2>{labelOf(section, locale()) ?? t(`customers.group.${section.key}`)}</h2>
        <span className="grow" />
        {index === 0 && !record.blocked.update && <span className="small t3">{t("customers.click_to_edit")}</span>}
      </div>
      <dl className="dl">{section.fields.map(factOf)}</dl>
    </section>
  ));

  function factOf(field: string) {
    if (field === "place") return <PlaceFact key={field} />;
    const mine = own.find((one) => one.field === field);
    if (mine) return <OwnFact key={field} field={mine} />;
    return <Fact key={field} fact={field as keyof typeof factTypes} />;
  }
}
