import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import {
  releaseCustomerContract,
  undoReleaseContract,
} from "../../../../server/modules/customers/pool/pick.contract.ts";
import { listPoolsContract } from "../../../../server/modules/customers/pool/pool.contract.ts";
import { call } from "../../../api/call.ts";
import { useRead } from "../../../api/queries.ts";
import { problemText } from "../../../text/problem.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { MenuItem } from "../../../ui/Menu.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { listsChanged } from "../changed.ts";
import { useRecord } from "./RecordContext.ts";

/** One item for each pool; the customer leaves one's sight, and the toast brings it back. */
export function ReleaseItems({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const { record } = useRecord();
  const navigate = useNavigate();
  const pools = useRead(listPoolsContract, {}).data?.pools ?? [];
  const name = record.facts.name ?? record.number;
  const params = { customerId: record.id };
  const failed = (error: Error) => void showToast({ text: problemText(error), look: "problem" });
  return pools.map((pool) => (
    <MenuItem key={pool.id} onClick={() => void act(pool)}>
      <Icon name="group" />
      {t("customers.release.into", { pool: pool.name })}
    </MenuItem>
  ));

  /** The menu closes and takes this component along: no hook's answer would be heard. */
  async function act(pool: { id: string; name: string }) {
    close();
    try {
      await call(releaseCustomerContract, { params, body: { pool_id: pool.id } });
      void navigate({ to: "/customers", search: {} }).then(listsChanged);
      showToast({
        text: t("customers.release.done", { name, pool: pool.name }),
        undo: () => void call(undoReleaseContract, { params }).then(back, failed),
      });
    } catch (error) {
      failed(error as Error);
    }
  }

  function back() {
    listsChanged();
    void navigate({ to: "/customers/$customerId", params });
    showToast({ text: t("customers.release.undone", { name }), look: "undone" });
  }
}
