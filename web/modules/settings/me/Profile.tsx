import "../../../ui/ticks.css";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { listColleaguesContract } from "../../../../server/modules/people/people.contract.ts";
import { readMeContract, updateMeContract } from "../../../../server/modules/people/session.contract.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useCall } from "../../../api/queries.ts";
import { nameOf, useColleagues } from "../../../frame/colleagues.ts";
import { useMe } from "../../../frame/me.ts";
import { absent } from "../../../text/format.ts";
import { chooseLocale, type Locale, locale } from "../../../text/locale.ts";
import { fieldProblem, problemText } from "../../../text/problem.ts";
import { chooseTheme, type Theme, useTheme } from "../../../theme/colours.ts";
import { Field } from "../../../ui/Field.tsx";
import { showToast } from "../../../ui/toasts.ts";

const themes: readonly Theme[] = ["system", "light", "dark"];
const locales: readonly Locale[] = ["zh-CN", "en"];

export function Profile() {
  const { t } = useTranslation();
  const { user } = useMe();
  const { teams } = useColleagues();
  const update = useCall(updateMeContract);
  const theme = useTheme();
  const [name, setName] = useState(user.name);
  const isChanged = name.trim() !== user.name && name.trim() !== "";
  return (
    <>
      <form onSubmit={rename} noValidate className="narrow">
        <Field label={t("settings.me.name")} error={fieldProblem(update.error, "name")}>
          <span className="row">
            <input
              className="inp"
              value={name}
              maxLength={120}
              autoComplete="name"
              onChange={(event) => setName(event.target.value)}
            />
            {isChanged && (
              <button type="submit" className="btn primary" aria-busy={update.isPending}>
                {t("frame.save")}
              </button>
            )}
          </span>
        </Field>
      </form>
      <dl className="factlist">
        <dt>{t("settings.users.mail")}</dt>
        <dd>{user.email}</dd>
        <dt>{t("settings.users.team")}</dt>
        <dd>{nameOf(teams, user.team_id) || <span className="t3">{absent}</span>}</dd>
      </dl>
      <fieldset className="choice">
        <legend>{t("frame.language")}</legend>
        <div className="seg">
          {locales.map((one) => (
            <button key={one} type="button" aria-pressed={one === locale()} lang={one} onClick={() => speak(one)}>
              {one === "en" ? "English" : "中文"}
            </button>
          ))}
        </div>
      </fieldset>
      <fieldset className="choice">
        <legend>{t("frame.theme.title")}</legend>
        <div className="seg">
          {themes.map((one) => (
            <button key={one} type="button" aria-pressed={one === theme} onClick={() => paint(one)}>
              {t(`frame.theme.${one}`)}
            </button>
          ))}
        </div>
      </fieldset>
    </>
  );

  function rename(event: FormEvent) {
    event.preventDefault();
    if (!isChanged) return;
    update.mutate(
      { body: { name: name.trim() } },
      {
        onSuccess: () => {
          showToast({ text: t("settings.saved") });
          void client.invalidateQueries({ queryKey: keyOf(readMeContract) });
          void client.invalidateQueries({ queryKey: keyOf(listColleaguesContract) });
        },
        onError: (error) => showToast({ text: problemText(error), look: "problem" }),
      },
    );
  }

  function speak(next: Locale) {
    void chooseLocale(next);
    update.mutate({ body: { locale: next } });
  }

  function paint(next: Theme) {
    chooseTheme(next);
    update.mutate({ body: { theme: next } });
  }
}
