import { useTranslation } from "react-i18next";
import {
  addIntelligenceContract,
  listIntelligenceContract,
} from "../../../../../server/modules/customers/said/said.contract.ts";
import { useRead } from "../../../../api/queries.ts";
import { useCan } from "../../../../frame/me.ts";
import { formatWhen } from "../../../../text/format.ts";
import { ErrorState } from "../../../../ui/ErrorState.tsx";
import { useRecord } from "../RecordContext.ts";
import { wantedKind } from "./said.ts";

/** What we learned last; writing leads to the composer. */
export function IntelligenceSection() {
  const { t } = useTranslation();
  const { record } = useRecord();
  const can = useCan();
  const params = { customerId: record.id };
  const read = useRead(
    listIntelligenceContract,
    { params, query: { limit: 3 } },
    { enabled: can(listIntelligenceContract.permission) },
  );
  if (!can(listIntelligenceContract.permission)) return null;
  if (read.isError)
    return (
      <ErrorState title={t("customers.intelligence.failed")} error={read.error} retry={() => void read.refetch()} />
    );
  const rows = read.data?.rows;
  return (
    <section aria-label={t("customers.interaction.intelligence")}>
      <div className="sect">
        <h2>{t("customers.interaction.intelligence")}</h2>
        <span className="grow" />
        {can(addIntelligenceContract.permission) && (
          <button type="button" className="btn link small only-l" onClick={() => wantedKind.set("intelligence")}>
            {t("customers.intelligence.write")}
          </button>
        )}
      </div>
      {rows?.length === 0 && <p className="t3">{t("customers.intelligence.none")}</p>}
      {rows?.map((note) => (
        <p key={note.id} className="said-note">
          <span className="tag">{t(`customers.intelligence_kind.${note.kind}`)}</span> {note.body}{" "}
          <span className="t3 small">
            {[note.source, note.created_by?.name, formatWhen(note.happened_at)].filter(Boolean).join(" ")}
          </span>
        </p>
      ))}
    </section>
  );
}
