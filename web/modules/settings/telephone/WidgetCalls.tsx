import { useTranslation } from "react-i18next";
import { useColleagues } from "../../../frame/colleagues.ts";
import { Choice } from "./Choice.tsx";
import { Chooser } from "./Chooser.tsx";
import type { WidgetForm } from "./widget_form.ts";

interface Props {
  form: WidgetForm;
  error: string | undefined;
  onChange: (changes: Partial<WidgetForm>) => void;
}

/** Who calls back: a team or a person, and for which client. */
export function WidgetCalls({ form, error, onChange }: Props) {
  const { t } = useTranslation();
  const { users, teams, clients } = useColleagues();
  const word = (key: string) => t(`settings.telephone.widget.${key}`);
  const isTeam = form.calls === "team";
  return (
    <>
      <Choice
        legend={word("calls")}
        options={["team", "user"] as const}
        value={form.calls}
        nameOf={(one) => word(`calls_is.${one}`)}
        onChange={(calls) => onChange({ calls })}
      />
      <Chooser
        label={word(`calls_whom.${form.calls}`)}
        none={t("settings.telephone.choose")}
        options={isTeam ? teams : users.filter((one) => one.is_active)}
        value={isTeam ? form.team_id : form.user_id}
        error={error}
        onChange={(id) => onChange(isTeam ? { team_id: id } : { user_id: id })}
      />
      {(clients.length > 0 || form.client_id) && (
        <Chooser
          label={word("client")}
          none={word("no_client")}
          hint={word("client_hint")}
          options={clients}
          value={form.client_id}
          onChange={(client_id) => onChange({ client_id })}
        />
      )}
    </>
  );
}
