import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  createTurnServerContract,
  turnKinds,
  updateTurnServerContract,
} from "../../../../server/modules/voice/turn_server.contract.ts";
import { useCall } from "../../../api/queries.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Field } from "../../../ui/Field.tsx";
import { focusFirstFault, focusOnOpen } from "../../../ui/focus.ts";
import { showToast } from "../../../ui/toasts.ts";
import { FormProblem } from "../FormProblem.tsx";
import { type Faults, faultsOf } from "./faults.ts";
import { elsewhere, sentenceOf } from "./sentences.ts";
import { TextField } from "./TextField.tsx";
import { rereadTelephone, type TurnServer } from "./telephone.ts";
import { bodyOf, changesOf, formOf, type TurnServerForm } from "./turn_server_form.ts";

interface Props {
  server: TurnServer | undefined;
  onClose: () => void;
}

/** Where a TURN or STUN server is, and how browsers prove there that they are ours. */
export function TurnServerDialog({ server, onClose }: Props) {
  const { t } = useTranslation();
  const create = useCall(createTurnServerContract);
  const update = useCall(updateTurnServerContract);
  const [form, setForm] = useState(() => formOf(server));
  const [faults, setFaults] = useState<Faults>({});
  const error = create.error ?? update.error;
  const problem = (field: string) => sentenceOf(field, faults, error);
  const word = (key: string) => t(`settings.telephone.turn.${key}`);
  const isKept = server !== undefined && server.kind === form.kind;
  return (
    <Dialog
      place="side"
      title={server ? server.urls[0]! : word("add")}
      onClose={onClose}
      footer={
        <>
          <ActionButton onClick={onClose}>{t("frame.cancel")}</ActionButton>
          <button type="submit" form="turn" className="btn primary" aria-busy={create.isPending || update.isPending}>
            {t("frame.save")}
          </button>
        </>
      }
    >
      <form id="turn" onSubmit={save} noValidate autoComplete="off">
        <Field label={word("urls")} error={problem("urls")} hint={word("urls_hint")}>
          <textarea
            className="inp"
            rows={3}
            ref={focusOnOpen}
            value={form.urls}
            spellCheck={false}
            autoCapitalize="none"
            placeholder={"turn:turn.example.com:3478?transport=udp\nturns:turn.example.com:5349?transport=tcp"}
            aria-invalid={problem("urls") ? true : undefined}
            onChange={(event) => set({ urls: event.target.value })}
          />
        </Field>
        <fieldset className="choice">
          <legend>{word("kind")}</legend>
          <div className="seg fill">
            {turnKinds.map((kind) => (
              <button key={kind} type="button" aria-pressed={form.kind === kind} onClick={() => set({ kind })}>
                {word(`kind_is.${kind}`)}
              </button>
            ))}
          </div>
          <p className="small t3">{word(`kind_text.${form.kind}`)}</p>
          {problem("kind") && (
            <p className="small danger" role="alert">
              {word("kind_wrong")}
            </p>
          )}
        </fieldset>
        {form.kind === "password" && (
          <TextField
            label={word("username")}
            value={form.username}
            error={problem("username")}
            maxLength={200}
            onChange={(username) => set({ username })}
          />
        )}
        {form.kind !== "none" && (
          <TextField
            label={word(form.kind)}
            value={form.password}
            error={problem("password")}
            hint={word(isKept ? "kept" : `${form.kind}_hint`)}
            placeholder={isKept ? "••••••••" : ""}
            type="password"
            maxLength={200}
            onChange={(password) => set({ password })}
          />
        )}
        <label className="tel-rule">
          <input
            className="cb"
            type="checkbox"
            checked={form.is_on}
            onChange={(event) => set({ is_on: event.target.checked })}
          />
          <span>{word("is_on")}</span>
        </label>
        <FormProblem error={elsewhere(error)} />
      </form>
    </Dialog>
  );

  function set(changes: Partial<TurnServerForm>) {
    create.reset();
    update.reset();
    setFaults({});
    setForm((now) => ({ ...now, ...changes }));
  }

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { currentTarget } = event;
    const body = bodyOf(form);
    const found: Faults = {
      ...faultsOf(createTurnServerContract.body!, body),
      ...(form.kind === "password" && !body.username ? { username: "required" as const } : {}),
      ...(form.kind !== "none" && !isKept && !body.password ? { password: "required" as const } : {}),
    };
    setFaults(found);
    if (Object.keys(found).length > 0) return focusFirstFault(currentTarget);
    const done = {
      onError: () => focusFirstFault(currentTarget),
      onSuccess: (saved: TurnServer) => {
        void rereadTelephone();
        onClose();
        showToast({ text: t("settings.telephone.saved", { name: saved.urls[0] }) });
      },
    };
    if (server) update.mutate({ params: { turnServerId: server.id }, body: changesOf(server, form) }, done);
    else create.mutate({ body }, done);
  }
}
