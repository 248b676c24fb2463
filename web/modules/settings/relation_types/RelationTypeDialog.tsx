import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  createRelationTypeContract,
  listRelationTypesContract,
  relationEnds,
  relationShapes,
  updateRelationTypeContract,
} from "../../../../server/modules/customers/relation/relation_type.contract.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useCall } from "../../../api/queries.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Field } from "../../../ui/Field.tsx";
import { focusOnOpen } from "../../../ui/focus.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { endName, type RelationType } from "../../customers/relations/types.ts";

interface Props {
  /** Absent: a new one. */
  type: RelationType | undefined;
  onClose: () => void;
}

/** Names of a kind of relation in both languages; between whom and which shape are settled when it is made. */
export function RelationTypeDialog({ type, onClose }: Props) {
  const { t } = useTranslation();
  const create = useCall(createRelationTypeContract);
  const update = useCall(updateRelationTypeContract);
  const [appliesTo, setAppliesTo] = useState(type?.applies_to ?? "customer");
  const [shape, setShape] = useState(type?.shape ?? "directed");
  const error = create.error ?? update.error;
  return (
    <Dialog
      place="side"
      title={type ? endName(type, "from") : t("settings.relation_types.new")}
      onClose={onClose}
      footer={
        <>
          <ActionButton onClick={onClose}>{t("frame.cancel")}</ActionButton>
          <button
            type="submit"
            form="relation-type"
            className="btn primary"
            aria-busy={create.isPending || update.isPending}
          >
            {t(type ? "frame.save" : "settings.relation_types.create")}
          </button>
        </>
      }
    >
      <form id="relation-type" onSubmit={save}>
        {!type && (
          <>
            <Field label={t("settings.relation_types.applies_to")}>
              <select
                className="inp"
                value={appliesTo}
                onChange={(event) => setAppliesTo(event.target.value as typeof appliesTo)}
              >
                {relationEnds.map((one) => (
                  <option key={one} value={one}>
                    {t(`settings.relation_types.${one}`)}
                  </option>
                ))}
              </select>
            </Field>
            <Field label={t("settings.relation_types.shape")} hint={t(`settings.relation_types.shape_text.${shape}`)}>
              <select className="inp" value={shape} onChange={(event) => setShape(event.target.value as typeof shape)}>
                {relationShapes.map((one) => (
                  <option key={one} value={one}>
                    {t(`settings.relation_types.shapes.${one}`)}
                  </option>
                ))}
              </select>
            </Field>
          </>
        )}
        {word("name_zh", type?.name.zh, true)}
        {word("name_en", type?.name.en)}
        {shape !== "symmetric" && (
          <>
            {word("inverse_zh", type?.inverse?.zh)}
            {word("inverse_en", type?.inverse?.en)}
          </>
        )}
        {error && (
          <div className="note danger" role="alert">
            <Icon name="warning" />
            <span>{problemText(error)}</span>
          </div>
        )}
      </form>
    </Dialog>
  );

  function word(name: string, value: string | undefined, isFirst = false) {
    const hint = isFirst && shape !== "symmetric" ? { hint: t("settings.relation_types.hint") } : {};
    return (
      <Field label={t(`settings.relation_types.${name}`)} {...hint}>
        <input
          className="inp"
          name={name}
          required
          pattern=".*\S.*"
          maxLength={60}
          autoComplete="off"
          defaultValue={value}
          ref={isFirst ? focusOnOpen : undefined}
        />
      </Field>
    );
  }

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const words = (name: string) => ({
      zh: String(form.get(`${name}_zh`)).trim(),
      en: String(form.get(`${name}_en`)).trim(),
    });
    const names = { name: words("name"), ...(shape === "symmetric" ? {} : { inverse: words("inverse") }) };
    const onSuccess = (saved: RelationType) => {
      void client.invalidateQueries({ queryKey: keyOf(listRelationTypesContract) });
      onClose();
      showToast({ text: t(`settings.relation_types.${type ? "saved" : "made"}`, { name: endName(saved, "from") }) });
    };
    if (type) update.mutate({ params: { relationTypeId: type.id }, body: names }, { onSuccess });
    else create.mutate({ body: { applies_to: appliesTo, shape, ...names } }, { onSuccess });
  }
}
