import { useState } from "react";
import { useTranslation } from "react-i18next";
import { listTeamsContract } from "../../../../server/modules/people/people.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { AddTeam } from "./AddTeam.tsx";
import { TeamRow } from "./TeamRow.tsx";
import { branchesOf } from "./tree.ts";

/** Where a new team is being written: below this team, or at the top with null. */
type Place = { parentId: string | null } | undefined;

/** The team tree: names edited where they stand, moved by choosing what they belong to. */
export function TeamsPage() {
  const { t } = useTranslation();
  const read = useRead(listTeamsContract, {});
  const [adding, setAdding] = useState<Place>();
  const teams = read.data?.teams ?? [];
  const branches = branchesOf(teams);
  return (
    <>
      <div className="head">
        <h1>{t("settings.page.teams")}</h1>
        {read.data && <span className="t3">{t("settings.teams.count", { count: teams.length })}</span>}
        <span className="grow" />
        <ActionButton look="primary" icon="plus" onClick={() => setAdding({ parentId: null })}>
          {t("settings.teams.new")}
        </ActionButton>
      </div>
      <div className="page flush">
        <p className="lead t2">{t("settings.teams.text")}</p>
        {read.isPending && <Skeleton rows={6} />}
        {read.isError && (
          <ErrorState title={t("settings.teams.failed")} error={read.error} retry={() => void read.refetch()} />
        )}
        {read.data && teams.length === 0 && !adding && (
          <EmptyState
            title={t("settings.teams.none")}
            acts={
              <ActionButton icon="plus" onClick={() => setAdding({ parentId: null })}>
                {t("settings.teams.new")}
              </ActionButton>
            }
          >
            {t("settings.teams.none_text")}
          </EmptyState>
        )}
        {(teams.length > 0 || adding) && (
          <table className="tbl teams" aria-label={t("settings.page.teams")}>
            <thead>
              <tr>
                <th scope="col">{t("settings.teams.name")}</th>
                <th scope="col" className="num">
                  {t("settings.teams.users")}
                </th>
                <th scope="col">{t("settings.teams.parent")}</th>
                <th scope="col">
                  <span className="sr">{t("settings.acts")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {adding?.parentId === null && <AddTeam parentId={null} depth={0} onClose={() => setAdding(undefined)} />}
              {branches.map((branch) => (
                <TeamRow key={branch.team.id} branch={branch} branches={branches} onAdd={setAdding}>
                  {adding?.parentId === branch.team.id && (
                    <AddTeam parentId={branch.team.id} depth={branch.depth + 1} onClose={() => setAdding(undefined)} />
                  )}
                </TeamRow>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </>
  );
}
