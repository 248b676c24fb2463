import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  createPoolContract,
  type PoolSettings,
  previewRecyclingContract,
  updatePoolContract,
} from "../../../../server/modules/customers/pool/pool.contract.ts";
import { useCall, useRead } from "../../../api/queries.ts";
import { useColleagues } from "../../../frame/colleagues.ts";
import { fieldProblem, problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Field } from "../../../ui/Field.tsx";
import { focusOnOpen } from "../../../ui/focus.ts";
import { Ticks } from "../../../ui/Ticks.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { useFields } from "../../customers/list/useFields.tsx";
import { useRoles } from "../users/users.ts";
import { neverEmpty, numbers, PoolLimits, PoolRecycling } from "./PoolFields.tsx";
import { type Pool, poolsChanged } from "./PoolSettingsPage.tsx";

const hideable = ["phone", "phone_whole", "mail", "wechat", "address", "contacts", "tax_id", "remark"] as const;

/** A pool's name, pickers and rules; an empty number is no limit. */
export function PoolDialog({ pool, onClose }: { pool: Pool | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const { teams } = useColleagues();
  const roles = useRoles();
  const fields = useFields();
  const create = useCall(createPoolContract);
  const update = useCall(updatePoolContract);
  const [pickers, setPickers] = useState<string[]>(pool?.picker_teams.map(({ id }) => id) ?? []);
  const [roleIds, setRoleIds] = useState<string[]>(pool?.picker_roles.map(({ id }) => id) ?? []);
  const [hidden, setHidden] = useState<string[]>(pool ? [...pool.hidden_fields] : ["phone", "wechat"]);
  const preview = useRead(
    previewRecyclingContract,
    { params: { poolId: pool?.id ?? "" } },
    { enabled: pool !== undefined },
  );
  const error = create.error ?? update.error;
  return (
    <Dialog
      place="side"
      title={pool ? pool.name : t("settings.pools.new")}
      onClose={onClose}
      footer={
        <>
          <ActionButton onClick={onClose}>{t("frame.cancel")}</ActionButton>
          <button type="submit" form="pool" className="btn primary" aria-busy={create.isPending || update.isPending}>
            {t("frame.save")}
          </button>
        </>
      }
    >
      <form id="pool" onSubmit={save}>
        <Field label={t("settings.pools.name")} error={fieldProblem(error, "name")}>
          <input
            className="inp"
            name="name"
            required
            maxLength={60}
            defaultValue={pool?.name ?? ""}
            ref={focusOnOpen}
          />
        </Field>
        <Field label={t("settings.pools.whose")}>
          <select className="inp" name="team_id" defaultValue={pool?.team_id ?? ""}>
            <option value="">{t("settings.pools.everybody")}</option>
            {teams.map((team) => (
              <option key={team.id} value={team.id}>
                {team.name}
              </option>
            ))}
          </select>
        </Field>
        <fieldset className="pool-part">
          <legend>{t("settings.pools.part.pickers")}</legend>
          <Ticks legend={t("settings.pools.pickers")} options={teams} chosen={pickers} onChange={setPickers} />
          {roles.length > 0 && (
            <Ticks legend={t("settings.pools.picker_roles")} options={roles} chosen={roleIds} onChange={setRoleIds} />
          )}
        </fieldset>
        <PoolLimits pool={pool} error={error} />
        <fieldset className="pool-part">
          <legend>{t("settings.pools.part.hidden")}</legend>
          <Ticks
            legend={t("settings.pools.hidden")}
            options={[...new Set([...hideable, ...(pool?.hidden_fields ?? [])])].map((field) => ({
              id: field,
              name: fields.get(field)?.name ?? t(`settings.pools.hide.${field}`),
            }))}
            chosen={hidden}
            onChange={setHidden}
          />
        </fieldset>
        <PoolRecycling pool={pool} error={error} />
        {preview.data && (
          <p className="note acc">
            {t("settings.pools.preview", {
              due: preview.data.due,
              warned: preview.data.warned,
              overdue: preview.data.overdue,
            })}
          </p>
        )}
        {error && !fieldProblem(error, "name") && (
          <p className="danger small" role="alert">
            {problemText(error)}
          </p>
        )}
      </form>
    </Dialog>
  );

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const of = (name: string) => String(form.get(name) ?? "").trim();
    const body: PoolSettings = {
      name: of("name"),
      team_id: of("team_id") || null,
      picker_teams: pickers,
      // who may not read roles leaves them as they are
      ...(roles.length > 0 && { picker_roles: roleIds }),
      hidden_fields: hidden,
      capacity_counts: of("capacity_counts") === "picked" ? "picked" : "owned",
      deal_field: of("deal_field") || null,
      contract_end_field: of("contract_end_field") || null,
      ...Object.fromEntries(
        numbers.map((name) => [name, of(name) === "" ? (neverEmpty.has(name) ? 0 : null) : Number(of(name))]),
      ),
    };
    const done = {
      onSuccess: () => {
        poolsChanged();
        onClose();
        showToast({ text: t("settings.pools.saved", { name: body.name }) });
      },
    };
    if (pool) update.mutate({ params: { poolId: pool.id }, body }, done);
    else create.mutate({ body }, done);
  }
}
