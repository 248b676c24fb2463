import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  createBulkEditContract,
  previewBulkEditContract,
  undoBulkEditContract,
} from "../../../../server/modules/customers/bulk_edit.contract.ts";
import { listCustomersContract } from "../../../../server/modules/customers/customer.contract.ts";
import { groupCustomersContract } from "../../../../server/modules/customers/group.contract.ts";
import type { BodyOf, ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useCall } from "../../../api/queries.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Field } from "../../../ui/Field.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { type FactInput, FactValue } from "./FactValue.tsx";
import type { ListField } from "./useFields.tsx";
import { useListView } from "./useListView.ts";

type Edit = BodyOf<typeof createBulkEditContract>;

/** Not facts of the customer, or one of a kind. */
const others = new Set(
  "name kind owner team created_by created_at updated_at tags client phone mail wechat last_interaction tax_id".split(
    " ",
  ),
);
const canEdit = ({ field, kind }: ListField): boolean => !others.has(field) && kind !== "relation" && kind !== "time";

interface Props {
  chosen: Pick<Edit, "ids" | "filter">;
  count: string;
  onDone: () => void;
  onClose: () => void;
}

/** One field of many customers: what would change is said first, and what was changed can be taken back. */
export function BulkEditDialog({ chosen, count, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const { fields } = useListView();
  const choices = [...fields.values()].filter(canEdit);
  const [name, setName] = useState("stage");
  const [value, setValue] = useState<FactInput>();
  const field = fields.get(name) ?? choices[0];
  const edit = useCall(createBulkEditContract);
  const body = { ...chosen, field: field?.field ?? name, value: value ?? null };
  const isReady = field !== undefined && value !== undefined;
  const preview = useQuery({
    queryKey: [...keyOf(previewBulkEditContract), body],
    queryFn: ({ signal }) => call(previewBulkEditContract, { body }, { signal }),
    enabled: isReady,
    staleTime: 0,
    retry: false,
  });
  if (!field) return null;
  const problem = edit.error ?? preview.error;
  return (
    <Dialog
      title={t("list.bulk_title", { count })}
      onClose={onClose}
      footer={
        <>
          <ActionButton onClick={onClose}>{t("frame.cancel")}</ActionButton>
          <ActionButton
            look="primary"
            loading={edit.isPending}
            blocked={!isReady || preview.data?.changed === 0 ? "nothing_to_change" : undefined}
            onClick={save}
          >
            {preview.data && isReady ? t("list.bulk_do", { count: preview.data.changed }) : t("frame.save")}
          </ActionButton>
        </>
      }
    >
      <div className="view-form">
        <Field label={t("filter.field")}>
          <select
            className="inp"
            value={field.field}
            onChange={(event) => {
              setName(event.target.value);
              setValue(undefined);
            }}
          >
            {choices.map((one) => (
              <option key={one.field} value={one.field}>
                {one.name}
              </option>
            ))}
          </select>
        </Field>
        {value !== null && field.kind !== "file" && (
          <div className="field">
            <span className="lab" aria-hidden="true">
              {t("list.new_value")}
            </span>
            <FactValue key={field.field} field={field} value={value} onChange={setValue} />
          </div>
        )}
        {field.field !== "stage" && field.field !== "currency" && (
          <label className="row tick">
            <input
              type="checkbox"
              className="cb"
              checked={value === null}
              onChange={(event) => setValue(event.target.checked ? null : undefined)}
            />
            {t("list.make_empty")}
          </label>
        )}
        {field.kind === "file" && <p className="small t3">{t("list.only_empty")}</p>}
        <div aria-live="polite" className="bulk-preview">
          {isReady && preview.data && <Preview {...preview.data} />}
          {problem && <p className="danger">{problemText(problem)}</p>}
        </div>
      </div>
    </Dialog>
  );

  function save() {
    edit.mutate(
      { body },
      {
        onSuccess(made) {
          onDone();
          reread();
          const text = t("list.bulk_done", { count: made.changed_count, field: field?.name ?? "" });
          showToast({ text, undo: () => takeBack(made.id) });
        },
      },
    );
  }

  async function takeBack(bulkEditId: string) {
    try {
      const undone = await call(undoBulkEditContract, { params: { bulkEditId } });
      const left = undone.changed_count - (undone.restored_count ?? 0);
      const restored = undone.restored_count ?? 0;
      const text = t(left > 0 ? "list.bulk_partly_undone" : "list.bulk_undone", { count: restored, left });
      showToast({ text, look: "undone" });
    } catch (error) {
      showToast({ text: problemText(error), look: "problem" });
    }
    reread();
  }
}

function Preview({ changed, same, refused }: ResponseOf<typeof previewBulkEditContract>) {
  const { t } = useTranslation();
  return (
    <ul>
      <li>
        <b>{t("list.will_change", { count: changed })}</b>
      </li>
      {same > 0 && <li className="t2">{t("list.already_so", { count: same })}</li>}
      {refused.map(({ reason, count }) => (
        <li key={reason} className="t2">
          {t(`list.refused.${reason}`, { count })}
        </li>
      ))}
    </ul>
  );
}

function reread(): void {
  void client.invalidateQueries({ queryKey: keyOf(listCustomersContract) });
  void client.invalidateQueries({ queryKey: keyOf(groupCustomersContract) });
}
