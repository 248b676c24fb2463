import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { createTrunkContract, updateTrunkContract } from "../../../../server/modules/voice/trunk.contract.ts";
import { useCall } from "../../../api/queries.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { focusFirstFault } from "../../../ui/focus.ts";
import { showToast } from "../../../ui/toasts.ts";
import { FormProblem } from "../FormProblem.tsx";
import { type Faults, faultsOf } from "./faults.ts";
import { elsewhere, sentenceOf } from "./sentences.ts";
import { TrunkCalls } from "./TrunkCalls.tsx";
import { TrunkPlace } from "./TrunkPlace.tsx";
import { rereadTelephone, type Trunk } from "./telephone.ts";
import { bodyOf, changesOf, formOf, type TrunkForm } from "./trunk_form.ts";

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
  const create = useCall(createTrunkContract);
  const update = useCall(updateTrunkContract);
  const [before] = useState(() => formOf(trunk, country));
  const [form, setForm] = useState(before);
  const [faults, setFaults] = useState<Faults>({});
  const error = create.error ?? update.error;
  const fields: TrunkFieldsProps = { trunk, form, set, problem: (field) => sentenceOf(field, faults, error) };
  return (
    <Dialog
      place="side"
      title={trunk ? trunk.name : t("settings.telephone.trunk.add")}
      onClose={onClose}
      footer={
        <>
          <ActionButton onClick={onClose}>{t("frame.cancel")}</ActionButton>
          <button type="submit" form="trunk" className="btn primary" aria-busy={create.isPending || update.isPending}>
            {t("frame.save")}
          </button>
        </>
      }
    >
      <form id="trunk" onSubmit={save} noValidate autoComplete="off">
        <TrunkPlace {...fields} />
        <TrunkCalls {...fields} />
        <FormProblem error={elsewhere(error)} />
      </form>
    </Dialog>
  );

  function set(changes: Partial<TrunkForm>) {
    create.reset();
    update.reset();
    setFaults({});
    setForm((now) => ({ ...now, ...changes }));
  }

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { currentTarget } = event;
    const body = bodyOf(form);
    const found = {
      ...faultsOf(createTrunkContract.body!, body),
      ...(form.kind === "registration" && !body.username ? { username: "required" as const } : {}),
      ...(form.kind === "address" && body.sources?.length === 0 ? { sources: "required" as const } : {}),
    };
    setFaults(found);
    if (Object.keys(found).length > 0) return focusFirstFault(currentTarget);
    const done = {
      onError: () => focusFirstFault(currentTarget),
      onSuccess: () => {
        void rereadTelephone();
        onClose();
        showToast({ text: t("settings.telephone.saved", { name: body.name }) });
      },
    };
    if (trunk) update.mutate({ params: { trunkId: trunk.id }, body: changesOf(before, form) }, done);
    else create.mutate({ body }, done);
  }
}
