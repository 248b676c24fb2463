import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { createTeamContract } from "../../../../server/modules/people/people.contract.ts";
import { useCall } from "../../../api/queries.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { focusOnOpen } from "../../../ui/focus.ts";
import { showToast } from "../../../ui/toasts.ts";
import { reloadTeams } from "./acts.ts";

interface Props {
  parentId: string | null;
  depth: number;
  onClose: () => void;
}

/** The line in the tree where a new team is written; Enter adds it and waits for the next. */
export function AddTeam({ parentId, depth, onClose }: Props) {
  const { t } = useTranslation();
  const add = useCall(createTeamContract);
  const [name, setName] = useState("");
  return (
    <tr>
      <td colSpan={4} className="open" style={{ "--depth": depth } as React.CSSProperties}>
        <form className="row" onSubmit={submit} noValidate>
          <input
            className="inp s"
            ref={focusOnOpen}
            value={name}
            maxLength={80}
            placeholder={t("settings.teams.new_name")}
            aria-label={t("settings.teams.new_name")}
            aria-invalid={add.isError || undefined}
            onChange={(event) => {
              setName(event.target.value);
              add.reset();
            }}
            onKeyDown={(event) => event.key === "Escape" && onClose()}
          />
          <button type="submit" className="btn s primary" aria-busy={add.isPending}>
            {t("settings.add")}
          </button>
          <ActionButton small onClick={onClose}>
            {t("frame.close")}
          </ActionButton>
          {add.isError && (
            <span className="danger small" role="alert">
              {problemText(add.error)}
            </span>
          )}
        </form>
      </td>
    </tr>
  );

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!name.trim()) return;
    add.mutate(
      { body: { name: name.trim(), parent_id: parentId } },
      {
        onSuccess: (made) => {
          setName("");
          showToast({ text: t("settings.teams.added", { name: made.name }) });
          void reloadTeams();
        },
      },
    );
  }
}
