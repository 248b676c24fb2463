import { useTranslation } from "react-i18next";
import { nameOf, useColleagues } from "../../../frame/colleagues.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { fittingNumbers, keyOfRule, numberName, setRules } from "./caller_ids.ts";
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
    <table className="tbl tel-set tel-shown" aria-label={t("settings.telephone.part.caller-ids")}>
      <thead>
        <tr>
          <th scope="col">{t("settings.telephone.shown.team")}</th>
          <th scope="col">{t("settings.telephone.shown.client")}</th>
          <th scope="col">{t("settings.telephone.shown.number")}</th>
          <th scope="col">
            <span className="sr">{t("settings.acts")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rules.map((rule) => (
          <tr key={keyOfRule(rule)}>
            <td className={rule.team_id ? "" : "t2"}>{teamOf(rule)}</td>
            <td className={rule.client_id ? "" : "t2"}>{clientOf(rule)}</td>
            <td>
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
            </td>
            <td className="acts-cell">
              <ActionButton
                small
                look="text"
                icon="close"
                label={t("settings.telephone.shown.remove_of", { team: teamOf(rule), client: clientOf(rule) })}
                onClick={() => remove(rule)}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
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
    void setRules(rules, after, t("settings.telephone.shown.changed"));
  }

  function remove(rule: CallerId): void {
    const after = rules.filter((one) => one !== rule);
    void setRules(rules, after, t("settings.telephone.shown.removed"));
  }
}
