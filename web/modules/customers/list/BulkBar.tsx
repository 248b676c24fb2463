import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { handOutTasksContract } from "../../../../server/modules/calendar/task.contract.ts";
import {
  removeCustomersContract,
  restoreCustomersContract,
} from "../../../../server/modules/customers/bin.contract.ts";
import { listCustomersContract } from "../../../../server/modules/customers/customer.contract.ts";
import { transferCustomerContract } from "../../../../server/modules/customers/sharing.contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { keyOf } from "../../../api/queries.ts";
import { nameOf, useColleagues } from "../../../frame/colleagues.ts";
import { useCan } from "../../../frame/me.ts";
import { formatNumber } from "../../../text/format.ts";
import { needStrings } from "../../../text/locale.ts";
import { problemText } from "../../../text/problem.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { Kbd } from "../../../ui/Kbd.tsx";
import { Menu } from "../../../ui/Menu.tsx";
import { OptionList } from "../../../ui/OptionList.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { listsChanged } from "../changed.ts";
import { BulkEditDialog } from "./BulkEditDialog.tsx";
import { shownCount } from "./ListHead.tsx";
import type { Row } from "./page.ts";
import type { Cursor } from "./useCursor.ts";
import { useListView } from "./useListView.ts";

const HandOutDialog = lazy(async () => ({ default: (await import("../../tasks/HandOutDialog.tsx")).HandOutDialog }));

interface Move {
  id: string;
  from: string | null;
  to: string | null;
}

interface Props {
  rows: readonly Row[];
  count: { value: number; capped: boolean } | undefined;
  cursor: Cursor;
}

/** Floats while rows are selected and says how many. */
export function BulkBar({ rows, count, cursor }: Props) {
  const { t } = useTranslation();
  const can = useCan();
  const { users } = useColleagues();
  const { state } = useListView();
  const [isBusy, setBusy] = useState(false);
  const [isAll, setAll] = useState(false);
  const [isHandingOut, setHandingOut] = useState(false);
  const [isEditing, setEditing] = useState(false);
  const chosen = rows.filter((row) => cursor.selected.has(row.id));
  if (chosen.length === 0) return null;
  const canTakeAll =
    count !== undefined && chosen.length === rows.length && (count.capped || count.value > rows.length);
  const takesAll = isAll && canTakeAll;
  const shown = takesAll ? shownCount(count) : formatNumber(chosen.length);
  return (
    <div className="bulk" role="toolbar" aria-label={t("customers.bulk.label")} aria-busy={isBusy}>
      <span>
        {takesAll ? t("list.all_selected", { count: shown }) : t("customers.bulk.selected", { count: chosen.length })}
      </span>
      {canTakeAll && (
        <button type="button" className="btn s" onClick={() => setAll(!isAll)}>
          {takesAll
            ? t("list.only_loaded", { count: chosen.length })
            : t("list.select_all_matching", { count: shownCount(count) })}
        </button>
      )}
      <span className="sep" />
      {can("customer.update") && (
        <button type="button" className="btn s" onClick={() => setEditing(true)}>
          <Icon name="edit" />
          {t("list.bulk_edit")}
        </button>
      )}
      {can("customer.transfer") && !takesAll && (
        <Menu
          className="btn s"
          trigger={
            <>
              <Icon name="person" />
              {t("customers.bulk.transfer")}
            </>
          }
        >
          {(close) => (
            <OptionList
              label={t("customers.field.owner")}
              options={users.filter((user) => user.is_active).map(({ id, name }) => ({ value: id, label: name }))}
              onPick={(ownerId) => {
                close();
                void transfer(ownerId);
              }}
            />
          )}
        </Menu>
      )}
      {can(handOutTasksContract.permission) && !takesAll && (
        <button
          type="button"
          className="btn s"
          onClick={() => void needStrings("tasks").then(() => setHandingOut(true))}
        >
          <Icon name="task" />
          {t("customers.bulk.tasks")}
        </button>
      )}
      {can(removeCustomersContract.permission) && !takesAll && (
        <button type="button" className="btn s" onClick={() => void remove()}>
          <Icon name="trash" />
          {t("customers.bulk.remove")}
        </button>
      )}
      <button type="button" className="btn s" onClick={() => cursor.selectAll([])}>
        {t("frame.cancel")} <Kbd keys="Esc" />
      </button>
      {isHandingOut && (
        <Suspense fallback={null}>
          <HandOutDialog
            customerIds={chosen.map((row) => row.id)}
            onDone={() => {
              setHandingOut(false);
              cursor.selectAll([]);
            }}
            onClose={() => setHandingOut(false)}
          />
        </Suspense>
      )}
      {isEditing && (
        <BulkEditDialog
          chosen={takesAll ? { filter: JSON.stringify(state.filter) } : { ids: chosen.map((row) => row.id) }}
          count={shown}
          onDone={() => {
            setEditing(false);
            cursor.selectAll([]);
          }}
          onClose={() => setEditing(false)}
        />
      )}
    </div>
  );

  /** At most a thousand at once; those that may not be removed stay and are counted. */
  async function remove() {
    setBusy(true);
    try {
      const ids = chosen.slice(0, 1000).map((row) => row.id);
      const { bin_id, removed_count: count, refused } = await call(removeCustomersContract, { body: { ids } });
      cursor.selectAll([]);
      showToast({
        text: t(refused.length > 0 ? "customers.bulk.removed_partly" : "customers.bulk.removed", {
          count,
          left: refused.length,
        }),
        ...(bin_id === null ? {} : { undo: () => putBack(bin_id) }),
      });
    } catch (error) {
      showToast({ text: problemText(error), look: "problem" });
    }
    setBusy(false);
    listsChanged();
  }

  async function putBack(binId: string) {
    try {
      const { restored_count: count } = await call(restoreCustomersContract, { body: { bin_id: binId } });
      showToast({ text: t("customers.bin.restored_batch", { count }), look: "undone" });
    } catch (error) {
      showToast({ text: problemText(error), look: "problem" });
    }
    listsChanged();
  }

  async function transfer(ownerId: string) {
    setBusy(true);
    const moves = chosen.map((row): Move => ({ id: row.id, from: row.owner?.id ?? null, to: ownerId }));
    const done = await moved(moves);
    setBusy(false);
    cursor.selectAll([]);
    const name = nameOf(users, ownerId);
    showToast({
      text:
        done.length === moves.length
          ? t("customers.bulk.transferred", { count: done.length, name })
          : t("customers.bulk.partly", { count: done.length, name, left: moves.length - done.length }),
      undo: async () => {
        await moved(done.map(({ id, from, to }) => ({ id, from: to, to: from })));
        showToast({ text: t("customers.bulk.undone", { count: done.length }), look: "undone" });
      },
    });
  }
}

/** One after the other; who is refused stays where it was. */
async function moved(moves: readonly Move[]): Promise<Move[]> {
  const done: Move[] = [];
  for (const move of moves) {
    try {
      const body = { owner_id: move.to, seen: move.from };
      await call(transferCustomerContract, { params: { customerId: move.id }, body });
      done.push(move);
    } catch {}
  }
  await client.invalidateQueries({ queryKey: keyOf(listCustomersContract) });
  return done;
}
