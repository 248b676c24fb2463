import { useTranslation } from "react-i18next";
import { OwnFact } from "../own/OwnFact.tsx";
import { useOwnFields } from "../own/useOwnFields.ts";
import { Fact, PlaceFact } from "./Fact.tsx";
import { factGroups, type Shown } from "./facts.ts";
import { useRecord } from "./RecordContext.ts";

/** Facts by group, those that the reader may see. */
export function FactGroups() {
  const { t } = useTranslation();
  const { record } = useRecord();
  const isKnown = (fact: Shown) => (fact === "place" ? record.facts.province : record.facts[fact]) !== undefined;
  const groups = factGroups[record.kind]
    .map((group) => ({ ...group, facts: group.facts.filter(isKnown) }))
    .filter((group) => group.facts.length > 0);
  const own = useOwnFields().filter(({ field }) => field in record.facts);
  const parts = groups.map((group, index) => (
    <section key={group.name}>
      <div className="sect">
        <h2>{t(`customers.group.${group.name}`)}</h2>
        <span className="grow" />
        {index === 0 && !record.blocked.update && <span className="small t3">{t("customers.click_to_edit")}</span>}
      </div>
      <dl className="dl">
        {group.facts.map((fact) => (fact === "place" ? <PlaceFact key={fact} /> : <Fact key={fact} fact={fact} />))}
      </dl>
    </section>
  ));
  return (
    <>
      {parts}
      {own.length > 0 && (
        <section key="own">
          <div className="sect">
            <h2>{t("customers.group.own")}</h2>
          </div>
          <dl className="dl">
            {own.map((field) => (
              <OwnFact key={field.field} field={field} />
            ))}
          </dl>
        </section>
      )}
    </>
  );
}
