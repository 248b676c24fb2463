import { useTranslation } from "react-i18next";
import { trunkKinds } from "../../../../server/modules/voice/trunk.contract.ts";
import { Field } from "../../../ui/Field.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Choice } from "./Choice.tsx";
import { TextField } from "./TextField.tsx";
import type { TrunkFieldsProps } from "./TrunkDialog.tsx";
import { losesPassword } from "./trunk_form.ts";

/** What the carrier has told: where the trunk is, and a name with a password or the addresses that its calls come from. */
export function TrunkPlace({ trunk, form, set, problem }: TrunkFieldsProps) {
  const { t } = useTranslation();
  const word = (key: string) => t(`settings.telephone.trunk.${key}`);
  const signsIn = form.kind === "registration";
  return (
    <>
      <TextField
        label={word("name")}
        value={form.name}
        error={problem("name")}
        placeholder={word("name_example")}
        maxLength={60}
        isFirst
        onChange={(name) => set({ name })}
      />
      <Choice
        legend={word("kind")}
        options={trunkKinds}
        value={form.kind}
        nameOf={(kind) => word(`kind_is.${kind}`)}
        onChange={(kind) => set({ kind })}
      >
        <p className="small t3">{word(`kind_text.${form.kind}`)}</p>
      </Choice>
      <div className="row two-fields">
        <TextField
          label={word("host")}
          value={form.host}
          error={problem("host")}
          placeholder="sip.example.test"
          maxLength={253}
          onChange={(host) => set({ host })}
        />
        <TextField
          label={word("port")}
          value={form.port}
          error={problem("port")}
          maxLength={5}
          isNumber
          onChange={(port) => set({ port })}
        />
      </div>
      {signsIn ? (
        <>
          <TextField
            label={word("username")}
            value={form.username}
            error={problem("username")}
            maxLength={100}
            onChange={(username) => set({ username })}
          />
          <TextField
            label={word("password")}
            value={form.password}
            hint={word(trunk?.has_password ? "password_kept" : "password_hint")}
            placeholder={trunk?.has_password ? "••••••••" : ""}
            type="password"
            maxLength={200}
            onChange={(password) => set({ password })}
          />
          {losesPassword(trunk, form) && (
            <p className="note warn tel-note" role="status">
              <Icon name="warning" />
              <span>{word("password_lost")}</span>
            </p>
          )}
        </>
      ) : (
        <Field label={word("sources")} error={problem("sources")} hint={word("sources_hint")}>
          <textarea
            className="inp"
            rows={3}
            value={form.sources}
            spellCheck={false}
            placeholder={"192.0.2.10\n198.51.100.0/24"}
            aria-invalid={problem("sources") ? true : undefined}
            onChange={(event) => set({ sources: event.target.value })}
          />
        </Field>
      )}
    </>
  );
}
