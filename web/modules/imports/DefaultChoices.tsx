import { useTranslation } from "react-i18next";
import { useColleagues } from "../../frame/colleagues.ts";
import { Choice } from "./Choice.tsx";
import { DuplicateChoices } from "./DuplicateChoices.tsx";
import type { Defaults, Import, Target } from "./import.ts";

interface Props {
  one: Import;
  targets: readonly Target[];
  defaults: Defaults;
  onChange: (defaults: Defaults) => void;
}

const kinds = ["guess", "company", "person"] as const;

/** What holds for rows whose columns do not say it: owner, kind, and the client where there are clients. */
export function DefaultChoices({ one, targets, defaults, onChange }: Props) {
  const { t } = useTranslation();
  const { clients } = useColleagues();
  return (
    <div className="im-defaults">
      <DuplicateChoices targets={targets} defaults={defaults} onChange={onChange} />
      <Choice
        label={t("imports.owner.title")}
        hint={t(targets.includes("owner") ? "imports.owner.with_column" : "imports.owner.without_column")}
        options={one.allowed_owners.map((value) => ({ value, text: t(`imports.owner.${value}`) }))}
        value={defaults.owner}
        onChange={(owner) => onChange({ ...defaults, owner: owner as Defaults["owner"] })}
      />
      <Choice
        label={t("imports.kind.title")}
        hint={t(targets.includes("kind") ? "imports.kind.with_column" : "imports.kind.without_column")}
        options={kinds.map((value) => ({ value, text: t(`imports.kind.${value}`) }))}
        value={defaults.kind}
        onChange={(kind) => onChange({ ...defaults, kind: kind as Defaults["kind"] })}
      />
      {clients.length > 0 && (
        <label className="im-choice">
          <span className="im-choice-name">{t("imports.client.title")}</span>
          <select
            className="inp s im-client"
            value={defaults.client_id ?? ""}
            onChange={(event) => onChange({ ...defaults, client_id: event.target.value || null })}
          >
            <option value="">{t("imports.client.none")}</option>
            {clients.map((client) => (
              <option key={client.id} value={client.id}>
                {client.name}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}
