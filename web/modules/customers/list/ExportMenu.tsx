import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { exportFormats, exportListContract, mostRows } from "../../../../server/modules/customers/export.contract.ts";
import { addressOf } from "../../../api/address.ts";
import { formatNumber } from "../../../text/format.ts";
import { problemText } from "../../../text/problem.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { Menu, MenuItem } from "../../../ui/Menu.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { orderExport } from "../exports/exports.ts";
import { copyTable, mostCopied } from "./copyTable.ts";
import { exportQuery } from "./page.ts";
import type { ListSearch } from "./search.ts";

interface Props {
  search: ListSearch;
  count: { value: number; capped: boolean } | undefined;
}

/** Takes the list home as it is seen: as a file of some kind, at once or, where the list is too long to be counted, in the background, or to the clipboard. */
export function ExportMenu({ search, count }: Props) {
  const { t } = useTranslation();
  const isMore = (most: number) => count === undefined || count.capped || count.value > most;
  const isBig = count === undefined || count.capped;
  return (
    <Menu
      className="btn text"
      end
      label={t("customers.export")}
      trigger={
        <>
          <Icon name="upload" />
          <span className="only-l">{t("customers.export")}</span>
        </>
      }
    >
      {(close) => (
        <>
          {isBig && <p className="h">{t("customers.export_as.in_background")}</p>}
          {exportFormats.map((format) =>
            isBig ? (
              <MenuItem
                key={format}
                onClick={() => {
                  close();
                  void orderExport({ ...exportQuery(search), format });
                }}
              >
                {t(`customers.export_as.${format}`)}
                {format === "docx" && isMore(mostRows.docx) && <Ends at={mostRows.docx} />}
              </MenuItem>
            ) : (
              <a
                key={format}
                className="o"
                href={addressOf(exportListContract.path, {}, { ...exportQuery(search), format })}
                download
                onClick={close}
              >
                {t(`customers.export_as.${format}`)}
              </a>
            ),
          )}
          <MenuItem
            onClick={() => {
              close();
              copyTable(exportQuery(search)).then(
                (rows) => showToast({ text: t("customers.export_as.copied", { count: rows }) }),
                (error) => showToast({ text: problemText(error), look: "problem" }),
              );
            }}
          >
            {t("customers.export_as.copy")}
            {isMore(mostCopied) && <Ends at={mostCopied} />}
          </MenuItem>
          <hr />
          <Link to="/exports" className="o" onClick={close}>
            {t("customers.export_as.mine")}
          </Link>
        </>
      )}
    </Menu>
  );
}

/** Where this kind ends, before one chooses it. */
function Ends({ at }: { at: number }) {
  const { t } = useTranslation();
  return (
    <>
      <span className="grow" />
      <span className="small t3">{t("customers.export_as.first", { shown: formatNumber(at) })}</span>
    </>
  );
}
