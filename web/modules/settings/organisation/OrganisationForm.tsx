import { Link } from "@tanstack/react-router";
import { type FormEvent, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  readOrganisationContract,
  updateOrganisationContract,
} from "../../../../server/modules/people/organisation.contract.ts";
import { readMeContract } from "../../../../server/modules/people/session.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useCall } from "../../../api/queries.ts";
import { useMe } from "../../../frame/me.ts";
import { locale } from "../../../text/locale.ts";
import { fieldProblem } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Field } from "../../../ui/Field.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { FormProblem } from "../FormProblem.tsx";
import { Section } from "../Section.tsx";
import { type Choice, countryChoices, currencyChoices, timeZoneChoices } from "./choices.ts";

type Organisation = ResponseOf<typeof readOrganisationContract>;
type Fields = Omit<Organisation, "id">;

export function OrganisationForm({ kept }: { kept: Organisation }) {
  const { t } = useTranslation();
  const me = useMe();
  const update = useCall(updateOrganisationContract);
  const [changes, setChanges] = useState<Partial<Fields>>({});
  const now = { ...kept, ...changes };
  const language = locale();
  const lists = useMemo(
    () => ({
      language,
      default_country: countryChoices(kept.default_country),
      currency: currencyChoices(kept.currency),
      time_zone: timeZoneChoices(kept.time_zone),
    }),
    [language, kept],
  );
  const isChanged = Object.keys(changes).length > 0;
  return (
    <form onSubmit={save} noValidate>
      <Section title={t("settings.organisation.who")}>
        <Field label={t("settings.organisation.name")} error={nameProblem()}>
          <input
            className="inp"
            value={now.name}
            maxLength={120}
            autoComplete="organization"
            onChange={(event) => set("name", event.target.value)}
          />
        </Field>
        <fieldset className="choice">
          <legend>{t("settings.organisation.default_locale")}</legend>
          <div className="seg">
            {(["zh-CN", "en"] as const).map((one) => (
              <button
                key={one}
                type="button"
                lang={one}
                aria-pressed={one === now.default_locale}
                onClick={() => set("default_locale", one)}
              >
                {one === "en" ? "English" : "中文"}
              </button>
            ))}
          </div>
          <p className="small t3">{t("settings.organisation.default_locale_hint")}</p>
        </fieldset>
      </Section>
      <Section title={t("settings.organisation.where")} text={t("settings.organisation.where_text")}>
        {select("default_country", lists.default_country)}
        {select("currency", lists.currency)}
        {select("time_zone", lists.time_zone)}
      </Section>
      <Section title={t("settings.page.mail-server")} text={t("settings.organisation.mail_text")}>
        <p className="row">
          <span className={me.mail_ready ? "t2" : "warn"}>
            {t(me.mail_ready ? "settings.mail.is_set" : "settings.mail.not_set")}
          </span>
          <Link to="/settings/$" params={{ _splat: "mail-server" }} search={{}}>
            {t(me.mail_ready ? "settings.mail.look" : "settings.mail.set_up")}
          </Link>
        </p>
      </Section>
      <FormProblem error={update.error} />
      {isChanged && (
        <div className="set-foot">
          <span className="grow t2">{t("settings.unsaved")}</span>
          <ActionButton onClick={() => setChanges({})}>{t("settings.revert")}</ActionButton>
          <button type="submit" className="btn primary" aria-busy={update.isPending}>
            {t("frame.save")}
          </button>
        </div>
      )}
    </form>
  );

  function select(field: "default_country" | "currency" | "time_zone", choices: readonly Choice[]) {
    return (
      <Field
        label={t(`settings.organisation.${field}`)}
        hint={t(`settings.organisation.${field}_hint`)}
        error={fieldProblem(update.error, field)}
      >
        <select className="inp" value={now[field]} onChange={(event) => set(field, event.target.value)}>
          {choices.map((one) => (
            <option key={one.value} value={one.value}>
              {one.label}
            </option>
          ))}
        </select>
      </Field>
    );
  }

  function nameProblem(): string | undefined {
    return now.name.trim() === "" ? t("problem.reason.required") : fieldProblem(update.error, "name");
  }

  function set<F extends keyof Fields>(field: F, value: Fields[F]) {
    update.reset();
    const { [field]: _, ...others } = changes;
    setChanges(value === kept[field] ? (others as Partial<Fields>) : { ...changes, [field]: value });
  }

  function save(event: FormEvent) {
    event.preventDefault();
    if (now.name.trim() === "" || !isChanged) return;
    const body = changes.name === undefined ? changes : { ...changes, name: changes.name.trim() };
    update.mutate(
      { body },
      {
        onSuccess: (saved) => {
          client.setQueryData(keyOf(readOrganisationContract, {}), saved);
          setChanges({});
          showToast({ text: t("settings.saved") });
          void client.invalidateQueries({ queryKey: keyOf(readMeContract) });
        },
      },
    );
  }
}
