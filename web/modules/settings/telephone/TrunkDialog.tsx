import { useTranslation } from "react-i18next";
import { createTrunkContract, updateTrunkContract } from "../../../../server/modules/voice/trunk.contract.ts";
import { call } from "../../../api/call.ts";
import { FormDialog } from "../FormDialog.tsx";
import { TrunkCalls } from "./TrunkCalls.tsx";
import { TrunkPlace } from "./TrunkPlace.tsx";
import type { Trunk } from "./telephone.ts";
import { bodyOf, changesOf, faultsIn, formOf, type TrunkForm } from "./trunk_form.ts";
import { useTelephoneForm } from "./useTelephoneForm.ts";

export interface TrunkFieldsProps {
  trunk: Trunk | undefined;
  form: TrunkForm;
  set: (changes: Partial<TrunkForm>) => void;
  /** The sentence beside a field. */
  problem: (field: string) => string | undefined;
}

interface Props {
  trunk: Trunk | undefined;
  /** Where the organisation is: a new trunk may call there. */
  country: string | undefined;
  onClose: () => void;
}

/** A trunk: where it is, how one signs in there, and which calls go through it. */
export function TrunkDialog({ trunk, country, onClose }: Props) {
  const { t } = useTranslation();
  const { dialog, ...typed } = useTelephoneForm({
    begin: () => formOf(trunk, country),
    check: faultsIn,
    send: (form, before) =>
      trunk
        ? call(updateTrunkContract, { params: { trunkId: trunk.id }, body: changesOf(before, form) })
        : call(createTrunkContract, { body: bodyOf(form) }),
    nameOf: (saved) => saved.name,
    onSaved: onClose,
  });
  const fields: TrunkFieldsProps = { trunk, ...typed };
  return (
    <FormDialog title={trunk ? trunk.name : t("settings.telephone.trunk.add")} onClose={onClose} {...dialog}>
      <TrunkPlace {...fields} />
      <TrunkCalls {...fields} />
    </FormDialog>
  );
}
