import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  listCustomersContract,
  transferCustomerContract,
} from "../../../../server/modules/customers/customer.contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { keyOf } from "../../../api/queries.ts";
import { nameOf, useColleagues } from "../../../frame/colleagues.ts";
import { useCan } from "../../../frame/me.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { Kbd } from "../../../ui/Kbd.tsx";
import { Menu } from "../../../ui/Menu.tsx";
import { OptionList } from "../../../ui/OptionList.tsx";
import { showToast } from "../../../ui/toasts.ts";
import type { Row } from "./page.ts";
import type { Cursor } from "./useCursor.ts";

interface Move {
  id: string;
  from: string | null;
  to: string | null;
}

/** Floats while rows are selected and says how many. */
export function BulkBar({ rows, cursor }: { rows: readonly Row[]; cursor: Cursor }) {
  const { t } = useTranslation();
  const can = useCan();
  const { users } = useColleagues();
  const [isBusy, setBusy] = useState(false);
  const chosen = rows.filter((row) => cursor.selected.has(row.id));
  if (chosen.length === 0) return null;
  return (
    <div className="bulk" role="toolbar" aria-label={t("customers.bulk.label")} aria-busy={isBusy}>
      <span>{t("customers.bulk.selected", { count: chosen.length })}</span>
      <span className="sep" />
      {can("customer.transfer") && (
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
      <button type="button" className="btn s" onClick={() => cursor.selectAll([])}>
        {t("frame.cancel")} <Kbd keys="Esc" />
      </button>
    </div>
  );

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
