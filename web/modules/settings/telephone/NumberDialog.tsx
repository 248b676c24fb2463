import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  createVoiceNumberContract,
  updateVoiceNumberContract,
} from "../../../../server/modules/voice/number.contract.ts";
import { useCall } from "../../../api/queries.ts";
import { useColleagues } from "../../../frame/colleagues.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { focusFirstFault } from "../../../ui/focus.ts";
import { showToast } from "../../../ui/toasts.ts";
import { FormProblem } from "../FormProblem.tsx";
import { Chooser } from "./Chooser.tsx";
import { whatDiffers } from "./differ.ts";
import { type Faults, faultsOf } from "./faults.ts";
import { elsewhere, sentenceOf } from "./sentences.ts";
import { TextField } from "./TextField.tsx";
import { rereadTelephone, type Trunk, type VoiceNumber } from "./telephone.ts";

interface Props {
  number: VoiceNumber | undefined;
  trunks: readonly Trunk[];
  onClose: () => void;
}

const ringing = ["team", "user"] as const;

/** A number: what we call it, by which trunk it comes, and whom it rings for how long. */
export function NumberDialog({ number, trunks, onClose }: Props) {
  const { t } = useTranslation();
  const { users, teams, clients } = useColleagues();
  const create = useCall(createVoiceNumberContract);
  const update = useCall(updateVoiceNumberContract);
  const [form, setForm] = useState({
    digits: number?.digits ?? "",
    label: number?.label ?? "",
    trunk_id: number?.trunk_id ?? trunks[0]?.id ?? "",
    client_id: number?.client_id ?? "",
    rings: (number?.user_id ? "user" : "team") as (typeof ringing)[number],
    user_id: number?.user_id ?? "",
    team_id: number?.team_id ?? "",
    ring_seconds: String(number?.ring_seconds ?? 25),
  });
  const [faults, setFaults] = useState<Faults>({});
  const error = create.error ?? update.error;
  const problem = (field: string) => sentenceOf(field, faults, error);
  const word = (key: string) => t(`settings.telephone.number.${key}`);
  return (
    <Dialog
      place="side"
      title={number ? number.display : word("add")}
      onClose={onClose}
      footer={
        <>
          <ActionButton onClick={onClose}>{t("frame.cancel")}</ActionButton>
          <button type="submit" form="number" className="btn primary" aria-busy={create.isPending || update.isPending}>
            {t("frame.save")}
          </button>
        </>
      }
    >
      <form id="number" onSubmit={save} noValidate autoComplete="off">
        {!number && (
          <TextField
            label={word("digits")}
            value={form.digits}
            error={problem("digits")}
            hint={word("digits_hint")}
            placeholder="0571 8796 4400"
            maxLength={40}
            isFirst
            onChange={(digits) => set({ digits })}
          />
        )}
        <TextField
          label={word("label")}
          value={form.label}
          error={problem("label")}
          hint={word("label_hint")}
          maxLength={60}
          isFirst={number !== undefined}
          onChange={(label) => set({ label })}
        />
        <Chooser
          label={word("trunk")}
          options={trunks}
          value={form.trunk_id}
          onChange={(trunk_id) => set({ trunk_id })}
        />
        <fieldset className="choice">
          <legend>{word("rings")}</legend>
          <div className="seg fill">
            {ringing.map((one) => (
              <button key={one} type="button" aria-pressed={form.rings === one} onClick={() => set({ rings: one })}>
                {word(`rings_is.${one}`)}
              </button>
            ))}
          </div>
        </fieldset>
        <Chooser
          label={word(`rings_whom.${form.rings}`)}
          none={t("settings.telephone.choose")}
          options={form.rings === "team" ? teams : users.filter((one) => one.is_active)}
          value={form.rings === "team" ? form.team_id : form.user_id}
          error={problem("rings")}
          onChange={(id) => set(form.rings === "team" ? { team_id: id } : { user_id: id })}
        />
        <div className="tel-short">
          <TextField
            label={word("ring_seconds")}
            value={form.ring_seconds}
            error={problem("ring_seconds")}
            hint={word("ring_seconds_hint")}
            maxLength={3}
            isNumber
            onChange={(ring_seconds) => set({ ring_seconds })}
          />
        </div>
        {(clients.length > 0 || form.client_id) && (
          <Chooser
            label={word("client")}
            none={word("no_client")}
            hint={word("client_hint")}
            options={clients}
            value={form.client_id}
            onChange={(client_id) => set({ client_id })}
          />
        )}
        <FormProblem error={elsewhere(error)} />
      </form>
    </Dialog>
  );

  function set(changes: Partial<typeof form>) {
    create.reset();
    update.reset();
    setFaults({});
    setForm((now) => ({ ...now, ...changes }));
  }

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { currentTarget } = event;
    const isTeam = form.rings === "team";
    const body = {
      label: form.label.trim(),
      trunk_id: form.trunk_id,
      client_id: form.client_id || null,
      user_id: isTeam ? null : form.user_id || null,
      team_id: isTeam ? form.team_id || null : null,
      ring_seconds: Number(form.ring_seconds),
    };
    const digits = form.digits.trim();
    const found: Faults = {
      ...faultsOf(createVoiceNumberContract.body!, { ...body, digits }),
      ...(body.user_id || body.team_id ? {} : { rings: "required" }),
    };
    setFaults(found);
    if (Object.keys(found).length > 0) return focusFirstFault(currentTarget);
    const done = {
      onError: () => focusFirstFault(currentTarget),
      onSuccess: (saved: VoiceNumber) => {
        void rereadTelephone();
        onClose();
        showToast({ text: t("settings.telephone.saved", { name: saved.display }) });
      },
    };
    if (number) update.mutate({ params: { numberId: number.id }, body: whatDiffers(number, body) }, done);
    else create.mutate({ body: { ...body, digits } }, done);
  }
}
