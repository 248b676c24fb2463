import { useTranslation } from "react-i18next";
import { readImportContract } from "../../../server/modules/customers/import.contract.ts";
import { useRead } from "../../api/queries.ts";
import { formatBytes, formatNumber } from "../../text/format.ts";
import { ErrorState } from "../../ui/ErrorState.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { ImportHead } from "./ImportHead.tsx";
import { type Import, isRunning } from "./import.ts";
import { Mapping } from "./Mapping.tsx";
import { Rejections } from "./Rejections.tsx";
import { Result } from "./Result.tsx";
import { Running } from "./Running.tsx";

/** One import: its columns while it is a draft, its progress while it runs, then what became of it. */
export function ImportPage({ importId }: { importId: string }) {
  const { t } = useTranslation();
  const read = useRead(readImportContract, { params: { importId } });
  if (read.isPending) return <Skeleton />;
  if (!read.data)
    return <ErrorState title={t("imports.page_failed")} error={read.error} retry={() => void read.refetch()} />;
  const one = read.data;
  const step = one.state === "draft" ? "map" : isRunning(one) ? "run" : "result";
  return (
    <>
      <ImportHead title={t("imports.title")} step={step} about={<About one={one} />} />
      {step === "map" ? (
        <Mapping key={one.sheet} one={one} />
      ) : (
        <div className="im-two">
          <div className="im-left im-pad">{step === "run" ? <Running one={one} /> : <Result one={one} />}</div>
          <aside className="im-right" aria-label={t("imports.rejections")}>
            <Rejections one={one} />
          </aside>
        </div>
      )}
    </>
  );
}

function About({ one }: { one: Import }) {
  const { t } = useTranslation();
  const rows = one.state === "done" ? one.row_count : one.estimated_rows;
  return [
    one.file_name,
    one.sheet === null ? formatBytes(one.byte_size) : t("imports.of_sheet", { sheet: one.sheet }),
    t(one.state === "done" ? "imports.rows" : "imports.about_rows", { rows: formatNumber(rows) }),
    ...(one.sheet === null ? [t(`imports.encoding.${one.encoding}`)] : []),
  ].join(" · ");
}
