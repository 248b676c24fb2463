import {
  createTeamContract,
  listColleaguesContract,
  listTeamsContract,
  removeTeamContract,
  updateTeamContract,
} from "../../../../server/modules/people/people.contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { keyOf } from "../../../api/queries.ts";
import { t } from "../../../text/locale.ts";
import { problemText } from "../../../text/problem.ts";
import { showToast } from "../../../ui/toasts.ts";
import type { TeamNode } from "./tree.ts";

export async function reloadTeams(): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: keyOf(listTeamsContract) }),
    client.invalidateQueries({ queryKey: keyOf(listColleaguesContract) }),
  ]);
}

/** @throws ProblemError, which the editor shows below the name */
export async function renameTeam(team: TeamNode, name: string): Promise<void> {
  await change(team.id, { name });
  showToast({
    text: t("settings.teams.renamed", { before: team.name, after: name }),
    undo: () => tried(() => change(team.id, { name: team.name })),
  });
}

export async function moveTeam(team: TeamNode, parentId: string | null, parentName: string): Promise<void> {
  await tried(async () => {
    await change(team.id, { parent_id: parentId });
    showToast({
      text: t(parentId ? "settings.teams.moved" : "settings.teams.moved_up", { name: team.name, parent: parentName }),
      undo: () => tried(() => change(team.id, { parent_id: team.parent_id })),
    });
  });
}

/** Nobody belongs to it, so taking it back is making it again. */
export async function removeTeam(team: TeamNode): Promise<void> {
  await tried(async () => {
    await call(removeTeamContract, { params: { teamId: team.id } });
    showToast({
      text: t("settings.teams.removed", { name: team.name }),
      undo: () =>
        tried(async () => {
          await call(createTeamContract, { body: { name: team.name, parent_id: team.parent_id } });
          await reloadTeams();
        }),
    });
    await reloadTeams();
  });
}

async function change(teamId: string, body: { name?: string; parent_id?: string | null }): Promise<void> {
  await call(updateTeamContract, { params: { teamId }, body });
  await reloadTeams();
}

async function tried(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    showToast({ text: problemText(error), look: "problem" });
  }
}
