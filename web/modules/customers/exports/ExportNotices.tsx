import "./exports.css";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listExportsContract } from "../../../../server/modules/customers/export_job.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { ExportLine } from "./ExportLine.tsx";
import { unwatch, watched } from "./exports.ts";

/** What was ordered in this window, over whatever page one goes to meanwhile: how far it is, then the file. */
export default function ExportNotices() {
  const { t } = useTranslation();
  const ids = watched.use();
  const list = useRead(listExportsContract, {}, { refetchInterval: 2000 });
  const shown = list.data?.exports.filter(({ id }) => ids.includes(id)).slice(0, 3) ?? [];
  return (
    <section className="ex-notices" aria-label={t("exports.title")} aria-live="polite">
      {shown.map((one) => (
        <div key={one.id} className="ex-notice">
          <div className="row">
            <Link to="/exports" className="small grow">
              {t("exports.title")}
            </Link>
            <button
              type="button"
              className="btn text s ico"
              aria-label={t("frame.close")}
              onClick={() => unwatch(one.id)}
            >
              <Icon name="close" size={14} />
            </button>
          </div>
          <ExportLine one={one} />
        </div>
      ))}
    </section>
  );
}
