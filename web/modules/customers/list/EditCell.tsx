import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { stages } from "../../../../server/modules/customers/customer.contract.ts";
import { useColleagues } from "../../../frame/colleagues.ts";
import { CellMenu } from "../../../ui/CellMenu.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import type { Option } from "../../../ui/OptionList.tsx";
import { StageDot } from "../stages.tsx";
import type { Row } from "./page.ts";
import { type EditField, type RowEdit, valueIn } from "./useRowEdit.ts";

interface Props {
  row: Row;
  field: EditField;
  /** Present in the row that is being edited. */
  edit: RowEdit | undefined;
  onOpen: RowEdit["open"];
  children: ReactNode;
}

/** A cell that is changed where it stands: a click or its key opens the choices. */
export function EditCell({ row, field, edit, onOpen, children }: Props) {
  const { t } = useTranslation();
  const isOpen = edit?.at?.field === field;
  return (
    <>
      <button
        type="button"
        tabIndex={-1}
        className="cell-edit"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        title={t("frame.edit_field", { field: t(`customers.field.${field}`) })}
        onClick={() => onOpen(row, field)}
      >
        {children}
        <Icon name="down" size={14} />
      </button>
      {isOpen && edit.at && <Choices row={edit.at.row} field={field} edit={edit} />}
    </>
  );
}

function Choices({ row, field, edit }: { row: Row; field: EditField; edit: RowEdit }) {
  const { t } = useTranslation();
  const { users } = useColleagues();
  const options: Option[] =
    field === "stage"
      ? stages.map((stage) => ({
          value: stage,
          label: t(`customers.stage.${stage}`),
          sign: <StageDot stage={stage} />,
        }))
      : users.filter((user) => user.is_active).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <CellMenu
      label={`${row.name ?? row.number} · ${t(`customers.field.${field}`)}`}
      options={options}
      value={valueIn(row, field) ?? undefined}
      blocked={row.blocked[field]}
      onPick={edit.choose}
      onClose={edit.close}
    />
  );
}
