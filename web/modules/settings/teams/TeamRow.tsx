import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../../../text/format.ts";
import { NameEdit } from "../NameEdit.tsx";
import { ShutButton } from "../ShutButton.tsx";
import { moveTeam, removeTeam, renameTeam } from "./acts.ts";
import type { Branch, TeamNode } from "./tree.ts";

interface Props {
  branch: Branch<TeamNode>;
  branches: readonly Branch<TeamNode>[];
  onAdd: (place: { parentId: string }) => void;
  /** The line for a new team below this one. */
  children: ReactNode;
}

export function TeamRow({ branch, branches, onAdd, children }: Props) {
  const { t } = useTranslation();
  const { team, depth, below, hasChildren } = branch;
  return (
    <>
      <tr>
        <td className="open" style={{ "--depth": depth } as React.CSSProperties}>
          <NameEdit
            label={t("settings.teams.name")}
            name={team.name}
            maxLength={80}
            onSave={(name) => renameTeam(team, name)}
          />
        </td>
        <td className={`num ${team.user_count ? "" : "t3"}`}>{formatNumber(team.user_count)}</td>
        <td>
          <select
            className="pick"
            aria-label={t("settings.teams.parent_of", { name: team.name })}
            value={team.parent_id ?? ""}
            onChange={(event) => move(event.target.value)}
          >
            <option value="">{t("settings.teams.top")}</option>
            {branches.map((one) => (
              <option key={one.team.id} value={one.team.id} disabled={below.has(one.team.id)}>
                {`${"　".repeat(one.depth)}${one.team.name}`}
              </option>
            ))}
          </select>
        </td>
        <td className="acts-cell">
          <ShutButton
            icon="plus"
            label={t("settings.teams.add_below", { name: team.name })}
            onClick={() => onAdd({ parentId: team.id })}
          />
          <ShutButton
            icon="bin"
            label={t("settings.teams.remove", { name: team.name })}
            why={whyKept()}
            onClick={() => void removeTeam(team)}
          />
        </td>
      </tr>
      {children}
    </>
  );

  function whyKept(): string | undefined {
    if (hasChildren) return t("settings.teams.has_teams");
    return team.user_count > 0 ? t("settings.teams.has_users", { count: team.user_count }) : undefined;
  }

  function move(parentId: string) {
    const parent = branches.find((one) => one.team.id === parentId)?.team;
    void moveTeam(team, parent?.id ?? null, parent?.name ?? "");
  }
}
