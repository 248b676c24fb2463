import { useTranslation } from "react-i18next";
import {
  createTurnServerContract,
  turnKinds,
  updateTurnServerContract,
} from "../../../../server/modules/voice/turn_server.contract.ts";
import { call } from "../../../api/call.ts";
import { Field } from "../../../ui/Field.tsx";
import { focusOnOpen } from "../../../ui/focus.ts";
import { FormDialog } from "../FormDialog.tsx";
import { Choice } from "./Choice.tsx";
import { TextField } from "./TextField.tsx";
import { Tick } from "./Tick.tsx";
import type { TurnServer } from "./telephone.ts";
import { bodyOf, changesOf, faultsIn, formOf, keepsPassword } from "./turn_server_form.ts";
import { useTelephoneForm } from "./useTelephoneForm.ts";

interface Props {
  server: TurnServer | undefined;
  onClose: () => void;
}

/** Where a TURN or STUN server is, and how browsers prove there that they are ours. */
export function TurnServerDialog({ server, onClose }: Props) {
  const { t } = useTranslation();
  const { form, set, problem, dialog } = useTelephoneForm({
    begin: () => formOf(server),
    check: (typed) => faultsIn(typed, server),
    send: (typed) =>
      server
        ? call(updateTurnServerContract, { params: { turnServerId: server.id }, body: changesOf(server, typed) })
        : call(createTurnServerContract, { body: bodyOf(typed) }),
    nameOf: (saved) => saved.urls[0]!,
    onSaved: onClose,
  });
  const word = (key: string) => t(`settings.telephone.turn.${key}`);
  const isKept = keepsPassword(form, server);
  return (
    <FormDialog title={server ? server.urls[0]! : word("add")} onClose={onClose} {...dialog}>
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
      <Choice
        legend={word("kind")}
        options={turnKinds}
        value={form.kind}
        nameOf={(kind) => word(`kind_is.${kind}`)}
        onChange={(kind) => set({ kind })}
      >
        <p className="small t3">{word(`kind_text.${form.kind}`)}</p>
        {problem("kind") && (
          <p className="small danger" role="alert">
            {word("kind_wrong")}
          </p>
        )}
      </Choice>
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
      <Tick label={word("is_on")} isOn={form.is_on} onChange={(is_on) => set({ is_on })} />
    </FormDialog>
  );
}
