import { useTranslation } from "react-i18next";
import { exportFormats, exportListContract } from "../../../../server/modules/customers/export.contract.ts";
import { addressOf } from "../../../api/address.ts";
import { problemText } from "../../../text/problem.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { Menu, MenuItem } from "../../../ui/Menu.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { copyTable } from "./copyTable.ts";
import { exportQuery } from "./page.ts";
import type { ListSearch } from "./search.ts";

/** Takes the list home as it is seen: as a file of some kind, or to the clipboard. */
export function ExportMenu({ search }: { search: ListSearch }) {
  const { t } = useTranslation();
  return (
    <Menu
      className="btn text only-l"
      end
      trigger={
        <>
          <Icon name="upload" />
          {t("customers.export")}
        </>
      }
    >
      {(close) => (
        <>
          {exportFormats.map((format) => (
            <a
              key={format}
              className="o"
              href={addressOf(exportListContract.path, {}, { ...exportQuery(search), format })}
              download
              onClick={close}
            >
              {t(`customers.export_as.${format}`)}
            </a>
          ))}
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
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
