import { useTranslation } from "react-i18next";
import { nameOf, useColleagues } from "../../../frame/colleagues.ts";
import { RowRemover, SettingsTable } from "../SettingsTable.tsx";
import { fittingNumbers, keyOfRule, numberName, setCallerIds } from "./caller_ids.ts";
import type { CallerId, VoiceNumber } from "./telephone.ts";

interface Props {
  rules: readonly CallerId[];
  numbers: readonly VoiceNumber[];
}

/** One line for each team and client, the one for everybody first. */
export function CallerIdTable({ rules, numbers }: Props) {
  const { t } = useTranslation();
  const { teams, clients } = useColleagues();
  return (
    <SettingsTable
      label={t("settings.telephone.part.caller-ids")}
      look="tel-set tel-shown"
      rows={rules}
      keyOf={keyOfRule}
      columns={[
        { title: t("settings.telephone.shown.team"), look: ({ team_id }) => (team_id ? "" : "t2"), cell: teamOf },
        {
          title: t("settings.telephone.shown.client"),
          look: ({ client_id }) => (client_id ? "" : "t2"),
          cell: clientOf,
        },
        {
          title: t("settings.telephone.shown.number"),
          cell: (rule) => (
            <select
              className="inp s"
              aria-label={t("settings.telephone.shown.number_of", { team: teamOf(rule), client: clientOf(rule) })}
              value={rule.number_id}
              onChange={(event) => change(rule, event.target.value)}
            >
              {choices(rule).map((number) => (
                <option key={number.id} value={number.id}>
                  {numberName(number)}
                </option>
              ))}
            </select>
          ),
        },
      ]}
      acts={(rule) => (
        <RowRemover
          label={t("settings.telephone.shown.remove_of", { team: teamOf(rule), client: clientOf(rule) })}
          onRemove={() => remove(rule)}
        />
      )}
    />
  );

  function teamOf({ team_id }: CallerId): string {
    return team_id ? nameOf(teams, team_id) : t("settings.telephone.shown.any_team");
  }

  function clientOf({ client_id }: CallerId): string {
    return client_id ? nameOf(clients, client_id) : t("settings.telephone.shown.any_client");
  }

  /** What stands there stays among them, also when its client has changed meanwhile. */
  function choices(rule: CallerId): VoiceNumber[] {
    const fitting = fittingNumbers(numbers, rule);
    return numbers.filter((one) => fitting.includes(one) || one.id === rule.number_id);
  }

  function change(rule: CallerId, number_id: string): void {
    const after = rules.map((one) => (one === rule ? { ...one, number_id } : one));
    void setCallerIds(rules, after, t("settings.telephone.shown.changed"));
  }

  function remove(rule: CallerId): void {
    const after = rules.filter((one) => one !== rule);
    void setCallerIds(rules, after, t("settings.telephone.shown.removed"));
  }
}
