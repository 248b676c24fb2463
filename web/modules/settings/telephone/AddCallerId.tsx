import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useColleagues } from "../../../frame/colleagues.ts";
import { Chooser } from "./Chooser.tsx";
import { fittingNumbers, keyOfRule, numberName, setCallerIds } from "./caller_ids.ts";
import type { CallerId, VoiceNumber } from "./telephone.ts";

interface Props {
  rules: readonly CallerId[];
  numbers: readonly VoiceNumber[];
}

/** One more number that is shown: the first one goes for everybody. */
export function AddCallerId({ rules, numbers }: Props) {
  const { t } = useTranslation();
  const { teams, clients } = useColleagues();
  const [chosenTeam, setTeamId] = useState<string | undefined>();
  const [clientId, setClientId] = useState("");
  const [numberId, setNumberId] = useState("");
  const teamId = chosenTeam ?? firstFree(teams, rules);
  const whom = { team_id: teamId || null, client_id: clientId || null };
  const fitting = fittingNumbers(numbers, whom);
  const number = fitting.find(({ id }) => id === numberId) ?? fitting[0];
  const isThere = rules.some((one) => keyOfRule(one) === keyOfRule(whom));
  return (
    <form className="tel-add" onSubmit={add} aria-labelledby="tel-add">
      <h2 id="tel-add">
        {t(rules.length === 0 ? "settings.telephone.shown.add_first" : "settings.telephone.shown.add")}
      </h2>
      <Chooser
        label={t("settings.telephone.shown.team")}
        none={t("settings.telephone.shown.any_team")}
        options={teams}
        value={teamId}
        onChange={setTeamId}
      />
      <Chooser
        label={t("settings.telephone.shown.client")}
        none={t("settings.telephone.shown.any_client")}
        options={clients}
        value={clientId}
        onChange={setClientId}
      />
      <Chooser
        label={t("settings.telephone.shown.number")}
        options={fitting.map((one) => ({ id: one.id, name: numberName(one) }))}
        value={number?.id ?? ""}
        onChange={setNumberId}
      />
      <button type="submit" className="btn" aria-disabled={isThere || !number ? true : undefined}>
        {t("settings.add")}
      </button>
      {(isThere || !number) && (
        <p className="small t2" role="status">
          {t(isThere ? "settings.telephone.shown.is_there" : "settings.telephone.shown.none_fits")}
        </p>
      )}
    </form>
  );

  function add(event: FormEvent): void {
    event.preventDefault();
    if (isThere || !number) return;
    setTeamId(undefined);
    setClientId("");
    void setCallerIds(rules, [...rules, { ...whom, number_id: number.id }], t("settings.telephone.shown.added"));
  }
}

/** All teams while they have no line, then the first team that has none. */
const firstFree = (teams: readonly { id: string }[], rules: readonly CallerId[]): string =>
  ["", ...teams.map(({ id }) => id)].find(
    (id) => !rules.some(({ team_id, client_id }) => (team_id ?? "") === id && client_id === null),
  ) ?? "";
